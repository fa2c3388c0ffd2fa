// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/named_enum.h"

namespace eigenlake {

/// One finished batch; `batch_id` is empty when there was nothing to do (or with dry_run).
struct BatchReport {
  std::string batch_id;
  std::string processing_name;
  std::map<std::string, int64_t> rows;  ///< Rows added, by table.
  double seconds = 0.0;
};

struct QuarantinedObject {
  std::string uri;
  std::string error;
};

/// The outcome of one object that was read again.
struct RetryOutcome {
  enum class What { kIngested, kRefused, kGone };
  std::string uri;
  What what = What::kIngested;
  std::string error = {};  ///< kRefused: why, or which of its records.
  int64_t records = 0;
  int64_t experiments_new = 0;
  int64_t experiments_duplicate = 0;
};

inline std::string_view name_of(RetryOutcome::What what) {
  constexpr NamedEnum<RetryOutcome::What, 3> kOutcomes{.what = "outcome",
                                                       .names = {"ingested", "refused", "gone"}};
  return kOutcomes.name_of(what);
}

struct IngestReport {
  BatchReport batch;
  uint64_t objects_total = 0;     ///< Raw objects in the store.
  uint64_t objects_new = 0;       ///< Of them, not in the ledger with this etag.
  uint64_t objects_left_out = 0;  ///< Beside them: what names say is no raw object, or none yet.
  uint64_t records = 0;
  uint64_t records_faulty = 0;  ///< Of them, quarantined while others of their object were ingested.
  uint64_t experiments_new = 0;
  uint64_t experiments_duplicate = 0;
  uint64_t experiments_deleted = 0;           ///< Left out, because they were deleted.
  uint64_t experiments_without_features = 0;  ///< Of all in the tables, afterwards.
  uint64_t failures = 0;                      ///< Molecules that could not be run.
  std::vector<QuarantinedObject> quarantined;
  std::vector<RetryOutcome> outcomes;          ///< Of a retry: one for each object.
  std::vector<std::string> recovered_batches;  ///< Interrupted batches that were recovered first.
};

struct FeaturesReport {
  BatchReport batch;
  uint64_t experiments_new = 0;
  uint64_t experiments_again = 0;  ///< Whose features followed older formulas.
  std::vector<std::string> recovered_batches;
};

struct IngestAndFeaturesReport {
  IngestReport ingest;
  FeaturesReport features;
};

}  // namespace eigenlake
