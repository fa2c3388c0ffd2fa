// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/update/table_changes.h"

#include "eigenlake/base/clock.h"
#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/iceberg/update/commit_retries.h"

namespace eigenlake::iceberg {

Result<> refresh(Table& table) {
  EIGENLAKE_ASSIGN_OR_RETURN(Table newest, table.catalog().load_table(table.identifier()));
  table = std::move(newest);
  return {};
}

Result<> commit_change(Table& table, const std::function<Result<bool>(TableMetadata&)>& change) {
  CommitRetries retries(table.metadata());
  while (true) {
    TableMetadata next = table.metadata();
    EIGENLAKE_ASSIGN_OR_RETURN(const bool changed, change(next));
    if (!changed) return {};
    auto committed = table.catalog().commit(table, std::move(next));
    if (committed) {
      table = *std::move(committed);
      return {};
    }
    if (!retries.wait_for_next(committed.error())) return std::unexpected(std::move(committed).error());
    EIGENLAKE_ASSIGN_OR_RETURN(Table newest, table.catalog().load_table(table.identifier()));
    EIGENLAKE_RETURN_IF_ERROR(table.follow(std::move(newest)));
  }
}

Result<> set_ref(Table& table, const std::string& name, const SnapshotRef& ref) {
  return commit_change(table, [&](TableMetadata& metadata) -> Result<bool> {
    const auto it = metadata.refs.find(name);
    if (it != metadata.refs.end() && it->second == ref) return false;
    EIGENLAKE_RETURN_IF_ERROR(set_ref(metadata, name, ref, now_ms()));
    return true;
  });
}

Result<> create_tag(Table& table, const std::string& name, int64_t snapshot_id) {
  return set_ref(table, name, {snapshot_id, SnapshotRef::Kind::kTag, {}, {}, {}});
}

Result<> remove_ref(Table& table, const std::string& name) {
  return commit_change(table, [&](TableMetadata& metadata) -> Result<bool> {
    EIGENLAKE_RETURN_IF_ERROR(remove_ref(metadata, name));
    return true;
  });
}

Result<> rollback_main(Table& table, std::optional<int64_t> snapshot_id,
                       const std::vector<std::string>& tags_to_remove,
                       const std::vector<std::string>& properties_to_remove) {
  return commit_change(table, [&](TableMetadata& metadata) -> Result<bool> {
    bool changed = metadata.current_snapshot_id != snapshot_id;
    EIGENLAKE_RETURN_IF_ERROR(rollback_main(metadata, snapshot_id, now_ms()));
    for (const std::string& tag : tags_to_remove) changed |= metadata.refs.erase(tag) > 0;
    for (const std::string& name : properties_to_remove) changed |= metadata.properties.erase(name) > 0;
    return changed;
  });
}

Result<> update_properties(Table& table, const std::map<std::string, std::string>& set,
                           const std::vector<std::string>& remove) {
  return commit_change(table, [&](TableMetadata& metadata) -> Result<bool> {
    const auto before = metadata.properties;
    for (const auto& [name, value] : set) metadata.properties[name] = value;
    for (const std::string& name : remove) metadata.properties.erase(name);
    return metadata.properties != before;
  });
}

Result<> add_optional_columns(Table& table, const std::vector<NewColumn>& columns) {
  return commit_change(
      table, [&](TableMetadata& metadata) { return add_optional_columns(metadata, std::span(columns)); });
}

}  // namespace eigenlake::iceberg
