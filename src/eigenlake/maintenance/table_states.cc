// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/table_states.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/side_by_side.h"
#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/iceberg/spec/unique_id.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/audited_rows.h"
#include "eigenlake/lake/lost_tables.h"
#include "eigenlake/lake/staged_table.h"
#include "eigenlake/lake/stray_tables.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using iceberg::FileScanTask;
using iceberg::Table;

bool is_of_damage(const Error& error) {
  return error.kind == ErrorKind::kStore || error.kind == ErrorKind::kNotFound ||
         error.kind == ErrorKind::kCorrupt;
}

/// What lies in a table's folder, by one listing.
class FilesThere {
 public:
  static Result<FilesThere> list(const Table& table) {
    FilesThere files(table);
    EIGENLAKE_ASSIGN_OR_RETURN(const auto objects, table.store().list(table.directory_key() + "/"));
    for (const ObjectInfo& object : objects)
      files.sizes_.emplace(object.key, static_cast<int64_t>(object.size_bytes));
    return files;
  }

  Result<bool> has(ObjectStore& store, const std::string& key, int64_t size) const {
    if (&store == &table_.store() && key.starts_with(table_.directory_key() + "/")) {
      const auto found = sizes_.find(key);
      return found != sizes_.end() && found->second == size;
    }
    const auto found = store.head(key);
    if (!found && found.error().kind != ErrorKind::kNotFound) return std::unexpected(found.error());
    return found && static_cast<int64_t>(found->size_bytes) == size;
  }

 private:
  explicit FilesThere(const Table& table) : table_(table) {}

  const Table& table_;
  std::unordered_map<std::string, int64_t> sizes_;
};

/// The live data files that are lost.
Result<std::map<std::string, FileScanTask>> lost_live_files(const Table& table, const FilesThere& there) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto files, iceberg::plan_files(table));
  std::vector<char> is_lost(files.size());
  EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(files.size(), [&](size_t i) -> Result<> {
    const auto& file = files[i];
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_there,
                               there.has(*file.store, file.key, file.data_file.file_size_bytes));
    is_lost[i] = is_there ? 0 : 1;
    for (const auto& deletes : file.deletes) {
      EIGENLAKE_ASSIGN_OR_RETURN(const bool has_deletes, there.has(*deletes->store, deletes->key,
                                                                   deletes->data_file.file_size_bytes));
      if (!has_deletes) return fail(ErrorKind::kStore, "{}: the file of row deletes is lost", deletes->uri);
    }
    return {};
  }));
  std::map<std::string, FileScanTask> lost;
  for (size_t i = 0; i < files.size(); ++i)
    if (is_lost[i] != 0) lost.emplace(files[i].data_file.file_path, std::move(files[i]));
  return lost;
}

/// Whether every live file that a manifest names exists.
Result<bool> is_manifest_whole(const Table& table, const iceberg::ManifestFile& file,
                               const FilesThere& there) {
  auto manifest = iceberg::read_manifest(table, file);
  if (!manifest && is_of_damage(manifest.error())) return false;
  if (!manifest) return std::unexpected(std::move(manifest).error());
  for (auto& entry : manifest->entries) {
    if (!entry.is_live()) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(const auto task, iceberg::scan_task_of(table, std::move(entry)));
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_there,
                               there.has(*task.store, task.key, task.data_file.file_size_bytes));
    if (!is_there) return false;
  }
  return true;
}

