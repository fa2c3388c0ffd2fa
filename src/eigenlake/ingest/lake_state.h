// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/ingest/ingest_options.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/known/known_index.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

struct NewObjects {
  std::vector<ObjectInfo> objects;
  uint64_t num_total = 0;     ///< With those that are known, as far as a listing of the new ones tells.
  uint64_t num_left_out = 0;  ///< Beside these, by their names.
};

/// Raw objects that the index does not know, unless the options say `read_known`. Runs of a sink are
/// listed from the last known one on, unless they say `list_all`.
Result<NewObjects> new_raw_objects(const Lake& lake, KnownIndex& index, const IngestOptions& options);

/// The tables of a lake as a call found them, and what they hold.
struct LakeState {
  LakeTables tables;
  AuditLog log;
  std::vector<std::string> recovered_batches;     ///< Ids of the interrupted batches.
  std::optional<KnownIndex> index;                ///< Where requested.
  std::optional<Result<NewObjects>> new_objects;  ///< Where requested, and the index's copy fits.
};

/// What is read beside the tables, at the same time.
enum class ReadMeanwhile {
  kNothing,
  kIndex,       ///< The index's copy.
  kNewObjects,  ///< The same, and by it the listing of the raw objects.
};

/// Requires: nothing; without the lake's lock writers may change what the index lies in.
/// Errors:   of LakeTables::load_all, AuditLog and KnownIndex.
Result<LakeState> read_lake_state(const Lake& lake, ReadMeanwhile meanwhile,
                                  const IngestOptions& options = {});

/// The same after recover().
/// Requires: the lake's lock.
Result<LakeState> recover_lake_state(const Lake& lake, ReadMeanwhile meanwhile, const IngestOptions& options,
                                     ThreadPool& pool);

}  // namespace eigenlake
