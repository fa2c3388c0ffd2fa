#include "eigenlake/lake/stray_tables.h"

#include <algorithm>

#include "eigenlake/iceberg/codec/metadata_file.h"
#include "eigenlake/iceberg/codec/table_metadata_json.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

Error stray(const std::string& uri, std::string_view name) {
  return {
      ErrorKind::kStore,
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
  const auto metadata =
      text ? iceberg::parse_table_metadata(*std::move(text)) : std::unexpected(text.error());
  return !metadata || std::ranges::all_of(metadata->snapshots, [&](const iceberg::Snapshot& snapshot) {
    return batch_of(snapshot) == batch_id;
  });
}

}  // namespace

std::string table_folder(std::string_view table) {
  return fmt::format("{}/{}", kDatabase, table);
}

Result<std::vector<std::string>> metadata_files_of(ObjectStore& warehouse, std::string_view table) {
  const std::string folder = table_folder(table) + "/metadata/";
  EIGENLAKE_ASSIGN_OR_RETURN(auto names, warehouse.list_names(folder));
  std::erase_if(names, [](const std::string& name) { return !name.contains(".metadata.json"); });
  for (std::string& name : names) name.insert(0, folder);
  return names;
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

}  // namespace eigenlake
