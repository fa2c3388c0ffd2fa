#include "eigenlake/lake/lost_tables.h"

#include <algorithm>

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/lake/pending_batch.h"
#include "eigenlake/lake/stray_tables.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

Error missing(const Lake& lake, std::string_view name) {
  return {
      ErrorKind::kStore,
      fmt::format("{}.{} is lost: the lake had it at {}, and the {} does not have it; bring it back from a "
                  "backup, or see `eigenlake recover`",
                  kDatabase, name, lake.store().uri_of(table_folder(name)), lake.catalog().describe()),
      {}};
}

/// Made by the first batch of all, whether it has rows for it or not.
bool is_always_there(std::string_view name) {
  return name == kLedgerTable || std::ranges::find(kNormalizedTables, name) != kNormalizedTables.end();
}

}  // namespace

std::optional<Error> why_replaced(const iceberg::Table& table,
                                  const std::optional<RememberedTables>& remembered) {
  const auto* known = remembered ? find_remembered(*remembered, table.identifier().name) : nullptr;
  if (known == nullptr) return std::nullopt;
  const auto& metadata = table.metadata();
  const std::string name = table.identifier().to_string();
  if (metadata.table_uuid != known->uuid)
    return Error{
        ErrorKind::kStore,
        fmt::format("{} is another table than the lake had: expected uuid {}, found {} at {}; where "
                    "another engine made it anew, `eigenlake recover --accept {}` takes it",
                    name, known->uuid, metadata.table_uuid, table.location(), table.identifier().name),
        {}};
  if (metadata.last_sequence_number < known->sequence_number)
    return Error{
        ErrorKind::kStore,
        fmt::format("{} is older than the lake had it: expected sequence number {} or a later one, "
                    "found {} in {}; see `eigenlake recover` for the rows that it lacks",
                    name, known->sequence_number, metadata.last_sequence_number, table.metadata_uri()),
        {}};
  return std::nullopt;
}

Result<std::optional<Error>> why_lost(const Lake& lake, std::string_view name,
                                      const std::optional<RememberedTables>& remembered, bool has_batches) {
  if (remembered) {
    if (find_remembered(*remembered, name) == nullptr) return std::nullopt;
    return missing(lake, name);
  }
  // What a batch left that is still under way, or died, is not the lake's yet.
  EIGENLAKE_ASSIGN_OR_RETURN(const auto pending, pending_batch_id(lake.state_store()));
  const auto no_stray = check_no_stray_table(lake.store(), name, pending);
  if (!no_stray) return no_stray.error();
  if (has_batches && is_always_there(name)) return missing(lake, name);
  return std::nullopt;
}

Result<> check_is_catalog_of(const Lake& lake, const RememberedTables& remembered) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto tables, lake.catalog().list_tables(std::string(kDatabase)));
  const auto is_expected = [&](const std::string& name) {
    return find_remembered(remembered, name) != nullptr;
  };
  const bool expects_some =
      std::ranges::any_of(remembered, is_expected, [](const auto& entry) { return entry.first; });
  if (!expects_some || std::ranges::any_of(tables, is_expected, &iceberg::TableIdentifier::name)) return {};
  return fail(
      ErrorKind::kStore,
      "the {} has none of the {} tables of the lake; bring it back from a backup, name the one that has "
      "them with --catalog-uri, or let `eigenlake recover --from metadata` register the tables that lie "
      "in {}",
      lake.catalog().describe(), remembered.size(), lake.roots().warehouse);
}

}  // namespace eigenlake
