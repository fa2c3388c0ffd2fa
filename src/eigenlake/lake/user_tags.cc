// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/user_tags.h"

#include <algorithm>
#include <cctype>
#include <tuple>

#include "eigenlake/base/clock.h"
#include "eigenlake/iceberg/spec/table_metadata_update.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/iceberg/update/table_transaction.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/lake/lake_lock.h"

namespace eigenlake {
namespace {

using iceberg::SnapshotRef;
using iceberg::TableMetadata;

constexpr size_t kNameBytesMax = 100;

bool is_name_character(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("._-").contains(c);
}

bool has_tag(const TableMetadata& metadata, const std::string& name) {
  const auto found = metadata.refs.find(name);
  return found != metadata.refs.end() && found->second.kind == SnapshotRef::Kind::kTag;
}

Result<> check_is_free(const LakeTables& tables, const std::string& name) {
  for (const auto& [table_name, table] : tables.tables()) {
    const auto found = table.metadata().refs.find(name);
    if (found == table.metadata().refs.end()) continue;
    const bool is_tag = found->second.kind == SnapshotRef::Kind::kTag;
    return fail(ErrorKind::kUsage, "{} already has a {} '{}'; {}", table_name, is_tag ? "tag" : "branch",
                name,
                is_tag ? "choose another name, or call `eigenlake tag delete` first" : "choose another name");
  }
  return {};
}

using Change = std::function<Result<bool>(TableMetadata&)>;

/// All or none, if the catalog can.
Result<> change_tables(const Lake& lake, std::map<iceberg::Table*, Change>& changes,
                       const Change& take_back) {
  if (lake.catalog().commits_together()) {
    std::vector<iceberg::TableChange> together;
    for (const auto& [table, change] : changes) together.push_back({table, change});
    return iceberg::commit_together(lake.catalog(), together);
  }
  std::vector<iceberg::Table*> changed;
  for (const auto& [table, change] : changes) {
    auto done = iceberg::commit_change(*table, change);
    if (done) {
      changed.push_back(table);
      continue;
    }
    if (take_back)
      for (auto* before : changed) std::ignore = iceberg::commit_change(*before, take_back);
    return fail_with_context(std::move(done).error(), "while changing " + table->identifier().to_string());
  }
  return {};
}

Change removal_of(const std::string& name) {
  return [name](TableMetadata& metadata) -> Result<bool> { return metadata.refs.erase(name) > 0; };
}

}  // namespace

Result<> check_tag_name(std::string_view name) {
  const bool begins_well = !name.empty() && name[0] != '.' && name[0] != '-';
  if (!begins_well || name.size() > kNameBytesMax || !std::ranges::all_of(name, is_name_character))
    return fail(ErrorKind::kUsage,
                "a tag must have at most {} letters, digits, '.', '_' and '-', and not begin with '.' or "
                "'-', got '{}'",
                kNameBytesMax, name);
  if (name == iceberg::kMainBranch || batch_of_tag(name))
    return fail(ErrorKind::kUsage, "'{}' is reserved; choose another name", name);
  return {};
}

std::vector<UserTag> user_tags(const LakeTables& tables) {
  std::map<std::string, UserTag> tags;
  for (const auto& [table_name, table] : tables.tables()) {
    for (const auto& [name, ref] : table.metadata().refs) {
      if (ref.kind != SnapshotRef::Kind::kTag || batch_of_tag(name)) continue;
      UserTag& tag = tags[name];
      tag.name = name;
      tag.tables.push_back(table_name);
      const auto* snapshot = table.metadata().snapshot_by_id(ref.snapshot_id);
      if (snapshot != nullptr) tag.timestamp_ms = std::max(tag.timestamp_ms, snapshot->timestamp_ms);
    }
  }
  std::vector<UserTag> ordered;
  for (auto& [name, tag] : tags) ordered.push_back(std::move(tag));
  return ordered;
}

Result<> create_user_tag(const Lake& lake, const std::string& name,
                         const std::map<std::string, int64_t>& snapshots) {
  EIGENLAKE_RETURN_IF_ERROR(check_tag_name(name));
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeLock lock, LakeLock::acquire(lake));
  EIGENLAKE_ASSIGN_OR_RETURN(LakeTables tables, LakeTables::load_all_locked(lake));
  EIGENLAKE_RETURN_IF_ERROR(check_is_free(tables, name));
  std::map<iceberg::Table*, Change> changes;
  for (const auto& [table_name, snapshot_id] : snapshots) {
    changes[tables.find(table_name)] = [&name, snapshot_id](TableMetadata& metadata) -> Result<bool> {
      const SnapshotRef tag{snapshot_id, SnapshotRef::Kind::kTag, {}, {}, {}};
      EIGENLAKE_RETURN_IF_ERROR(iceberg::set_ref(metadata, name, tag, now_ms()));
      return true;
    };
  }
  return change_tables(lake, changes, removal_of(name));
}

Result<std::vector<std::string>> delete_user_tag(const Lake& lake, const std::string& name) {
  if (batch_of_tag(name))
    return fail(ErrorKind::kUsage, "'{}' is the tag of a batch; `eigenlake maintain` expires these", name);
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeLock lock, LakeLock::acquire(lake));
  EIGENLAKE_ASSIGN_OR_RETURN(LakeTables tables, LakeTables::load_all_locked(lake));
  std::map<iceberg::Table*, Change> changes;
  std::vector<std::string> names;
  for (auto& [table_name, table] : tables.tables()) {
    if (!has_tag(table.metadata(), name)) continue;
    changes[&table] = removal_of(name);
    names.push_back(table_name);
  }
  if (names.empty())
    return fail(ErrorKind::kNotFound, "no table has a tag '{}'; `eigenlake tag list` lists the existing ones",
                name);
  EIGENLAKE_RETURN_IF_ERROR(change_tables(lake, changes, {}));
  return names;
}

}  // namespace eigenlake
