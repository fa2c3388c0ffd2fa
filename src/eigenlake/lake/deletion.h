// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/transform/experiment.h"

namespace eigenlake {

/// Deletes or restores experiments: a row of `deletions` each, of which the newest counts.
struct DeletionChange {
  std::vector<std::string> experiment_ids;
  bool deleted = true;
  std::string changed_by;
  std::string reason = {};
};

/// The newest row of an experiment.
struct Deletion {
  bool deleted = false;
  int64_t changed_at_us = 0;  ///< UTC, microseconds since 1970.
  std::string changed_by;
  std::string reason;

  /// "2025-01-31 by mari@lab-3: a wrong geometry"
  std::string to_string() const;
};

/// By experiment id.
using Deletions = std::map<std::string, Deletion, std::less<>>;

/// The deletions of complete batches, without lifted ones unless `with_lifted`.
///
/// Cost: nothing for a lake without the table; else its rows.
Result<Deletions> read_deletions(const LakeTables& tables, bool with_lifted = false);

std::shared_ptr<arrow::RecordBatch> deletion_rows(const DeletionChange& change, const BatchStamp& stamp);

}  // namespace eigenlake
