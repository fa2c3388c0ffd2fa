// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/commands/report_page.h"
#include "eigenlake/cli/settings/export_options.h"
#include "eigenlake/cli/settings/maintenance_options.h"
#include "eigenlake/cli/settings/query_options.h"
#include "eigenlake/cli/settings/report_options.h"
#include "eigenlake/cli/settings/selection_options.h"

namespace eigenlake {
namespace {

Result<ExitCode> run_report(Invocation& invocation) {
  const Configuration& configuration = invocation.configuration;
  ReportRequest request = report_request(invocation);
  request.prefixes.assign(invocation.operands.begin() + 1, invocation.operands.end());
  request.condition = configuration.find(option::kWhere);
  request.as_of_text = configuration[option::kAsOf];
  EIGENLAKE_ASSIGN_OR_RETURN(request.query.travel, time_travel(configuration));
  EIGENLAKE_ASSIGN_OR_RETURN(const ReportPage page, ReportPage::at(invocation.operands[0]));
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRead));
  EIGENLAKE_ASSIGN_OR_RETURN(const Json written, page.write(invocation, lake, request));
  if (invocation.json()) invocation.print(written);
  return ExitCode::kOk;
}

}  // namespace

Command report_command() {
  return {
      .name = "report",
      .purpose = Purpose::kLook,
      .summary = "Write an HTML page about a lake, a batch or some runs",
      .description =
          "Writes one self-contained page: a table that sorts and filters, convergence and scan curves, "
          "energies and errors, settings, provenance, and the molecules in 3-D. It loads nothing and can "
          "be sent to others. Without ids or --where it shows all runs; a unique prefix of an id is enough.",
      .example = "eigenlake report lake.html\neigenlake report h2.html --where \"name = 'H2'\"",
      .operands = {"FILE.html [EXPERIMENT_ID…]", 1, kAnyNumber},
      .options = {&option::kWhere, &option::kBatch, &option::kAsOf, &option::kTag, &option::kBranch,
                  &option::kMaxCurves, &option::kWithPaths},
      .run = run_report};
}

}  // namespace eigenlake
