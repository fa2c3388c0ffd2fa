#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/table_loss.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake {

/// The keys of the metadata files in a table's folder of the warehouse, ordered.
Result<std::vector<std::string>> metadata_files_of(ObjectStore& warehouse, std::string_view table);

/// Where the folder of a table that the catalog does not have holds metadata with rows of any other batch
/// than `batch_id`, which an attempt that died may have left there.
Result<std::optional<TableLoss>> find_stray_table(ObjectStore& warehouse, std::string_view table,
                                                  std::string_view batch_id);

/// Removes what such an attempt left there. Requires: the lake's lock, and no table in the catalog.
Result<> remove_attempts(ObjectStore& warehouse, std::string_view table, std::string_view batch_id);

/// That no folder of the warehouse holds metadata of a table of ours, where nothing else tells in which
/// catalog the lake's tables are. Errors: kStore naming one.
Result<> check_no_stray_tables(ObjectStore& warehouse);

/// Where the tables lie in the warehouse: "quantum_features/molecules".
std::string table_folder(std::string_view table);

}  // namespace eigenlake
