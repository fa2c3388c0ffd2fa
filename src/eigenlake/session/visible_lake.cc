// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/visible_lake.h"

#include <algorithm>
#include <array>
#include <set>

#include "eigenlake/base/joined.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/query/runs_view.h"
#include "eigenlake/query/sql_names.h"
#include "eigenlake/query/sql_value_text.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

bool is_feature_table(std::string_view table) {
  return std::ranges::find(kFeatureTables, table) != kFeatureTables.end();
}

/// The tags of the tables that begin with `prefix`; only the tag `prefix` if it exists.
std::vector<std::string> tags_with_prefix(const LakeTables& tables, const std::string& prefix) {
  std::set<std::string> found;
  for (const auto& [name, table] : tables.tables())
    for (const auto& [tag, ref] : table.metadata().refs)
      if (ref.kind == iceberg::SnapshotRef::Kind::kTag && tag.starts_with(prefix)) found.insert(tag);
  if (found.contains(prefix)) return {prefix};
  return {found.begin(), found.end()};
}

}  // namespace

Result<VisibleLake> VisibleLake::load(const Lake& lake, const TimeTravel& travel) {
  return load(lake, travel, our_tables());
}

Result<VisibleLake> VisibleLake::load(const Lake& lake, const TimeTravel& travel,
                                      std::span<const std::string> names) {
  VisibleLake visible;
  std::vector<std::string_view> ours = {kAuditTable};
  for (const std::string& name : names)
    if (name != kAuditTable && find_table(name) != nullptr) ours.push_back(name);
  EIGENLAKE_ASSIGN_OR_RETURN(visible.tables, LakeTables::load(lake, ours));
  EIGENLAKE_ASSIGN_OR_RETURN(visible.complete, AuditLog::read(visible.tables.find(kAuditTable)));
  EIGENLAKE_RETURN_IF_ERROR(visible.check_log_is_whole(lake));
  visible.unreadable.insert(visible.tables.lost().begin(), visible.tables.lost().end());
  EIGENLAKE_RETURN_IF_ERROR(visible.load_foreign(lake, names));
  visible.travel = travel;
  EIGENLAKE_RETURN_IF_ERROR(visible.settle_travel(lake));
  return visible;
}

/// Without the lock, a batch may have become complete since the log was read; a newer log has it.
Result<> VisibleLake::check_log_is_whole(const Lake& lake) const {
  const auto incomplete = [&](const AuditLog& read) {
    std::set<std::string> batches;
    for (const auto& [name, table] : tables.tables())
      for (auto& batch : incomplete_batches(table.metadata(), read)) batches.insert(std::move(batch));
    return batches;
  };
  if (check_one_incomplete(incomplete(complete))) return {};
  static constexpr std::array kAudit = {kAuditTable};
  EIGENLAKE_ASSIGN_OR_RETURN(const auto newer, LakeTables::load(lake, kAudit));
  EIGENLAKE_ASSIGN_OR_RETURN(const AuditLog log_now, AuditLog::read(newer.find(kAuditTable)));
  return check_one_incomplete(incomplete(log_now));
}

Result<> VisibleLake::load_foreign(const Lake& lake, std::span<const std::string> names) {
  for (const std::string& name : names) {
    if (find_table(name) != nullptr) continue;
    auto table = lake.catalog().load_table(table_identifier(name));
    if (table)
      tables.tables().emplace(name, *std::move(table));
    else if (table.error().kind == ErrorKind::kNotFound)
      unreadable.emplace(name, lake.catalog().explain_absence(table_identifier(name)));
    else
      unreadable.emplace(name, std::move(table).error());
  }
  check_names(names);
  return {};
}

/// Of two tables with the same name in SQL, ours stays readable.
void VisibleLake::check_names(std::span<const std::string> names) {
  std::vector<std::string_view> taken;
  for (const TableDefinition& table : all_tables()) taken.push_back(table.name);
  taken.push_back(kRunsView);
  for (const std::string& name : names) {
    const iceberg::Table* table = tables.find(name);
    if (table == nullptr) continue;
    if (auto checked = check_sql_names(name, table->metadata().schema()); !checked)
      unreadable.emplace(name, std::move(checked).error());
    if (find_table(name) != nullptr) continue;
    const auto other =
        std::ranges::find_if(taken, [&](std::string_view known) { return is_same_sql_name(known, name); });
    if (other != taken.end())
      unreadable.emplace(
          name, fail(ErrorKind::kUnsupported,
                     "tables {} and {} differ only in upper and lower case, which SQL does not tell apart; "
                     "rename the latter to query it",
                     *other, name)
                    .error());
    taken.push_back(name);
  }
}

/// Completes abbreviated names and cuts the log.
Result<> VisibleLake::settle_travel(const Lake& lake) {
  log = complete;
  if (travel.tag) EIGENLAKE_RETURN_IF_ERROR(settle_tag(lake));
  if (travel.batch_id) {
    EIGENLAKE_ASSIGN_OR_RETURN(travel.batch_id, complete.batch_with_prefix(*travel.batch_id));
    EIGENLAKE_ASSIGN_OR_RETURN(log, complete.up_to_batch(*travel.batch_id));
  } else if (travel.as_of_ms) {
    log = complete.up_to_time(*travel.as_of_ms);
    EIGENLAKE_RETURN_IF_ERROR(check_time());
  }
  const auto* audit = tables.find(kAuditTable);
  const bool goes_back = travel.batch_id || travel.as_of_ms;
  return audit != nullptr && goes_back ? check_not_expired(audit->metadata(), log) : Result<>();
}

