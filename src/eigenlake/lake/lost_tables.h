#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/lake/remembered_tables.h"
#include "eigenlake/lake/table_loss.h"

namespace eigenlake {

/// Why a table of the catalog is not what the lake remembers: another one by its uuid, or an older state of
/// it, as out of a backup. Nothing where it is, or where the lake remembers nothing.
std::optional<TableLoss> why_replaced(const iceberg::Table& table,
                                      const std::optional<RememberedTables>& remembered);

/// Of a table whose metadata cannot be read.
TableLoss why_unreadable(std::string_view name, const Error& error);

/// Why a writer may not write to a table: a catalog that commits together points to another place than the
/// lake's warehouse, as that of a copied lake does, and the table is the other lake's.
std::optional<Error> why_elsewhere(const Lake& lake, const iceberg::Table& table);

/// Why a table that the catalog does not have must be there: the lake remembers it, its metadata lies in the
/// warehouse, it is one that the first batch makes and there were batches, or the audit log says that it had
/// rows. Nothing for one that was not made yet. `audit` is nullptr where that is lost itself.
///
/// Cost: where the lake remembers no tables at all, one listing and the rows of the audit log.
Result<std::optional<TableLoss>> why_lost(const Lake& lake, std::string_view name,
                                          const std::optional<RememberedTables>& remembered,
                                          const iceberg::Table* audit);

/// The same of the audit table beside others that have batches, where nothing is remembered: a writer that is
/// about to make it says so in the journal.
Result<std::optional<TableLoss>> why_audit_lost(const Lake& lake, bool has_several_batches);

/// That the catalog has some of the tables that the lake remembers: with none of them it is another one.
/// Errors: kStore.
Result<> check_is_catalog_of(const Lake& lake, const RememberedTables& remembered);

}  // namespace eigenlake
