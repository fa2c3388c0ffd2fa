// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string>

namespace eigenlake::iceberg {
struct TableMetadata;
}  // namespace eigenlake::iceberg

namespace eigenlake {

class AuditLog;

/// Which batches stay readable: the newest `batches`, and all that are younger than `days`.
struct BatchRetention {
  int64_t batches = 500;
  int64_t days = 90;
};

/// Position in log.batches() of the oldest batch that stays.
size_t first_kept_batch(const AuditLog& log, const BatchRetention& retention, int64_t now_ms);

/// The tags of a table that batches set and that their retention expires. The state of the table at every
/// kept batch stays: where the oldest of them did not change the table, the one before keeps its tag.
///
/// Tags of users are never among them, nor those of batches that the log does not know.
/// Requires: `is_audit` for processing_metadata, which every batch changes.
std::set<std::string> batch_tags_to_expire(const iceberg::TableMetadata& metadata, const AuditLog& log,
                                           size_t first_kept, bool is_audit);

}  // namespace eigenlake
