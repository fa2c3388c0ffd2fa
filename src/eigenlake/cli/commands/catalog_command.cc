#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/base/nearest_name.h"
#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/settings/catalog_settings.h"
#include "eigenlake/iceberg/catalog/catalog_copy.h"
#include "eigenlake/iceberg/catalog/open_catalog.h"
#include "eigenlake/lake/lake_catalog.h"
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
  EIGENLAKE_ASSIGN_OR_RETURN(const auto names, lake.catalog().list_tables(std::string(kDatabase)));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto tables, lake.catalog().load_tables(names));
  std::vector<Json> rows;
  for (const auto& table : tables)
    if (table)
      rows.push_back({{"table", table->identifier().to_string()},
                      {"uuid", table->metadata().table_uuid},
                      {"metadata", table->metadata_uri()}});
  invocation.note(lake.catalog().describe());
  print_rows(invocation, {"table", "uuid", "metadata"}, rows);
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

Result<ExitCode> run_catalog(Invocation& invocation) {
  const std::string& action = invocation.operands[0];
  if (action != "list" && action != "copy") {
    const std::vector<std::string_view> actions = {"list", "copy"};
    return fail(ErrorKind::kUsage, "expected list or copy, found '{}'; did you mean '{}'?", action,
                nearest_name(action, actions));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRead));
  return action == "list" ? list(invocation, lake) : copy(invocation, lake);
}

}  // namespace

Command catalog_command() {
  return {
      .name = "catalog",
      .summary = "List the catalog's tables, or copy them to another catalog",
      .description =
          "catalog list prints where the newest metadata of each table lies. catalog copy --to URI makes "
          "the lake's tables known in another catalog, without writing data anew: an SQLite file, a "
          "PostgreSQL database, a Hive Metastore, or hadoop for the warehouse's own folders. From then on "
          "only one of the two may be written to.",
      .operands = "list|copy",
      .min_operands = 1,
      .max_operands = 1,
      .settings = {"to", "to-name", "use", "force"},
      .run = run_catalog};
}

}  // namespace eigenlake
