#include <algorithm>
#include <array>
#include <filesystem>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/base/joined.h"
#include "eigenlake/base/nearest_name.h"
#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/settings/catalog_settings.h"
#include "eigenlake/iceberg/catalog/catalog_copy.h"
#include "eigenlake/iceberg/catalog/metadata_log.h"
#include "eigenlake/iceberg/catalog/open_catalog.h"
#include "eigenlake/lake/lake_catalog.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/query/sql_names.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using Json = nlohmann::ordered_json;
using Action = iceberg::CatalogCopyStep::Action;

/// Rows as objects of one line or as a table; `names` are the keys and the headings.
void print_rows(Invocation& invocation, const std::vector<std::string>& names,
                const std::vector<Json>& rows) {
  std::vector<TextTable::Column> columns;
  for (const std::string& name : names) columns.push_back({name});
  TextTable text(columns);
  for (const Json& row : rows) {
    if (invocation.json()) {
      invocation.process.out << row.dump() << '\n';
      continue;
    }
    std::vector<std::string> cells;
    for (const auto& value : row) cells.push_back(value.is_null() ? "" : value.get<std::string>());
    text.add_row(cells);
  }
  if (!invocation.json()) text.print(invocation.process.out, invocation.process.terminal_width);
}

Result<ExitCode> list(Invocation& invocation, const Lake& lake) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto names, lake.catalog().list_all(std::string(kDatabase)));
  std::vector<Json> rows;
  std::vector<iceberg::TableIdentifier> identifiers = names.tables;
  identifiers.insert(identifiers.end(), names.others.begin(), names.others.end());
  std::optional<Error> unreadable;
  for (const auto& identifier : identifiers) {
    const auto table = lake.catalog().load_table(identifier);
    if (table) {
      rows.push_back({{"table", shown_name(identifier.to_string())},
                      {"uuid", table->metadata().table_uuid},
                      {"metadata", shown_name(table->metadata_uri())}});
      continue;
    }
    if (find_table(identifier.name) != nullptr) {
      if (!unreadable) unreadable = table.error();
      continue;
    }
    const bool is_absent = table.error().kind == ErrorKind::kNotFound;
    const Error reason = is_absent ? lake.catalog().explain_absence(identifier) : table.error();
    invocation.warn(fmt::format("table {} is left out: {}", shown_name(identifier.name), reason.to_string()));
  }
  invocation.note(lake.catalog().describe());
  print_rows(invocation, {"table", "uuid", "metadata"}, rows);
  if (unreadable) return std::unexpected(*std::move(unreadable));
  // Another catalog than the lake's may be looked through, which has not all.
  if (const auto all = LakeTables::load_all(lake); !all) invocation.warn(all.error().to_string());
  return ExitCode::kOk;
}

/// The catalog that --to names. Errors: kUsage.
Result<iceberg::CatalogOptions> target_options(const Configuration& configuration) {
  if (!configuration.has("to"))
    return fail(ErrorKind::kUsage, "expected --to with the catalog to copy to, found none");
  const std::string to = configuration.text("to");
  auto options = catalog_options_of(to == "hadoop" ? "" : to, configuration.text("to-name"));
  if (!options) return configuration.refuse("to", options.error());
  return options;
}

std::string_view text_of(Action action) {
  return action == Action::kRegister ? "registered" : action == Action::kRepoint ? "moved on" : "up to date";
}

void warn_of_two_catalogs(const Invocation& invocation, const Lake& lake, const iceberg::Catalog& target,
                          bool is_used) {
  const std::string source = lake.catalog().describe();
  invocation.warn(
      fmt::format("write through the {} only: the {} does not see its commits{}",
                  is_used ? target.describe() : source, is_used ? source : target.describe(),
                  is_used ? "" : " before catalog copy --force (--use makes the copy the lake's catalog)"));
}

Result<ExitCode> copy(Invocation& invocation, const Lake& lake) {
  const Configuration& configuration = invocation.configuration;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto options, target_options(configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto target, iceberg::open_catalog(options, lake.shared_store()));
  const bool is_dry = configuration.flag("dry-run");
  std::unique_ptr<WriterLock> lock;
  if (!is_dry) {
    // No batch may be under way: half of it would be copied.
    EIGENLAKE_ASSIGN_OR_RETURN(lock, lake.locks().acquire(60.0));
  }
  // A copy of what is left would be taken for the whole.
  EIGENLAKE_RETURN_IF_ERROR(LakeTables::load_all(lake));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto steps,
                             iceberg::plan_catalog_copy(lake.catalog(), *target, std::string(kDatabase),
                                                        configuration.flag("force")));
  if (!is_dry) EIGENLAKE_RETURN_IF_ERROR(iceberg::copy_catalog(steps, *target));
  const bool is_used = configuration.flag("use") && !is_dry;
  if (is_used) EIGENLAKE_RETURN_IF_ERROR(record_catalog(lake.state_store(), lake.roots(), options));
  std::vector<Json> rows;
  for (const auto& step : steps)
    rows.push_back({{"table", step.identifier.to_string()},
                    {"action", text_of(step.action)},
                    {"metadata", step.metadata_uri}});
  print_rows(invocation, {"table", "action", "metadata"}, rows);
  if (!is_dry) warn_of_two_catalogs(invocation, lake, *target, is_used);
  return ExitCode::kOk;
}

