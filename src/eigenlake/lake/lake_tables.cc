// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/lake_tables.h"

#include <algorithm>
#include <array>
#include <iterator>
#include <set>
#include <vector>

#include "eigenlake/base/side_by_side.h"
#include "eigenlake/lake/lost_tables.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

std::vector<std::string_view> all_names() {
  std::vector<std::string_view> names;
  for (const auto& table : all_tables()) names.push_back(table.name);
  return names;
}

}  // namespace

Result<LakeTables> LakeTables::load(const Lake& lake, Names names) {
  return load_accounted(lake, names, lake.catalog().commits_together() ? Order::kAny : Order::kAuditFirst);
}

Result<LakeTables> LakeTables::load_all(const Lake& lake) {
  EIGENLAKE_ASSIGN_OR_RETURN(LakeTables result, load(lake, all_names()));
  EIGENLAKE_RETURN_IF_ERROR(result.check_none_lost());
  return result;
}

Result<LakeTables> LakeTables::load_all_locked(const Lake& lake) {
  EIGENLAKE_ASSIGN_OR_RETURN(LakeTables result, load_accounted(lake, all_names(), Order::kAny));
  EIGENLAKE_RETURN_IF_ERROR(result.check_none_lost());
  for (const auto& [name, table] : result.tables())
    if (auto why = why_elsewhere(lake, table)) return std::unexpected(*std::move(why));
  return result;
}

/// The remembered state is read before the tables, which are then as new. If a read takes a round trip both
/// are read at once, and in order only if tables seem older.
Result<LakeTables> LakeTables::load_accounted(const Lake& lake, Names names, Order order) {
  for (bool at_once = !lake.state_store().has_cheap_head();; at_once = false) {
    LakeTables result;
    Result<std::optional<RememberedTables>> remembered;
    const auto load_remembered = [&] { remembered = load_remembered_tables(lake.state_store()); };
    if (!at_once) load_remembered();
    EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(at_once ? 2 : 1, [&](size_t i) -> Result<> {
      if (i == 0) return result.add_in_order(lake, names, order);
      load_remembered();
      return {};
    }));
    EIGENLAKE_ASSIGN_OR_RETURN(result.remembered_, std::move(remembered));
    const auto accounted = result.account(lake, names);
    if (accounted) return result;
    if (!at_once) return std::unexpected(accounted.error());
  }
}

Result<> LakeTables::add_in_order(const Lake& lake, Names names, Order order) {
  if (order == Order::kAny || std::ranges::find(names, kAuditTable) == names.end()) return add(lake, names);
  // Every batch of this log is in the tables that are loaded later.
  static constexpr std::array kAudit = {kAuditTable};
  EIGENLAKE_RETURN_IF_ERROR(add(lake, kAudit));
  std::vector<std::string_view> others;
  std::ranges::copy_if(names, std::back_inserter(others), [](auto name) { return name != kAuditTable; });
  return add(lake, others);
}

Result<> LakeTables::add(const Lake& lake, Names names) {
  std::vector<iceberg::TableIdentifier> identifiers;
  for (const auto name : names) identifiers.push_back(table_identifier(name));
  auto loaded = lake.catalog().load_tables(identifiers);
  // One table is damaged; load the others.
  if (!loaded && loaded.error().kind == ErrorKind::kStore) return add_one_by_one(lake, names);
  if (!loaded) return std::unexpected(std::move(loaded).error());
  for (size_t i = 0; i < names.size(); ++i)
    if ((*loaded)[i]) tables_.emplace(names[i], *std::move((*loaded)[i]));
  return {};
}

/// The audit table first.
Result<> LakeTables::add_one_by_one(const Lake& lake, Names names) {
  std::vector<std::string_view> ordered(names.begin(), names.end());
  std::ranges::stable_partition(ordered, [](auto name) { return name == kAuditTable; });
  for (const auto name : ordered) {
    auto table = lake.catalog().load_table(table_identifier(name));
    if (table)
      tables_.emplace(name, *std::move(table));
    else if (table.error().kind == ErrorKind::kStore)
      lost_.emplace(name, why_unreadable(name, table.error()).error());
    else if (table.error().kind != ErrorKind::kNotFound)
      return std::unexpected(std::move(table).error());
  }
  return {};
}

Result<> LakeTables::account(const Lake& lake, Names names) {
  if (lake.tolerates_loss()) {
    lost_.clear();
    return {};
  }
  const auto* audit = find(kAuditTable);
  for (const auto name : names) {
    if (const auto* table = find(name)) {
      if (auto why = why_replaced(*table, remembered_)) return std::unexpected(why->error());
    } else if (!lost_.contains(name)) {
      EIGENLAKE_ASSIGN_OR_RETURN(auto why, why_lost(lake, name, remembered_, audit));
      if (!why && name == kAuditTable && !remembered_) {
        EIGENLAKE_ASSIGN_OR_RETURN(why, why_audit_lost(lake, has_several_batches()));
      }
      if (!why) continue;
      // It may just have been created.
      EIGENLAKE_ASSIGN_OR_RETURN(const bool is_new, lake.catalog().table_exists(table_identifier(name)));
      if (!is_new) lost_.emplace(name, why->error());
    }
  }
  if (lost_.empty()) return {};
  if (remembered_) EIGENLAKE_RETURN_IF_ERROR(check_is_catalog_of(lake, *remembered_));
  const auto lost_audit = lost_.find(kAuditTable);
  return lost_audit == lost_.end() ? Result<>() : std::unexpected(lost_audit->second);
}

/// The writer of a single batch may have died before it created the audit table.
bool LakeTables::has_several_batches() const {
  std::set<std::string> batches;
  for (const auto& [name, table] : tables_)
    for (const auto* at = table.metadata().current_snapshot(); at != nullptr;
         at = table.metadata().parent_of(*at))
      if (auto batch = batch_of(*at)) batches.insert(*std::move(batch));
  return batches.size() > 1;
}

Result<> LakeTables::check_none_lost() const {
  return lost_.empty() ? Result<>() : std::unexpected(lost_.begin()->second);
}

RememberedTables LakeTables::to_remember() const {
  RememberedTables result = remembered_.value_or(RememberedTables());
  for (const auto& [name, table] : tables_) {
    // An older one stays lost until it is restored.
    if (!why_replaced(table, remembered_)) result[name] = remember(table.metadata());
  }
  return result;
}

const iceberg::Table* LakeTables::find(std::string_view name) const {
  const auto found = tables_.find(name);
  return found == tables_.end() ? nullptr : &found->second;
}

iceberg::Table* LakeTables::find(std::string_view name) {
  const auto found = tables_.find(name);
  return found == tables_.end() ? nullptr : &found->second;
}

const iceberg::Snapshot* snapshot_of_batch(const iceberg::TableMetadata& metadata,
                                           std::string_view batch_id) {
  const auto* created = metadata.snapshot_by_ref(creation_tag(batch_id));
  return created != nullptr ? created : metadata.snapshot_by_ref(append_tag(batch_id));
}

std::optional<std::string> newest_batch_of(const iceberg::TableMetadata& metadata,
                                           const iceberg::Snapshot* snapshot) {
  for (const auto* at = snapshot; at != nullptr; at = metadata.parent_of(*at))
    if (auto batch = batch_of(*at)) return batch;
  return std::nullopt;
}

}  // namespace eigenlake
