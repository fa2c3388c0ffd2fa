// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "eigenlake/cli/commands/batch_report.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/settings/maintenance_options.h"
#include "eigenlake/maintenance/recover_lake.h"

namespace eigenlake {
namespace {

Result<RecoverOptions> recover_options(const Invocation& invocation) {
  const Configuration& configuration = invocation.configuration;
  RecoverOptions options;
  options.source = configuration[option::kFrom];
  const bool accepts = configuration[option::kAccept];
  if (accepts != !invocation.operands.empty())
    return fail(ErrorKind::kUsage, "{}",
                accepts ? "--accept requires the tables to accept, or all" : "a table requires --accept");
  options.accept = invocation.operands;
  if (!options.accept.empty() && options.source != RecoverySource::kNothing)
    return fail(ErrorKind::kUsage, "--from and --accept exclude each other");
  options.dry_run = configuration[option::kDryRun];
  options.num_threads = invocation.num_threads();
  options.settings = feature_settings(configuration);
  return options;
}

Json to_json(const RecoverReport& report) {
  Json found = Json::array();
  for (const auto& finding : report.found)
    found.push_back({{"table", finding.table}, {"found", finding.what}, {"reason", finding.reason}});
  Json steps = Json::array();
  for (const auto& step : report.steps)
    steps.push_back({{"table", step.table}, {"step", step.what}, {"whole", step.is_whole}});
  return {{"found", std::move(found)}, {"steps", std::move(steps)}, {"lost", report.num_lost}};
}

std::string text_of(const RecoverOptions& options, const RecoverReport& report) {
  std::string text;
  for (const auto& finding : report.found) text += finding.reason + '\n';
  if (!report.found.empty() && !report.steps.empty()) text += '\n';
  for (const auto& step : report.steps) text += fmt::format("{}: {}\n", step.table, step.what);
  if (report.found.empty() && report.steps.empty())
    return "nothing is lost: every table is as the lake had it\n";
  if (report.steps.empty() && options.source == RecoverySource::kNothing)
    text +=
        "\n`eigenlake recover --from metadata` registers tables whose files exist, --from snapshots\n"
        "rebuilds audit rows, --from raw restores rows from raw objects, --accept TABLE accepts the loss;\n"
        "--dry-run says what each would do\n";
  return text;
}

Result<ExitCode> run_recover(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const RecoverOptions options, recover_options(invocation));
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRecover));
  EIGENLAKE_ASSIGN_OR_RETURN(const RecoverReport report, recover_lake(lake, options));
  invocation.report(to_json(report), text_of(options, report));
  return report.num_lost == 0 ? ExitCode::kOk : ExitCode::kStore;
}

}  // namespace

Command recover_command() {
  return {
      .name = "recover",
      .purpose = Purpose::kMaintain,
      .summary = "Report what the lake has lost, and restore it",
      .description =
          "Without an option lists the tables that are lost, older than the lake had them, damaged or "
          "replaced by others, and exits with 6 where there are any. --from metadata registers the tables "
          "whose metadata files are in the warehouse, for a catalog that is lost or old; --from snapshots "
          "rebuilds the rows of processing_metadata of every complete batch; --from raw restores the rows "
          "that tables lack from raw objects. --accept accepts tables as they are, where another engine "
          "created them again, or a loss. No file is removed, and an interrupted call can be repeated.",
      .example =
          "eigenlake recover\n"
          "eigenlake recover --from raw",
      .operands = {"[--accept TABLE…]", 0, kAnyNumber},
      .options = joined_settings({option::kFeaturesOptions, Settings{&option::kFrom, &option::kAccept}}),
      .run = run_recover};
}

}  // namespace eigenlake
