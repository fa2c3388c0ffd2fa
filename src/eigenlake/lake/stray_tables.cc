// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/stray_tables.h"

#include <algorithm>

#include "eigenlake/iceberg/codec/table_metadata_parser.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

TableLoss stray(const std::string& uri, std::string_view name) {
  return {
      fmt::format("{} holds metadata of a table {}.{} that the catalog does not have", uri, kDatabase, name),
      "name the catalog that has it with --catalog-uri, or let `eigenlake recover --from metadata` "
      "register it"};
}

enum class Stray {
  kTable,    ///< With rows of other batches, or of an unknown format.
  kAttempt,  ///< With rows of the batch only.
  kDamaged,  ///< Unreadable.
};

Result<Stray> stray_kind(ObjectStore& store, const std::string& key, std::string_view batch_id) {
  const auto kind_of = [](const Error& error) -> Result<Stray> {
    if (error.kind == ErrorKind::kCorrupt || error.kind == ErrorKind::kNotFound) return Stray::kDamaged;
    if (error.kind == ErrorKind::kUnsupported) return Stray::kTable;
    return std::unexpected(error);
  };
  const auto metadata = iceberg::read_table_metadata(store, key);
  if (!metadata) return kind_of(metadata.error());
  const auto is_of_batch = [&](const iceberg::Snapshot& snapshot) { return batch_of(snapshot) == batch_id; };
  return std::ranges::all_of(metadata->snapshots, is_of_batch) ? Stray::kAttempt : Stray::kTable;
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

Result<std::optional<TableLoss>> find_stray_table(ObjectStore& warehouse, std::string_view table,
                                                  std::string_view batch_id) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto files, metadata_files_of(warehouse, table));
  for (const std::string& file : files) {
    EIGENLAKE_ASSIGN_OR_RETURN(const Stray found, stray_kind(warehouse, file, batch_id));
    if (found == Stray::kTable) return stray(warehouse.uri_of(file), table);
  }
  return std::nullopt;
}

Result<> remove_attempts(ObjectStore& warehouse, std::string_view table, std::string_view batch_id) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto files, metadata_files_of(warehouse, table));
  for (const std::string& file : files) {
    EIGENLAKE_ASSIGN_OR_RETURN(const Stray found, stray_kind(warehouse, file, batch_id));
    if (found == Stray::kAttempt) EIGENLAKE_RETURN_IF_ERROR(warehouse.remove(file));
  }
  return {};
}

Result<> check_no_stray_tables(ObjectStore& warehouse) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto folders, warehouse.list_names(std::string(kDatabase) + "/"));
  for (const TableDefinition& table : all_tables()) {
    if (std::ranges::find(folders, table.name + "/") == folders.end()) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(const auto files, metadata_files_of(warehouse, table.name));
    if (!files.empty()) return std::unexpected(stray(warehouse.uri_of(files.back()), table.name).error());
  }
  return {};
}

}  // namespace eigenlake
