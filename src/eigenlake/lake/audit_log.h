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

/// The complete batches of a lake: those whose row is in processing_metadata.
class AuditLog {
 public:
  /// Reads it from the tags of processing_metadata, and from its rows where these do not tell of all of them:
  /// after tags expired, or other engines wrote. `audit` may be nullptr (no batch yet).
  static Result<AuditLog> read(const iceberg::Table* audit);

  bool contains(std::string_view batch_id) const;
  /// In the order in which they became complete.
  const std::vector<AuditedBatch>& batches() const { return batches_; }

  /// The one batch whose id is `prefix` or begins so, with or without dashes. Errors: kNotFound; kUsage
  /// naming those that match.
  Result<std::string> batch_with_prefix(std::string_view prefix) const;
  /// The log as it was when `batch_id` was the last. Errors: kNotFound.
  Result<AuditLog> up_to_batch(std::string_view batch_id) const;
  /// The log as it was at that time.
  AuditLog up_to_time(int64_t time_ms) const;

 private:
  void index();

  std::vector<AuditedBatch> batches_;
  std::vector<std::string> sorted_ids_;
};

/// The snapshot that a reader may see: the current one, other engines' appends included, unless it belongs to
/// a batch that is not complete; then the one before. nullptr where there is nothing to see. A snapshot that
/// only replaced files is seen when its parent is.
///
/// This is the one rule by which every reader chooses what to read.
const iceberg::Snapshot* visible_snapshot(const iceberg::TableMetadata& metadata, const AuditLog& log);

/// The batches since the last complete one that have no audit row, newest first.
std::vector<std::string> incomplete_batches(const iceberg::TableMetadata& metadata, const AuditLog& log);

/// That it is one batch at most, as a writer that died leaves it. Errors: kStore for several, whose audit
/// rows are lost then.
Result<> check_one_incomplete(const std::set<std::string>& batches);

/// For `--batch` and `--as-of`: the newest snapshot of a batch in `log`, nothing else.
/// Requires: check_not_expired(), else it may be that of an older batch.
const iceberg::Snapshot* newest_snapshot_of(const iceberg::TableMetadata& metadata, const AuditLog& log);

/// The same for an ML table, which comes by batches of its own: also a batch of `complete` that computed the
/// features of one in `log`.
const iceberg::Snapshot* newest_features_of(const iceberg::TableMetadata& metadata, const AuditLog& log,
                                            const AuditLog& complete);

/// That the state after the last batch of `log` can still be read. `audit` is processing_metadata, which
/// every batch changes. Errors: kNotFound where maintenance gave it up.
Result<> check_not_expired(const iceberg::TableMetadata& audit, const AuditLog& log);

}  // namespace eigenlake
