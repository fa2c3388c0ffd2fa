#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "eigenlake/cli/commands/batch_report.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/cli/output/json_line.h"
#include "eigenlake/cli/settings/maintenance_options.h"
#include "eigenlake/ingest/ingest.h"

namespace eigenlake {
namespace {

nlohmann::ordered_json to_json(const FeaturesReport& report) {
  return {{"batch_id", report.batch.batch_id},
          {"experiments_new", report.experiments_new},
          {"experiments_again", report.experiments_again},
          {"rows", report.batch.rows},
          {"recovered_batches", report.recovered_batches},
          {"seconds", report.batch.seconds}};
}

void print_features(const Invocation& invocation, const FeaturesReport& report) {
  std::ostream& out = invocation.process.out;
  out << fmt::format("{} experiments had no features\n", report.experiments_new);
  if (report.experiments_again > 0)
    out << fmt::format("{} had features by older formulas; they were recomputed\n", report.experiments_again);
  for (const auto& [table, rows] : report.batch.rows)
    out << fmt::format("  {:<22} {:>10} rows\n", table, rows);
  if (!report.batch.batch_id.empty())
    out << fmt::format("batch {} in {:.2f} s\n", report.batch.batch_id, report.batch.seconds);
}

Result<ExitCode> run_features(Invocation& invocation) {
  // Features belong to the experiments of an existing lake: none is created.
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_existing_lake(invocation));
  const InterruptScope scope;
  EIGENLAKE_ASSIGN_OR_RETURN(
      const FeaturesReport report,
      features(lake, feature_settings(invocation.configuration), ingest_options(invocation)));
  const bool is_to_compute = report.experiments_new + report.experiments_again > 0;
  EIGENLAKE_RETURN_IF_ERROR(check_feature_settings(invocation, lake, is_to_compute));
  for (const std::string& batch : report.recovered_batches)
    invocation.note(fmt::format("recovered interrupted batch {}", batch));
  if (invocation.json()) {
    invocation.process.out << json_line(to_json(report));
  } else if (!invocation.quiet()) {
    print_features(invocation, report);
  }
  return InterruptScope::requested() ? ExitCode::kInterrupted : ExitCode::kOk;
}

}  // namespace

Command features_command() {
  return {.name = "features",
          .summary = "Compute the two ML tables for new experiments",
          .description =
              "Computes the features of the experiments that ml_run_summary lacks. The window sizes belong "
              "to the lake, which rejects others. Where an older version computed mean_param_change by "
              "another formula, both ML tables are recomputed once.",
          .options = joined_settings({option::kFeaturesOptions}),
          .run = run_features};
}

}  // namespace eigenlake
