#include "eigenlake/lake/lost_tables.h"

#include <algorithm>

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/iceberg/codec/metadata_file.h"
#include "eigenlake/iceberg/codec/table_metadata_json.h"
#include "eigenlake/lake/batch_journal.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

std::string folder_of(std::string_view table) {
  return fmt::format("{}/{}", kDatabase, table);
}

Error missing(const Lake& lake, std::string_view name) {
  return {ErrorKind::kStore,
          fmt::format("{}.{} is lost: the lake had it at {}, and the {} does not have it; bring it back from a "
                      "backup, or see `eigenlake recover`",
                      kDatabase, name, lake.store().uri_of(folder_of(name)), lake.catalog().describe()),
          {}};
}

/// Made by the first batch of all, whether it has rows for it or not.
bool is_always_there(std::string_view name) {
  return name == kLedgerTable || std::ranges::find(kNormalizedTables, name) != kNormalizedTables.end();
}

Error stray(const std::string& uri, std::string_view name) {
  return {ErrorKind::kStore,
          fmt::format("{} holds metadata of a table {}.{} that the catalog does not have; name the catalog "
                      "that has it with --catalog-uri, or let `eigenlake recover --from metadata` register it",
                      uri, kDatabase, name),
          {}};
}

/// Whether a metadata file has no rows but those of the batch; so also one that nobody can read.
Result<bool> is_attempt_at(ObjectStore& store, const std::string& key, std::string_view batch_id) {
  auto text = iceberg::read_metadata_text(store, key);
  if (!text && text.error().kind != ErrorKind::kCorrupt && text.error().kind != ErrorKind::kNotFound)
    return std::unexpected(std::move(text).error());
  const auto metadata = text ? iceberg::parse_table_metadata(*std::move(text)) : std::unexpected(text.error());
  return !metadata || std::ranges::all_of(metadata->snapshots, [&](const iceberg::Snapshot& snapshot) {
    return batch_of(snapshot) == batch_id;
  });
}

}  // namespace

std::optional<Error> why_replaced(const iceberg::Table& table,
                                  const std::optional<RememberedTables>& remembered) {
  const auto* known = remembered ? find_remembered(*remembered, table.identifier().name) : nullptr;
  if (known == nullptr) return std::nullopt;
  const auto& metadata = table.metadata();
  const std::string name = table.identifier().to_string();
  if (metadata.table_uuid != known->uuid)
    return Error{ErrorKind::kStore,
                 fmt::format("{} is another table than the lake had: expected uuid {}, found {} at {}; where "
                             "another engine made it anew, `eigenlake recover --accept {}` takes it",
                             name, known->uuid, metadata.table_uuid, table.location(),
                             table.identifier().name),
                 {}};
  if (metadata.last_sequence_number < known->sequence_number)
    return Error{ErrorKind::kStore,
                 fmt::format("{} is older than the lake had it: expected sequence number {} or a later one, "
                             "found {} in {}; see `eigenlake recover` for the rows that it lacks",
                             name, known->sequence_number, metadata.last_sequence_number,
                             table.metadata_uri()),
                 {}};
  return std::nullopt;
}

Result<std::vector<std::string>> metadata_files_of(ObjectStore& warehouse, std::string_view table) {
  const std::string folder = folder_of(table) + "/metadata/";
  EIGENLAKE_ASSIGN_OR_RETURN(auto names, warehouse.list_names(folder));
  std::erase_if(names, [](const std::string& name) { return !name.contains(".metadata.json"); });
  for (std::string& name : names) name.insert(0, folder);
  return names;
}

Result<std::optional<Error>> why_lost(const Lake& lake, std::string_view name,
                                      const std::optional<RememberedTables>& remembered, bool has_batches) {
  if (remembered) {
    if (find_remembered(*remembered, name) == nullptr) return std::nullopt;
    return missing(lake, name);
  }
  // What a batch left that is still under way, or died, is not the lake's yet.
  EIGENLAKE_ASSIGN_OR_RETURN(const auto pending, load_pending_batch(lake));
  const auto no_stray = check_no_stray_table(lake.store(), name, pending ? pending->stamp.batch_id : "");
  if (!no_stray) return no_stray.error();
  if (has_batches && is_always_there(name)) return missing(lake, name);
  return std::nullopt;
}

Result<> check_no_stray_table(ObjectStore& warehouse, std::string_view table, std::string_view batch_id) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto files, metadata_files_of(warehouse, table));
  for (const std::string& file : files) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_attempt, is_attempt_at(warehouse, file, batch_id));
    if (!is_attempt) return std::unexpected(stray(warehouse.uri_of(file), table));
  }
  return {};
}

Result<> remove_attempts(ObjectStore& warehouse, std::string_view table, std::string_view batch_id) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto files, metadata_files_of(warehouse, table));
  for (const std::string& file : files) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_attempt, is_attempt_at(warehouse, file, batch_id));
    if (is_attempt) EIGENLAKE_RETURN_IF_ERROR(warehouse.remove(file));
  }
  return {};
}

Result<> check_no_stray_tables(ObjectStore& warehouse) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto folders, warehouse.list_names(std::string(kDatabase) + "/"));
  for (const TableDefinition& table : all_tables()) {
    if (std::ranges::find(folders, table.name + "/") == folders.end()) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(const auto files, metadata_files_of(warehouse, table.name));
    if (!files.empty()) return std::unexpected(stray(warehouse.uri_of(files.back()), table.name));
  }
  return {};
}

Result<> check_is_catalog_of(const Lake& lake, const RememberedTables& remembered) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto tables, lake.catalog().list_tables(std::string(kDatabase)));
  const bool has_some = std::ranges::any_of(tables, [&](const iceberg::TableIdentifier& table) {
    return find_remembered(remembered, table.name) != nullptr;
  });
  if (has_some) return {};
  return fail(ErrorKind::kStore,
              "the {} has none of the {} tables of the lake; bring it back from a backup, name the one that has "
              "them with --catalog-uri, or let `eigenlake recover --from metadata` register the tables that lie "
              "in {}",
              lake.catalog().describe(), remembered.size(), lake.roots().warehouse);
}

}  // namespace eigenlake
