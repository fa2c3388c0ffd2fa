#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// The tables of a lake as they are at the moment; those that do not exist yet are left out.
///
/// A catalog that commits together gives the tables as they were at one moment. Elsewhere
/// processing_metadata is loaded first and alone: a batch that becomes complete meanwhile is in no log that
/// was read from here, so visible_snapshot() hides it in all tables, also where it was loaded already.
class LakeTables {
 public:
  static Result<LakeTables> load(const Lake& lake, std::span<const std::string_view> names);
  static Result<LakeTables> load_all(const Lake& lake);
  /// The same in less time. Requires: the caller holds the lake's lock, so that no batch comes in between.
  static Result<LakeTables> load_all_locked(const Lake& lake);

  /// nullptr where the table does not exist.
  const iceberg::Table* find(std::string_view name) const;
  iceberg::Table* find(std::string_view name);

  std::map<std::string, iceberg::Table, std::less<>>& tables() { return tables_; }
  const std::map<std::string, iceberg::Table, std::less<>>& tables() const { return tables_; }

 private:
  Result<> add(const Lake& lake, std::span<const std::string_view> names);

  std::map<std::string, iceberg::Table, std::less<>> tables_;
};

/// Pair of the summary by which a snapshot says which batch wrote it.
inline constexpr std::string_view kBatchIdProperty = "eigenlake.batch-id";

/// Pair by which a snapshot of a features batch names the newest batch whose experiments it computed.
inline constexpr std::string_view kParentBatchIdProperty = "eigenlake.parent-batch-id";

/// The batch that wrote a snapshot; nothing for snapshots of other engines and of maintenance.
std::optional<std::string> batch_of(const iceberg::Snapshot& snapshot);

/// The snapshot that a batch made in a table (by its tags), or nullptr.
const iceberg::Snapshot* snapshot_of_batch(const iceberg::TableMetadata& metadata, std::string_view batch_id);

}  // namespace eigenlake
