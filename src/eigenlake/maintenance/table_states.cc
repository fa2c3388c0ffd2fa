#include "eigenlake/maintenance/table_states.h"

#include <algorithm>

#include "eigenlake/base/assert.h"
#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/lake/lost_tables.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using Kind = TableState::Kind;

Result<TableState> inspect(const Lake& lake, std::string_view name,
                           const std::optional<RememberedTables>& remembered, bool has_batches) {
  TableState state{.name = std::string(name)};
  auto table = lake.catalog().load_table(table_identifier(name));
  if (table) {
    state.why = why_replaced(*table, remembered);
    const auto* known = remembered ? find_remembered(*remembered, name) : nullptr;
    state.kind = !state.why                                    ? Kind::kWhole
                 : table->metadata().table_uuid != known->uuid ? Kind::kReplaced
                                                               : Kind::kOlder;
    state.table = *std::move(table);
    return state;
  }
  if (table.error().kind == ErrorKind::kStore) {
    state.why = std::move(table).error();
  } else if (table.error().kind == ErrorKind::kNotFound) {
    EIGENLAKE_ASSIGN_OR_RETURN(state.why, why_lost(lake, name, remembered, has_batches));
  } else {
    return std::unexpected(std::move(table).error());
  }
  if (state.why) state.kind = Kind::kLost;
  return state;
}

}  // namespace

const TableState& TableStates::at(std::string_view name) const {
  const auto found = std::ranges::find(tables, name, &TableState::name);
  EIGENLAKE_ASSERT(found != tables.end());
  return *found;
}

std::string TableStates::remembered_uuid(std::string_view name) const {
  const auto* known = remembered ? find_remembered(*remembered, name) : nullptr;
  return known == nullptr ? "" : known->uuid;
}

bool TableStates::are_whole() const {
  return std::ranges::none_of(tables, [](const TableState& state) { return state.why.has_value(); });
}

Result<TableStates> inspect_tables(const Lake& lake) {
  TableStates states;
  EIGENLAKE_ASSIGN_OR_RETURN(states.remembered, load_remembered_tables(lake.state_store()));
  EIGENLAKE_ASSIGN_OR_RETURN(const TableState audit, inspect(lake, kAuditTable, states.remembered, false));
  const bool has_batches = audit.table && audit.table->metadata().current_snapshot() != nullptr;
  for (const TableDefinition& definition : all_tables()) {
    EIGENLAKE_ASSIGN_OR_RETURN(states.tables.emplace_back(),
                               inspect(lake, definition.name, states.remembered, has_batches));
  }
  return states;
}

Result<> remember_table(const Lake& lake, TableStates& states, const iceberg::Table& table) {
  RememberedTables remembered = states.remembered.value_or(RememberedTables());
  remembered[table.identifier().name] = remember(table.metadata());
  EIGENLAKE_RETURN_IF_ERROR(save_remembered_tables(lake.state_store(), remembered));
  states.remembered = std::move(remembered);
  return {};
}

Result<> accept_tables(const Lake& lake, const TableStates& states, std::span<const std::string> names) {
  RememberedTables remembered = states.remembered.value_or(RememberedTables());
  for (const TableState& state : states.tables)
    if (state.kind == Kind::kWhole) remembered.try_emplace(state.name, remember(state.table->metadata()));
  for (const std::string& name : names) {
    const TableState& state = states.at(name);
    if (state.kind == Kind::kLost)
      EIGENLAKE_RETURN_IF_ERROR(lake.catalog().forget_table(table_identifier(name)));
    remembered[name] = state.table ? remember(state.table->metadata()) : RememberedTable();
  }
  return save_remembered_tables(lake.state_store(), remembered);
}

Result<iceberg::Table> stage_again(const Lake& lake, const TableStates& states, std::string_view name) {
  // An entry of the catalog whose files are gone is in the way.
  if (states.at(name).kind == Kind::kLost)
    EIGENLAKE_RETURN_IF_ERROR(lake.catalog().forget_table(table_identifier(name)));
  EIGENLAKE_ASSIGN_OR_RETURN(
      auto staged,
      lake.catalog().stage_create(table_identifier(name), create_table_options(table_definition(name))));
  const std::string uuid = states.remembered_uuid(name);
  if (uuid.empty()) return staged;
  iceberg::TableMetadata metadata = staged.metadata();
  metadata.table_uuid = uuid;
  return iceberg::Table(lake.catalog(), staged.shared_store(), staged.identifier(), staged.directory_key(),
                        "", std::make_shared<const iceberg::TableMetadata>(std::move(metadata)));
}

}  // namespace eigenlake
