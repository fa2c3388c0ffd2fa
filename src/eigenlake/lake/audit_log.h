// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"

namespace eigenlake::iceberg {
struct Snapshot;
class Table;
struct TableMetadata;
}  // namespace eigenlake::iceberg

namespace eigenlake {

struct AuditedBatch {
  std::string batch_id;
  int64_t audited_ms = 0;  ///< When its audit row appeared; milliseconds since 1970.
};

/// The complete batches of a lake: those with a row in processing_metadata.
class AuditLog {
 public:
  /// From tags of processing_metadata, and from its rows if tags expired or other engines wrote. `audit` may
  /// be nullptr (no batch yet).
  static Result<AuditLog> read(const iceberg::Table* audit);

  bool contains(std::string_view batch_id) const;
  /// In the order of completion.
  const std::vector<AuditedBatch>& batches() const { return batches_; }

  /// The batch whose id begins with `prefix`, with or without dashes. Errors: kNotFound; kUsage for several.
  Result<std::string> batch_with_prefix(std::string_view prefix) const;
  /// Until `batch_id` was the last. Errors: kNotFound.
  Result<AuditLog> up_to_batch(std::string_view batch_id) const;
  AuditLog up_to_time(int64_t time_ms) const;

 private:
  void index();

  std::vector<AuditedBatch> batches_;
  std::vector<std::string> sorted_ids_;
};

/// The snapshot that readers may see: the current one, other engines' included, or the one before an
/// incomplete batch; nullptr for none. A replacement of files is visible if its parent is. Every reader uses
/// this rule.
const iceberg::Snapshot* visible_snapshot(const iceberg::TableMetadata& metadata, const AuditLog& log);

/// The batches without audit row since the last complete one, newest first.
std::vector<std::string> incomplete_batches(const iceberg::TableMetadata& metadata, const AuditLog& log);

/// A writer that died leaves at most one. Errors: kStore for several, whose audit rows are lost.
Result<> check_one_incomplete(const std::set<std::string>& batches);

/// For `--batch` and `--as-of`: the newest snapshot of a batch in `log`.
/// Requires: check_not_expired(), else it may be of an older batch.
const iceberg::Snapshot* newest_snapshot_of(const iceberg::TableMetadata& metadata, const AuditLog& log);

/// The same for an ML table: also a batch of `complete` that computed features of one in `log`.
const iceberg::Snapshot* newest_features_of(const iceberg::TableMetadata& metadata, const AuditLog& log,
                                            const AuditLog& complete);

/// Errors: kNotFound if the state after the last batch of `log` expired. `audit` is processing_metadata,
/// which every batch changes.
Result<> check_not_expired(const iceberg::TableMetadata& audit, const AuditLog& log);

}  // namespace eigenlake