/// The newest metadata file in the folder of a table, by its number. Errors: kNotFound; kUsage where two are
/// the newest.
Result<std::string> newest_metadata(const Lake& lake, const iceberg::TableIdentifier& identifier) {
  const std::string folder = fmt::format("{}/{}/metadata/", identifier.name_space, identifier.name);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto names, lake.store().list_names(folder));
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
    return fail(ErrorKind::kNotFound,
                "expected metadata files of {} in {}, found none; --metadata FILE names one",
                identifier.to_string(), lake.store().uri_of(folder.substr(0, folder.size() - 1)));
  if (newest.size() > 1)
    return fail(ErrorKind::kUsage,
                "expected one newest metadata file of {}, found {}; --metadata FILE says which",
                identifier.to_string(), listed(newest));
  return lake.store().uri_of(folder + std::string(newest[0]));
}

Result<std::string> metadata_to_register(const Invocation& invocation, const Lake& lake,
                                         const iceberg::TableIdentifier& identifier) {
  if (!invocation.configuration.has("metadata")) return newest_metadata(lake, identifier);
  const std::string place = invocation.configuration.text("metadata");
  if (is_remote(place)) return place;
  return "file://" + std::filesystem::absolute(local_path_of(place)).lexically_normal().string();
}

Result<ExitCode> register_table(Invocation& invocation, const Lake& lake) {
  if (invocation.operands.size() < 2)
    return fail(ErrorKind::kUsage, "expected eigenlake catalog register TABLE, found no table");
  const iceberg::TableIdentifier identifier = table_identifier(invocation.operands[1]);
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string uri, metadata_to_register(invocation, lake, identifier));
  const bool is_dry = invocation.configuration.flag("dry-run");
  std::string metadata = uri;
  if (!is_dry) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto lock, lake.locks().acquire(60.0));
    EIGENLAKE_ASSIGN_OR_RETURN(const auto table, lake.catalog().register_table(identifier, uri));
    metadata = table.metadata_uri();
  }
  print_rows(
      invocation, {"table", "action", "metadata"},
      {{{"table", identifier.to_string()}, {"action", "registered"}, {"metadata", std::move(metadata)}}});
  if (!is_dry)
    invocation.warn(
        fmt::format("write {} through the {} only: another catalog that has it does not see its "
                    "commits",
                    identifier.to_string(), lake.catalog().describe()));
  return ExitCode::kOk;
}

Result<ExitCode> relocate(Invocation& invocation, const Lake& lake) {
  const bool is_dry = invocation.configuration.flag("dry-run");
  std::unique_ptr<WriterLock> lock;
  if (!is_dry) {
    EIGENLAKE_ASSIGN_OR_RETURN(lock, lake.locks().acquire(60.0));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const auto relocations, lake.catalog().plan_relocation(std::string(kDatabase)));
  if (!is_dry) EIGENLAKE_RETURN_IF_ERROR(lake.catalog().relocate(relocations));
  std::vector<Json> rows;
  for (const iceberg::Relocation& relocation : relocations)
    rows.push_back({{"table", relocation.identifier.to_string()},
                    {"action", relocation.moves() ? "moved" : "stays"},
                    {"metadata", relocation.to}});
  print_rows(invocation, {"table", "action", "metadata"}, rows);
  return ExitCode::kOk;
}

Result<ExitCode> run_catalog(Invocation& invocation) {
  constexpr std::array<std::string_view, 4> kActions = {"list", "copy", "register", "relocate"};
  const std::string& action = invocation.operands[0];
  if (std::ranges::find(kActions, action) == kActions.end())
    return fail(ErrorKind::kUsage,
                "expected list, copy, register or relocate, found '{}'; did you mean '{}'?", action,
                nearest_name(action, kActions));
  if (action != "register" && invocation.operands.size() > 1)
    return fail(ErrorKind::kUsage, "expected eigenlake catalog {}, found '{}' as well", action,
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
  return {
      .name = "catalog",
      .summary = "List the catalog's tables, copy them to another catalog, register or relocate them",
      .description =
          "catalog list prints where the newest metadata of each table lies. catalog copy --to URI makes "
          "the lake's tables known in another catalog, without writing data anew: an SQLite file, a "
          "PostgreSQL database, a Hive Metastore, or hadoop for the warehouse's own folders. From then on "
          "only one of the two may be written to. catalog register TABLE makes a table known that lies in "
          "the warehouse, as pyiceberg and Trino may leave one there: its newest metadata file, or the one "
          "of --metadata, becomes its state. catalog relocate moves the pointers of an SQL catalog to the "
          "present warehouse, after a lake was moved or copied.",
      .operands = "list|copy|register TABLE|relocate",
      .min_operands = 1,
      .max_operands = 2,
      .settings = {"to", "to-name", "use", "metadata", "force"},
      .run = run_catalog};
}

}  // namespace eigenlake
