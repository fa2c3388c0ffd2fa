#include "eigenlake/maintenance/table_states.h"

#include <algorithm>

#include "eigenlake/base/assert.h"
#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/spec/unique_id.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/audited_rows.h"
#include "eigenlake/lake/lost_tables.h"
#include "eigenlake/lake/staged_table.h"
#include "eigenlake/lake/stray_tables.h"
#include "eigenlake/maintenance/lost_files.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

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

Result<> miss_table(const Lake& lake, TableStates& states, std::string_view name) {
  const auto& table = states.at(name).table;
  RememberedTables remembered = states.to_remember();
  RememberedTable& known = remembered[std::string(name)];
  if (table) known.uuid = table->metadata().table_uuid;
  if (known.uuid.empty()) known.uuid = iceberg::new_uuid();
  known.sequence_number = std::max(known.sequence_number, kMissed);
  EIGENLAKE_RETURN_IF_ERROR(save_remembered_tables(lake.state_store(), remembered));
  states.remembered = std::move(remembered);
  return {};
}

Result<> remember_table(const Lake& lake, TableStates& states, const iceberg::Table& table) {
  RememberedTables remembered = states.to_remember();
  remembered[table.identifier().name] = remember(table.metadata());
  EIGENLAKE_RETURN_IF_ERROR(save_remembered_tables(lake.state_store(), remembered));
  states.remembered = std::move(remembered);
  return {};
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

}  // namespace eigenlake