/// The snapshots but for the current one that need a file which is lost.
Result<std::set<int64_t>> lost_snapshots(const Table& table, const FilesThere& there) {
  std::set<int64_t> lost;
  std::map<std::string, std::pair<iceberg::ManifestFile, std::set<int64_t>>> manifests;
  for (const auto& snapshot : table.metadata().snapshots) {
    if (snapshot.snapshot_id == table.metadata().current_snapshot_id) continue;
    auto list = iceberg::read_manifest_list(table, snapshot);
    if (!list && !is_of_damage(list.error())) return std::unexpected(std::move(list).error());
    if (!list) {
      lost.insert(snapshot.snapshot_id);
      continue;
    }
    for (auto& file : *list) {
      auto& [manifest, snapshots] = manifests[file.manifest_path];
      snapshots.insert(snapshot.snapshot_id);
      manifest = std::move(file);
    }
  }
  std::vector<const std::pair<iceberg::ManifestFile, std::set<int64_t>>*> all;
  for (const auto& [path, listed] : manifests) all.push_back(&listed);
  std::vector<char> is_lost(all.size());
  EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(all.size(), [&](size_t i) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_whole, is_manifest_whole(table, all[i]->first, there));
    is_lost[i] = is_whole ? 0 : 1;
    return {};
  }));
  for (size_t i = 0; i < all.size(); ++i)
    if (is_lost[i] != 0) lost.insert(all[i]->second.begin(), all[i]->second.end());
  return lost;
}

using Kind = TableState::Kind;

/// Judges a table of the catalog: whether it is as the lake remembers it, with all its files.
Result<> judge(TableState& state, const std::optional<RememberedTables>& remembered) {
  const iceberg::Table& table = *state.table;
  state.kind = Kind::kWhole;
  if ((state.why = why_replaced(table, remembered))) {
    const auto* known = find_remembered(*remembered, state.name);
    state.kind = table.metadata().table_uuid != known->uuid ? Kind::kReplaced : Kind::kOlder;
    if (state.kind == Kind::kReplaced) return {};
  }
  auto lost = find_lost_files(table);
  if (!lost && lost.error().kind != ErrorKind::kStore) return std::unexpected(lost.error());
  if (!lost) {
    state.kind = Kind::kLost;
    state.why = why_unreadable(state.name, lost.error());
    state.table.reset();
  } else if (!lost->live.empty()) {
    if (state.kind == Kind::kWhole) state.kind = Kind::kDamaged;
    const std::string older = state.why ? state.why->what + "; " : "";
    state.why =
        TableLoss{older + fmt::format("{} of the data files of {}.{} are gone or cut, {} among them",
                                      lost->live.size(), kDatabase, state.name, lost->live.begin()->first),
                  "restore them from a backup, or see `eigenlake recover`"};
    state.damaged_files = std::move(lost->live);
  } else if (!lost->snapshots.empty() && state.kind == Kind::kWhole) {
    state.kind = Kind::kCutShort;
    state.lost_snapshots = lost->snapshots;
    state.why =
        TableLoss{fmt::format("{} earlier states of {}.{} cannot be read: their files are gone or cut",
                              lost->snapshots.size(), kDatabase, state.name),
                  "restore them from a backup, or see `eigenlake recover`"};
  }
  return {};
}

Result<TableState> inspect(const Lake& lake, std::string_view name,
                           const std::optional<RememberedTables>& remembered, const iceberg::Table* audit) {
  TableState state{.name = std::string(name)};
  auto table = lake.catalog().load_table(table_identifier(name));
  if (table) {
    state.table = *std::move(table);
    EIGENLAKE_RETURN_IF_ERROR(judge(state, remembered));
    return state;
  }
  if (table.error().kind == ErrorKind::kStore) {
    state.why = why_unreadable(name, table.error());
  } else if (table.error().kind == ErrorKind::kNotFound) {
    EIGENLAKE_ASSIGN_OR_RETURN(state.why, why_lost(lake, name, remembered, audit));
  } else {
    return std::unexpected(std::move(table).error());
  }
  if (state.why) state.kind = Kind::kLost;
  return state;
}

}  // namespace

TableState& TableStates::at(std::string_view name) {
  const auto found = std::ranges::find(tables, name, &TableState::name);
  EIGENLAKE_ASSERT(found != tables.end());
  return *found;
}

const TableState& TableStates::at(std::string_view name) const {
  return const_cast<TableStates&>(*this).at(name);
}

