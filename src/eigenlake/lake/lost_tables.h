#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/lake/remembered_tables.h"

namespace eigenlake {

/// Why a table of the catalog is not what the lake remembers: another one by its uuid, or an older state of
/// it, as out of a backup. Nothing where it is, or where the lake remembers nothing.
std::optional<Error> why_replaced(const iceberg::Table& table,
                                  const std::optional<RememberedTables>& remembered);

/// Why a table that the catalog does not have must be there: the lake remembers it, its metadata lies in the
/// warehouse, or it is one that the first batch makes and there were batches. Nothing for one that was not
/// made yet.
///
/// Cost: one listing where the lake remembers no tables at all.
Result<std::optional<Error>> why_lost(const Lake& lake, std::string_view name,
                                      const std::optional<RememberedTables>& remembered, bool has_batches);

/// The keys of the metadata files in a table's folder of the warehouse, ordered.
Result<std::vector<std::string>> metadata_files_of(ObjectStore& warehouse, std::string_view table);

/// That the folder of a table which shall be made holds no metadata with rows of any other batch than
/// `batch_id`, which an attempt that died may have left there. Errors: kStore.
Result<> check_no_stray_table(ObjectStore& warehouse, std::string_view table, std::string_view batch_id);

/// Removes what such an attempt left there. Requires: the lake's lock, and no table in the catalog.
Result<> remove_attempts(ObjectStore& warehouse, std::string_view table, std::string_view batch_id);

/// That no folder of the warehouse holds metadata of a table of ours, where nothing else tells in which
/// catalog the lake's tables are. Errors: kStore naming one.
Result<> check_no_stray_tables(ObjectStore& warehouse);

/// That the catalog has some of the tables that the lake remembers: with none of them it is another one.
/// Errors: kStore.
Result<> check_is_catalog_of(const Lake& lake, const RememberedTables& remembered);

}  // namespace eigenlake
