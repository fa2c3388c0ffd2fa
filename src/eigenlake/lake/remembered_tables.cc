// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/remembered_tables.h"

#include "eigenlake/iceberg/spec/table_metadata.h"
#include "eigenlake/json/json.h"

namespace eigenlake {
namespace {

constexpr std::string_view kTablesKey = "tables.json";

}  // namespace

const RememberedTable* find_remembered(const RememberedTables& tables, std::string_view name) {
  const auto found = tables.find(name);
  return found == tables.end() || found->second.uuid.empty() ? nullptr : &found->second;
}

RememberedTable remember(const iceberg::TableMetadata& metadata) {
  return {.uuid = metadata.table_uuid, .sequence_number = metadata.last_sequence_number};
}

Result<std::optional<RememberedTables>> load_remembered_tables(ObjectStore& state) {
  const auto text = state.get(kTablesKey);
  if (!text && text.error().kind == ErrorKind::kNotFound) return std::nullopt;
  if (!text) return std::unexpected(text.error());
  const auto document = parse_json(*text);
  const Json tables = document && document->is_object() ? document->value("tables", Json()) : Json();
  if (!tables.is_object()) return std::nullopt;
  RememberedTables remembered;
  for (const auto& [name, table] : tables.items()) {
    if (!table.is_object() || !table.contains("uuid") || !table.contains("sequence_number"))
      return std::nullopt;
    const Json& uuid = table.at("uuid");
    const Json& number = table.at("sequence_number");
    if (!uuid.is_string() || !number.is_number_integer()) return std::nullopt;
    remembered[name] = {uuid.get<std::string>(), number.get<int64_t>()};
  }
  return remembered;
}

Result<> save_remembered_tables(ObjectStore& state, const RememberedTables& tables) {
  Json entries = Json::object();
  for (const auto& [name, table] : tables)
    entries[name] = {{"uuid", table.uuid}, {"sequence_number", table.sequence_number}};
  const Json document = {{"tables", std::move(entries)}};
  return state.put(kTablesKey, document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
}

}  // namespace eigenlake
