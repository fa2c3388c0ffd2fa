// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/lake_catalogs.h"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

#include "eigenlake/base/joined.h"
#include "eigenlake/iceberg/catalog/metadata_log.h"
#include "eigenlake/iceberg/catalog/open_catalog.h"
#include "eigenlake/lake/lake_catalog.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

constexpr double kLockSeconds = 60.0;

/// No lock in a dry run.
Result<std::unique_ptr<WriterLock>> lock_unless(bool dry_run, const Lake& lake) {
  if (dry_run) return nullptr;
  return lake.locks().acquire(kLockSeconds);
}

void add_unreadable(const Lake& lake, const iceberg::TableIdentifier& identifier, const Error& error,
                    CatalogListing& listing) {
  if (find_table(identifier.name) != nullptr) {
    if (!listing.unreadable) listing.unreadable = error;
    return;
  }
  const bool is_absent = error.kind == ErrorKind::kNotFound;
  listing.left_out.emplace(identifier.name, is_absent ? lake.catalog().explain_absence(identifier) : error);
}

/// The newest metadata file in the folder of a table, by its number. Errors: kNotFound; kUsage where two are
/// the newest.
Result<std::string> newest_metadata(const Lake& lake, const iceberg::TableIdentifier& identifier) {
  const std::string folder = fmt::format("{}/{}/metadata/", identifier.name_space, identifier.name);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto names, lake.warehouse_store().list_names(folder));
  std::vector<std::string_view> newest;
  int number = -1;
  for (const std::string& name : names) {
    if (!name.contains(".metadata.json")) continue;
    const int found = iceberg::metadata_file_number(name);
    if (found > number) newest.clear();
    number = std::max(number, found);
    if (found == number && found >= 0) newest.push_back(name);
  }
  if (newest.empty())
    return fail(ErrorKind::kNotFound, "no metadata file of {} in {}; --metadata FILE names one",
                identifier.to_string(), lake.warehouse_store().uri_of(folder.substr(0, folder.size() - 1)));
  if (newest.size() > 1)
    return fail(ErrorKind::kUsage, "several newest metadata files of {}: {}; --metadata FILE chooses one",
                identifier.to_string(), listed(newest));
  return lake.warehouse_store().uri_of(folder + std::string(newest[0]));
}

Result<std::string> metadata_uri_of(const Lake& lake, const iceberg::TableIdentifier& identifier,
                                    const std::optional<std::string>& metadata) {
  if (!metadata) return newest_metadata(lake, identifier);
  if (is_remote(*metadata)) return *metadata;
  return "file://" + std::filesystem::absolute(local_path_of(*metadata)).lexically_normal().string();
}

}  // namespace

Result<CatalogListing> list_catalog(const Lake& lake) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto names, lake.catalog().list_all(std::string(kDatabase)));
  CatalogListing listing;
  for (const auto* identifiers : {&names.tables, &names.others})
    for (const auto& identifier : *identifiers) {
      if (const auto table = lake.catalog().load_table(identifier))
        listing.entries.push_back(
            {identifier.to_string(), table->metadata().table_uuid, table->metadata_uri()});
      else
        add_unreadable(lake, identifier, table.error(), listing);
    }
  // A catalog other than the lake's may lack tables.
  if (!listing.unreadable)
    if (const auto all = LakeTables::load_all(lake); !all) listing.incomplete = all.error();
  return listing;
}

Result<CatalogCopyReport> copy_to_catalog(const Lake& lake, const CatalogCopyRequest& request) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto target,
                             iceberg::open_catalog(request.target, lake.shared_warehouse_store()));
  // During a batch, half of it would be copied.
  EIGENLAKE_ASSIGN_OR_RETURN(const auto lock, lock_unless(request.dry_run, lake));
  // A copy of the remaining tables would pass for the whole lake.
  EIGENLAKE_RETURN_IF_ERROR(LakeTables::load_all(lake));
  CatalogCopyReport report{.steps = {}, .target = target->describe(), .is_used = false};
  EIGENLAKE_ASSIGN_OR_RETURN(report.steps, iceberg::plan_catalog_copy(lake.catalog(), *target,
                                                                      std::string(kDatabase), request.force));
  if (request.dry_run) return report;
  EIGENLAKE_RETURN_IF_ERROR(iceberg::copy_catalog(report.steps, *target));
  if (request.use)
    EIGENLAKE_RETURN_IF_ERROR(record_catalog(lake.state_store(), lake.roots(), request.target));
  report.is_used = request.use;
  return report;
}

Result<std::string> register_in_catalog(const Lake& lake, const iceberg::TableIdentifier& identifier,
                                        const std::optional<std::string>& metadata, bool dry_run) {
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string uri, metadata_uri_of(lake, identifier, metadata));
  if (dry_run) return uri;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto lock, lake.locks().acquire(kLockSeconds));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto table, lake.catalog().register_table(identifier, uri));
  return table.metadata_uri();
}

Result<std::vector<iceberg::Relocation>> relocate_catalog(const Lake& lake, bool dry_run) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto lock, lock_unless(dry_run, lake));
  EIGENLAKE_ASSIGN_OR_RETURN(auto relocations, lake.catalog().plan_relocation(std::string(kDatabase)));
  if (!dry_run) EIGENLAKE_RETURN_IF_ERROR(lake.catalog().relocate(relocations));
  return relocations;
}

}  // namespace eigenlake
