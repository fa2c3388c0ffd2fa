// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/batch_report.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/cli/settings/maintenance_options.h"
#include "eigenlake/ingest/ingest.h"

namespace eigenlake {
namespace {

Result<ExitCode> run_features(Invocation& invocation) {
  // Features belong to the experiments of an existing lake: none is created.
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_existing_lake(invocation));
  const InterruptScope scope;
  EIGENLAKE_ASSIGN_OR_RETURN(
      const FeaturesReport report,
      features(lake, feature_settings(invocation.configuration), ingest_options(invocation)));
  const bool is_to_compute = report.experiments_new + report.experiments_again > 0;
  EIGENLAKE_RETURN_IF_ERROR(check_feature_settings(invocation, lake, is_to_compute));
  print_report(invocation, report);
  return InterruptScope::requested() ? ExitCode::kInterrupted : ExitCode::kOk;
}

}  // namespace

Command features_command() {
  return {.name = "features",
          .purpose = Purpose::kMaintain,
          .summary = "Compute the two ML tables for new experiments",
          .description =
              "Computes the features of the experiments that ml_run_summary lacks. The window sizes belong "
              "to the lake, which rejects others. Where an older version computed mean_param_change by "
              "another formula, both ML tables are recomputed once.",
          .example = "eigenlake features",
          .options = joined_settings({option::kFeaturesOptions}),
          .run = run_features};
}

}  // namespace eigenlake
