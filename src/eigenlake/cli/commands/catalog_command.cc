// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/output/row_table.h"
#include "eigenlake/cli/settings/catalog_options.h"
#include "eigenlake/cli/settings/catalog_settings.h"
#include "eigenlake/cli/settings/run_options.h"
#include "eigenlake/query/sql_names.h"
#include "eigenlake/session/lake_catalogs.h"
#include "eigenlake/tables/iceberg_table.h"

namespace eigenlake {
namespace {

using Action = iceberg::CatalogCopyStep::Action;

RowTable action_table(const Invocation& invocation) {
  return RowTable(invocation, {{"table"}, {"action"}, {"metadata"}});
}

Result<ExitCode> list(Invocation& invocation, const Lake& lake) {
  EIGENLAKE_ASSIGN_OR_RETURN(const CatalogListing listing, list_catalog(lake));
  warn_of_left_out(invocation, listing.left_out);
  invocation.note(lake.catalog().describe());
  RowTable rows(invocation, {{"table"}, {"uuid"}, {"metadata"}});
  for (const CatalogEntry& entry : listing.entries)
    rows.add({{"table", shown_name(entry.table)},
              {"uuid", entry.uuid},
              {"metadata", shown_name(entry.metadata_uri)}});
  rows.print();
  if (listing.unreadable) return std::unexpected(*listing.unreadable);
  if (listing.incomplete) invocation.warn(listing.incomplete->to_string());
  return ExitCode::kOk;
}

/// The catalog that --to names. Errors: kUsage.
Result<iceberg::CatalogOptions> target_options(const Configuration& configuration) {
  if (!configuration.has(option::kTo)) return fail(ErrorKind::kUsage, "eigenlake catalog copy requires --to");
  const std::string to = configuration[option::kTo];
  auto options = catalog_options_of(to == "hadoop" ? "" : to, configuration[option::kToName]);
  if (!options) return configuration.refuse(option::kTo, options.error());
  return options;
}

std::string_view text_of(Action action) {
  return action == Action::kRegister ? "registered" : action == Action::kRepoint ? "moved on" : "up to date";
}

void warn_of_two_catalogs(const Invocation& invocation, const Lake& lake, const CatalogCopyReport& copied) {
  const std::string source = lake.catalog().describe();
  invocation.warn(fmt::format(
      "write through the {} only: the {} does not see its commits{}", copied.is_used ? copied.target : source,
      copied.is_used ? source : copied.target,
      copied.is_used ? "" : " before catalog copy --force (--use makes the copy the lake's catalog)"));
}

Result<ExitCode> copy(Invocation& invocation, const Lake& lake) {
  const Configuration& configuration = invocation.configuration;
  CatalogCopyRequest request{.force = configuration[option::kForce],
                             .use = configuration[option::kUse],
                             .dry_run = configuration[option::kDryRun]};
  EIGENLAKE_ASSIGN_OR_RETURN(request.target, target_options(configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(const CatalogCopyReport report, copy_to_catalog(lake, request));
  RowTable rows = action_table(invocation);
  for (const auto& step : report.steps)
    rows.add({{"table", step.identifier.to_string()},
              {"action", text_of(step.action)},
              {"metadata", step.metadata_uri}});
  rows.print();
  if (!request.dry_run) warn_of_two_catalogs(invocation, lake, report);
  return ExitCode::kOk;
}

Result<ExitCode> register_table(Invocation& invocation, const Lake& lake) {
  if (invocation.operands.size() < 2)
    return fail(ErrorKind::kUsage, "eigenlake catalog register requires a table");
  const iceberg::TableIdentifier identifier = table_identifier(invocation.operands[1]);
  const bool is_dry = invocation.dry_run();
  EIGENLAKE_ASSIGN_OR_RETURN(
      const std::string metadata,
      register_in_catalog(lake, identifier, invocation.configuration.find(option::kMetadata), is_dry));
  RowTable rows = action_table(invocation);
  rows.add({{"table", identifier.to_string()}, {"action", "registered"}, {"metadata", metadata}});
  rows.print();
  if (!is_dry)
    invocation.warn(
        fmt::format("write {} through the {} only: another catalog that has it does not see its commits",
                    identifier.to_string(), lake.catalog().describe()));
  return ExitCode::kOk;
}

Result<ExitCode> relocate(Invocation& invocation, const Lake& lake) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto relocations, relocate_catalog(lake, invocation.dry_run()));
  RowTable rows = action_table(invocation);
  for (const iceberg::Relocation& relocation : relocations)
    rows.add({{"table", relocation.identifier.to_string()},
              {"action", relocation.moves() ? "moved" : "stays"},
              {"metadata", relocation.to}});
  rows.print();
  return ExitCode::kOk;
}

Result<ExitCode> run_catalog(Invocation& invocation) {
  EIGENLAKE_RETURN_IF_ERROR(invocation.check_action({"list", "copy", "register", "relocate"}));
  const std::string& action = invocation.operands[0];
  if (action != "register" && invocation.operands.size() > 1)
    return fail(ErrorKind::kUsage, "eigenlake catalog {} takes no table, got '{}'", action,
                invocation.operands[1]);
  if (action == "register") {
    EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_existing_lake(invocation));
    return register_table(invocation, lake);
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRead));
  if (action == "relocate") return relocate(invocation, lake);
  return action == "list" ? list(invocation, lake) : copy(invocation, lake);
}

}  // namespace

Command catalog_command() {
  return {.name = "catalog",
          .purpose = Purpose::kMaintain,
          .summary = "List the catalog's tables, copy them to another catalog, register or relocate them",
          .description =
              "catalog list prints the newest metadata file of each table. catalog copy --to URI registers "
              "the lake's tables in another catalog, without copying data: an SQLite file, a PostgreSQL "
              "database, a Hive Metastore, or hadoop for the warehouse's own folders. From then on only one "
              "of the two may be written to. catalog register TABLE registers a table in the warehouse that "
              "the catalog lacks, such as one of pyiceberg or Trino, with its newest metadata file or that "
              "of --metadata. catalog relocate moves the pointers of an SQL catalog to the present "
              "warehouse, after a lake was moved or copied.",
          .example =
              "eigenlake catalog list\n"
              "eigenlake catalog copy --to sqlite:catalog.db --use",
          .operands = {"list | copy | register TABLE | relocate", 1, 2},
          .options = {&option::kTo, &option::kToName, &option::kUse, &option::kMetadata, &option::kForce},
          .run = run_catalog};
}

}  // namespace eigenlake
