// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/output/experiment_page.h"
#include "eigenlake/cli/settings/query_options.h"
#include "eigenlake/session/stored_experiment.h"

namespace eigenlake {
namespace {

void print_text(const Invocation& invocation, const Json& run) {
  const bool iterations = invocation[option::kIterations];
  const bool parameters = invocation[option::kParameters];
  std::ostream& out = invocation.process.out;
  if (!iterations && !parameters) print_experiment_page(out, run, invocation.out_style());
  if (iterations) print_iterations(out, run, invocation.out_style());
  if (iterations && parameters) out << '\n';
  if (parameters) print_parameters(out, run, invocation.out_style());
}

Result<ExitCode> run_show(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRead));
  EIGENLAKE_ASSIGN_OR_RETURN(const Json run,
                             read_experiment(lake, invocation.operands[0], invocation.num_threads()));
  if (invocation.json())
    invocation.print(run);
  else
    print_text(invocation, run);
  return ExitCode::kOk;
}

}  // namespace

Command show_command() {
  return {.name = "show",
          .purpose = Purpose::kLook,
          .summary = "Show one experiment on a page",
          .description =
              "Prints an experiment on a page: molecule, settings, energies against SCF, MP2 and FCI, flags, "
              "convergence, first and last evaluations. --iterations prints every evaluation, --parameters "
              "every optimal parameter, --json all that the tables have. A unique prefix of an id is enough. "
              "Energies are total energies in hartree.",
          .example = "eigenlake show 3f2a\neigenlake show 3f2a --iterations",
          .operands = {"EXPERIMENT_ID", 1, 1},
          .options = {&option::kIterations, &option::kParameters},
          .only_reads = true,
          .run = run_show};
}

}  // namespace eigenlake