std::string TableStates::remembered_uuid(std::string_view name) const {
  const auto* known = remembered ? find_remembered(*remembered, name) : nullptr;
  return known == nullptr ? "" : known->uuid;
}

Result<TableStates> inspect_tables(const Lake& lake) {
  TableStates states;
  EIGENLAKE_ASSIGN_OR_RETURN(states.remembered, load_remembered_tables(lake.state_store()));
  const auto audit = lake.catalog().load_table(table_identifier(kAuditTable));
  // One that is damaged itself tells nothing.
  const bool can_tell = audit && AuditLog::read(&*audit) && (states.remembered || read_audited_rows(*audit));
  for (const TableDefinition& definition : all_tables()) {
    EIGENLAKE_ASSIGN_OR_RETURN(states.tables.emplace_back(), inspect(lake, definition.name, states.remembered,
                                                                     can_tell ? &*audit : nullptr));
  }
  return states;
}

RememberedTables TableStates::to_remember() const {
  if (remembered) return *remembered;
  RememberedTables whole;
  for (const TableState& state : tables)
    if (state.has_all_rows()) whole[state.name] = remember(state.table->metadata());
  return whole;
}

Result<> TableStates::save(const Lake& lake, RememberedTables changed) {
  EIGENLAKE_RETURN_IF_ERROR(save_remembered_tables(lake.state_store(), changed));
  remembered = std::move(changed);
  return {};
}

Result<> miss_table(const Lake& lake, TableStates& states, std::string_view name) {
  const auto& table = states.at(name).table;
  RememberedTables remembered = states.to_remember();
  RememberedTable& known = remembered[std::string(name)];
  if (table) known.uuid = table->metadata().table_uuid;
  if (known.uuid.empty()) known.uuid = iceberg::new_uuid();
  known.sequence_number = std::max(known.sequence_number, kMissed);
  return states.save(lake, std::move(remembered));
}

Result<> remember_table(const Lake& lake, TableStates& states, const iceberg::Table& table) {
  RememberedTables remembered = states.to_remember();
  remembered[table.identifier().name] = remember(table.metadata());
  return states.save(lake, std::move(remembered));
}

Result<> forget_lost(const Lake& lake, const TableState& state) {
  auto forgotten = lake.catalog().forget_table(table_identifier(state.name));
  if (forgotten || forgotten.error().kind != ErrorKind::kUnsupported) return forgotten;
  return fail(ErrorKind::kStore,
              "{}; to restore the earlier table, move its newest metadata file away; to rebuild it, move the "
              "whole folder {} away; then call `eigenlake recover` again",
              state.why->what, lake.warehouse_store().uri_of(table_folder(state.name)));
}

Result<> accept_tables(const Lake& lake, const TableStates& states, std::span<const std::string> names) {
  for (const std::string& name : names) {
    const TableState& state = states.at(name);
    if (state.kind == Kind::kLost) EIGENLAKE_RETURN_IF_ERROR(forget_lost(lake, state));
  }
  RememberedTables remembered = states.to_remember();
  for (const std::string& name : names) {
    const TableState& state = states.at(name);
    remembered[name] = state.table ? remember(state.table->metadata()) : RememberedTable();
  }
  return save_remembered_tables(lake.state_store(), remembered);
}

Result<iceberg::Table> stage_again(const Lake& lake, const TableStates& states, std::string_view name) {
  return stage_table(lake.catalog(), name, {}, states.to_remember());
}

Result<LostFiles> find_lost_files(const Table& table) {
  EIGENLAKE_ASSIGN_OR_RETURN(const FilesThere there, FilesThere::list(table));
  LostFiles lost;
  EIGENLAKE_ASSIGN_OR_RETURN(lost.live, lost_live_files(table, there));
  EIGENLAKE_ASSIGN_OR_RETURN(lost.snapshots, lost_snapshots(table, there));
  return lost;
}

}  // namespace eigenlake