/// Before the first batch, only tables of other engines may have rows.
Result<> VisibleLake::check_time() const {
  if (!log.batches().empty() || complete.batches().empty()) return {};
  for (const auto& [name, table] : tables.tables())
    if (find_table(name) == nullptr && table.metadata().snapshot_as_of(*travel.as_of_ms) != nullptr)
      return {};
  return fail(ErrorKind::kNotFound, "the lake was empty at {}; its first state is of {}",
              time_text(*travel.as_of_ms * 1000), time_text(complete.batches().front().audited_ms * 1000));
}

/// Searches the tables of the query, and all tables if these do not have the exact tag.
Result<> VisibleLake::settle_tag(const Lake& lake) {
  auto matches = tags_with_prefix(tables, *travel.tag);
  if (matches != std::vector{*travel.tag}) {
    EIGENLAKE_ASSIGN_OR_RETURN(const LakeTables all, LakeTables::load_all(lake));
    matches = tags_with_prefix(all, *travel.tag);
  }
  if (matches.empty())
    return fail(
        ErrorKind::kNotFound,
        "no table has a tag '{}'; 'eigenlake tag list' and 'eigenlake snapshots' list the existing ones",
        *travel.tag);
  if (matches.size() > 1)
    return fail(ErrorKind::kUsage, "'{}' is the beginning of several tags: {}; give more of it", *travel.tag,
                listed(std::vector<std::string_view>(matches.begin(), matches.end())));
  travel.tag = matches[0];
  return {};
}

const iceberg::Snapshot* VisibleLake::snapshot_at_ref(std::string_view table,
                                                      const iceberg::TableMetadata& metadata) const {
  if (const auto* snapshot = metadata.snapshot_by_ref(*travel.ref())) return snapshot;
  const auto batch = travel.tag ? batch_of_tag(*travel.tag) : std::nullopt;
  if (!batch || !is_feature_table(table)) return nullptr;
  const auto& snapshots = metadata.snapshots;
  const auto found = std::find_if(snapshots.rbegin(), snapshots.rend(), [&](const auto& snapshot) {
    const auto own = batch_of(snapshot);
    return own && complete.contains(*own) && snapshot.summary_value(kParentBatchIdProperty) == batch;
  });
  return found == snapshots.rend() ? nullptr : &*found;
}

Result<> VisibleLake::check_readable(std::span<const std::string> names) const {
  for (const std::string& name : names)
    if (const auto found = unreadable.find(name); found != unreadable.end() && tables.find(name) == nullptr)
      return std::unexpected(found->second);
  return {};
}

const iceberg::Snapshot* VisibleLake::snapshot_of(std::string_view table) const {
  const iceberg::Table* found = tables.find(table);
  if (found == nullptr) return nullptr;
  const iceberg::TableMetadata& metadata = found->metadata();
  if (travel.ref()) return snapshot_at_ref(table, metadata);
  if (!travel.batch_id && !travel.as_of_ms) return visible_snapshot(metadata, log);
  if (travel.batch_id && is_feature_table(table)) return newest_features_of(metadata, log, complete);
  if (find_table(table) != nullptr) return newest_snapshot_of(metadata, log);
  // Tables of other engines have times but no batches.
  if (travel.as_of_ms) return metadata.snapshot_as_of(*travel.as_of_ms);
  return log.batches().empty() ? nullptr : metadata.snapshot_as_of(log.batches().back().audited_ms);
}

std::vector<TableSnapshot> VisibleLake::snapshots_of(std::span<const std::string> names) const {
  std::vector<TableSnapshot> snapshots;
  for (const std::string& name : names) {
    if (unreadable.contains(name)) continue;
    TableSnapshot snapshot{.name = name, .table = {}, .snapshot_id = {}};
    if (const iceberg::Table* table = tables.find(name)) snapshot.table = *table;
    if (const iceberg::Snapshot* visible = snapshot_of(name)) snapshot.snapshot_id = visible->snapshot_id;
    if (!snapshot.table && (find_table(name) == nullptr || unreadable.contains(name))) continue;
    if (!snapshot.snapshot_id && travel.ref()) continue;
    snapshots.push_back(std::move(snapshot));
  }
  return snapshots;
}

std::vector<std::string> our_tables() {
  std::vector<std::string> names;
  for (const TableDefinition& table : all_tables()) names.push_back(table.name);
  return names;
}

Result<VisibleLake> load_visible_table(const Lake& lake, const std::string& name) {
  EIGENLAKE_ASSIGN_OR_RETURN(VisibleLake visible, VisibleLake::load(lake, {}, std::span(&name, 1)));
  EIGENLAKE_RETURN_IF_ERROR(visible.check_readable(std::span(&name, 1)));
  return visible;
}

Result<SqlSession> open_session(const VisibleLake& lake, std::span<const std::string> table_names,
                                int num_threads) {
  EIGENLAKE_RETURN_IF_ERROR(lake.check_readable(table_names));
  EIGENLAKE_ASSIGN_OR_RETURN(SqlSession session, SqlSession::open({.num_threads = num_threads}));
  const auto snapshots = lake.snapshots_of(table_names);
  EIGENLAKE_RETURN_IF_ERROR(create_views(session, snapshots));
  return session;
}

}  // namespace eigenlake
