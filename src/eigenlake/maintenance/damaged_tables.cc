// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/damaged_tables.h"

#include <algorithm>
#include <utility>

#include <fmt/ranges.h>

#include "eigenlake/iceberg/data/row_deletes.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/spec/unique_id.h"
#include "eigenlake/iceberg/update/remove_rows.h"
#include "eigenlake/ingest/batch.h"
#include "eigenlake/ingest/recovery.h"
#include "eigenlake/ingest/row_removal.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/lake/pending_batch.h"
#include "eigenlake/maintenance/rows_in_history.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using Kind = TableState::Kind;

std::set<std::string> paths_of(const TableState& state) {
  std::set<std::string> paths;
  for (const auto& [path, file] : state.damaged_files) paths.insert(path);
  return paths;
}

/// Rows that the damaged files had; position deletes are other files, and there.
Result<int64_t> num_damaged_rows(const TableState& state) {
  iceberg::DeleteCache cache;
  int64_t rows = 0;
  for (const auto& [path, file] : state.damaged_files) {
    rows += file.data_file.record_count;
    for (const auto& deletes : file.deletes) {
      if (deletes->data_file.content != iceberg::FileContent::kPositionDeletes) continue;
      EIGENLAKE_ASSIGN_OR_RETURN(const auto positions, cache.positions(*state.table, *deletes));
      if (const auto found = positions->find(path); found != positions->end())
        rows -= std::ssize(found->second);
    }
  }
  return rows;
}

int64_t num_rows(const std::vector<iceberg::DataFile>& files) {
  int64_t rows = 0;
  for (const auto& file : files) rows += file.record_count;
  return rows;
}

}  // namespace

Result<bool> finish_pending_batch(const Lake& lake, TableStates& states) {
  const bool are_there = std::ranges::none_of(states.tables, [](const TableState& state) {
    return state.kind == Kind::kLost || state.kind == Kind::kOlder || state.kind == Kind::kReplaced;
  });
  if (!are_there || !states.at(kAuditTable).has_all_rows()) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto pending, pending_batch_id(lake.state_store()));
    return pending.empty();
  }
  ThreadPool pool(1);
  const bool is_damaged = std::ranges::any_of(
      states.tables, [](const TableState& state) { return state.kind == Kind::kDamaged; });
  EIGENLAKE_ASSIGN_OR_RETURN(const RecoveredLake state,
                             recover(lake, pool, is_damaged ? DiedBatch::kUndo : DiedBatch::kFinish));
  if (!state.batches.empty()) {
    EIGENLAKE_ASSIGN_OR_RETURN(states, inspect_tables(lake));
  }
  return true;
}

Result<> replace_damaged_files(const Lake& lake, const TableStates& states, FilesOfTables files) {
  std::vector<std::string_view> names;
  std::map<std::string_view, int64_t> gone;
  std::vector<std::string> texts;
  for (const auto& [name, added] : files) {
    names.push_back(name);
    EIGENLAKE_ASSIGN_OR_RETURN(const int64_t rows, num_damaged_rows(states.at(name)));
    gone[name] = rows - num_rows(added);
    texts.push_back(fmt::format("{} of {}", gone[name], name));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeTables tables, LakeTables::load_all_locked(lake));
  EIGENLAKE_ASSIGN_OR_RETURN(const AuditLog log, AuditLog::read(tables.find(kAuditTable)));
  EIGENLAKE_ASSIGN_OR_RETURN(
      Batch batch,
      Batch::begin(lake, tables, names, new_batch_plan(kLossProcessingName, visible_snapshots(tables, log))));
  for (auto& [name, added] : files) {
    const TableState& state = states.at(name);
    BatchTable& table = batch.table(name);
    table.count(-gone.at(name));
    table.keep(std::move(added));
    table.remove(
        {.snapshot_id = state.table->metadata().current_snapshot_id, .removed_files = paths_of(state)});
  }
  const auto info = fmt::format("replaced damaged files; rows that are gone: {}", fmt::join(texts, ", "));
  EIGENLAKE_RETURN_IF_ERROR(batch.commit(info, [] {}));
  return {};
}

Result<> drop_damaged_files(const Lake& lake, TableStates& states, std::string_view name) {
  TableState& state = states.at(name);
  EIGENLAKE_RETURN_IF_ERROR(miss_table(lake, states, name));
  const auto snapshot = state.table->metadata().current_snapshot_id;
  iceberg::RemoveRowsAction action(*state.table,
                                   {.removed_files = paths_of(state),
                                    .added_files = {},
                                    .delete_files = {},
                                    .expected_snapshot = snapshot,
                                    .summary = {{std::string(kRecoveredProperty), "damaged files"}},
                                    .tag = {}});
  EIGENLAKE_RETURN_IF_ERROR(action.commit());
  state.kind = Kind::kOlder;
  state.damaged_files.clear();
  return {};
}

Result<> give_up_lost_states(const Lake& lake, std::span<const std::string> names) {
  EIGENLAKE_ASSIGN_OR_RETURN(LakeTables tables, LakeTables::load_all_locked(lake));
  EIGENLAKE_ASSIGN_OR_RETURN(const AuditLog log, AuditLog::read(tables.find(kAuditTable)));
  std::map<std::string, std::set<int64_t>> lost;
  for (const std::string& name : names) {
    const auto* table = tables.find(name);
    if (table == nullptr) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(auto found, find_lost_files(*table));
    lost[name] = std::move(found.snapshots);
  }
  const auto history = history_of_snapshots(tables, log, std::move(lost));
  return for_each_in_history(tables, history, [](iceberg::Table& table, const auto& snapshots) {
    return iceberg::drop_snapshots(table, with_batch_tags(table.metadata(), snapshots));
  });
}

Result<> take_out_experiments(iceberg::Table& table, const ExperimentIds& ids) {
  const auto snapshot = table.metadata().current_snapshot_id;
  if (ids.empty() || !snapshot) return {};
  ThreadPool pool(1);
  EIGENLAKE_ASSIGN_OR_RETURN(auto files, iceberg::plan_files(table));
  EIGENLAKE_ASSIGN_OR_RETURN(const FoundRows found, find_rows(table, std::move(files), ids, pool));
  if (found.rows == 0) return {};
  EIGENLAKE_ASSIGN_OR_RETURN(auto removal, leave_out_rows(table, *snapshot, found, iceberg::new_uuid()));
  iceberg::RemoveRowsAction action(table,
                                   {.removed_files = std::move(removal.removed_files),
                                    .added_files = {},
                                    .delete_files = std::move(removal.delete_files),
                                    .expected_snapshot = snapshot,
                                    .summary = {{std::string(kRecoveredProperty), "deleted experiments"}},
                                    .tag = {}});
  return action.commit();
}

}  // namespace eigenlake
