// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/lost_tables.h"

#include <algorithm>
#include <filesystem>

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/lake/audited_rows.h"
#include "eigenlake/lake/pending_batch.h"
#include "eigenlake/lake/stray_tables.h"
#include "eigenlake/object_store/local_object_store.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

TableLoss missing(const Lake& lake, std::string_view name) {
  return {fmt::format("{}.{} is lost: the lake had it at {}, and the {} does not have it", kDatabase, name,
                      lake.warehouse_store().uri_of(table_folder(name)), lake.catalog().describe()),
          "restore it from a backup, or see `eigenlake recover`"};
}

Result<bool> has_audited_rows(const iceberg::Table& audit, std::string_view name) {
  EIGENLAKE_ASSIGN_OR_RETURN(const AuditedRows audited, read_audited_rows(audit));
  return std::ranges::any_of(audited, [&](const auto& batch) {
    const auto rows = batch.second.find(name);
    return rows != batch.second.end() && rows->second > 0;
  });
}

/// Created by the first batch even without rows.
bool is_always_there(std::string_view name) {
  return name == kLedgerTable || std::ranges::find(kNormalizedTables, name) != kNormalizedTables.end();
}

}  // namespace

std::optional<TableLoss> why_replaced(const iceberg::Table& table,
                                      const std::optional<RememberedTables>& remembered) {
  const auto* known = remembered ? find_remembered(*remembered, table.identifier().name) : nullptr;
  if (known == nullptr) return std::nullopt;
  const auto& metadata = table.metadata();
  const std::string name = table.identifier().to_string();
  if (metadata.table_uuid != known->uuid)
    return TableLoss{
        fmt::format("{} is another table than the lake had: expected uuid {}, found {} at {}", name,
                    known->uuid, metadata.table_uuid, table.location()),
        fmt::format("if another engine created it again, `eigenlake recover --accept {}` accepts it",
                    table.identifier().name)};
  if (metadata.last_sequence_number + kMissed / 2 < known->sequence_number)
    return TableLoss{fmt::format("{} lacks rows that have not been restored yet", name),
                     "see `eigenlake recover`"};
  if (metadata.last_sequence_number < known->sequence_number)
    return TableLoss{
        fmt::format("{} is older than the lake had it: expected sequence number {} or a later one, found {} "
                    "in {}",
                    name, known->sequence_number, metadata.last_sequence_number, table.metadata_uri()),
        "see `eigenlake recover` for the rows that it lacks"};
  return std::nullopt;
}

TableLoss why_unreadable(std::string_view name, const Error& error) {
  // The message or the context names the file.
  const bool names_file = error.message.contains('/') || error.context.empty();
  const std::string why =
      names_file ? error.message : fmt::format("{} ({})", error.message, error.context.front());
  return {fmt::format("{}.{} is lost: {}", kDatabase, name, why),
          "restore it from a backup, or see `eigenlake recover`"};
}

std::optional<Error> why_elsewhere(const Lake& lake, const iceberg::Table& table) {
  if (!lake.catalog().commits_together() || table.shared_store() == lake.shared_warehouse_store())
    return std::nullopt;
  const auto* there = dynamic_cast<const LocalObjectStore*>(&table.store());
  const auto* here = dynamic_cast<const LocalObjectStore*>(&lake.warehouse_store());
  std::error_code error;
  // Links give a folder several paths.
  const bool is_same =
      there != nullptr && here != nullptr &&
      std::filesystem::equivalent(there->path_of(table.directory_key()),
                                  here->path_of(table_folder(table.identifier().name)), error);
  if (is_same) return std::nullopt;
  return Error{
      ErrorKind::kStore,
      fmt::format("{} lies at {} and not in the lake's warehouse {}: the lake is a copy of another one; "
                  "`eigenlake catalog relocate` points its catalog to its own tables",
                  table.identifier().to_string(), table.location(), lake.roots().warehouse),
      {}};
}

Result<std::optional<TableLoss>> why_lost(const Lake& lake, std::string_view name,
                                          const std::optional<RememberedTables>& remembered,
                                          const iceberg::Table* audit) {
  const bool has_batches = audit != nullptr && audit->metadata().current_snapshot() != nullptr;
  if (remembered && remembered->contains(name))
    return find_remembered(*remembered, name) == nullptr ? std::nullopt : std::optional(missing(lake, name));
  // The table may have been lost before anything was remembered.
  if (has_batches && is_always_there(name)) return missing(lake, name);
  if (remembered) return std::nullopt;
  if (has_batches) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool had_rows, has_audited_rows(*audit, name));
    if (had_rows) return missing(lake, name);
  }
  // Not what a pending or interrupted batch left.
  EIGENLAKE_ASSIGN_OR_RETURN(const auto pending, pending_batch_id(lake.state_store()));
  return find_stray_table(lake.warehouse_store(), name, pending);
}

Result<std::optional<TableLoss>> why_audit_lost(const Lake& lake, bool has_several_batches) {
  if (!has_several_batches) return std::nullopt;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto pending, pending_batch_id(lake.state_store()));
  return pending.empty() ? std::optional(missing(lake, kAuditTable)) : std::nullopt;
}

Result<> check_is_catalog_of(const Lake& lake, const RememberedTables& remembered) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto tables, lake.catalog().list_tables(std::string(kDatabase)));
  const auto is_expected = [&](const std::string& name) {
    return find_remembered(remembered, name) != nullptr;
  };
  const bool expects_some =
      std::ranges::any_of(remembered, is_expected, [](const auto& entry) { return entry.first; });
  if (!expects_some || std::ranges::any_of(tables, is_expected, &iceberg::TableIdentifier::name)) return {};
  return fail(ErrorKind::kStore,
              "the {} has none of the {} tables of the lake; restore it from a backup, name the one that has "
              "them with --catalog-uri, or let `eigenlake recover --from metadata` register the tables in {}",
              lake.catalog().describe(), remembered.size(), lake.roots().warehouse);
}

}  // namespace eigenlake
