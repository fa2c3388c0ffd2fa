// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/lake/remembered_tables.h"
#include "eigenlake/lake/table_loss.h"

namespace eigenlake {

/// Why a table is not the remembered one: another uuid, or an older state, as from a backup.
std::optional<TableLoss> why_replaced(const iceberg::Table& table,
                                      const std::optional<RememberedTables>& remembered);

TableLoss why_unreadable(std::string_view name, const Error& error);

/// Why a writer must not write: the catalog of a copied lake still points to the original's tables.
std::optional<Error> why_elsewhere(const Lake& lake, const iceberg::Table& table);

/// Why a table missing in the catalog should exist: it is remembered, its metadata lies in the warehouse, the
/// first batch creates it, or the audit log has rows of it. None for a table that was not created yet.
/// `audit` is nullptr if lost.
///
/// Cost: without remembered tables, one listing and the rows of the audit log.
Result<std::optional<TableLoss>> why_lost(const Lake& lake, std::string_view name,
                                          const std::optional<RememberedTables>& remembered,
                                          const iceberg::Table* audit);

/// The same for the audit table if nothing is remembered; a writer that creates it is in the journal.
Result<std::optional<TableLoss>> why_audit_lost(const Lake& lake, bool has_several_batches);

/// Errors: kStore for a catalog with none of the remembered tables.
Result<> check_is_catalog_of(const Lake& lake, const RememberedTables& remembered);

}  // namespace eigenlake
