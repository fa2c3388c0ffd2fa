// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/output/row_table.h"
#include "eigenlake/session/stored_experiment.h"

namespace eigenlake {
namespace {

constexpr const char* kIterationList = "iterations";

/// Long lists have tables of their own; the OpenQASM program is only counted.
void print_experiment(const Invocation& invocation, const Json& run) {
  std::ostream& out = invocation.process.out;
  TextTable facts({{"what"}, {"value"}});
  for (const auto& [column, value] : run.items()) {
    if (column == kIterationList || column == "optimal_parameters") continue;
    facts.add_row({column, column == "ansatz" ? fmt::format("OpenQASM 3, {} characters; see --json",
                                                            value.get<std::string>().size())
                                              : cell(value)});
  }
  facts.print(out, invocation.process.terminal_width);
  out << fmt::format("\n{} parameters: {}\n\n", run["optimal_parameters"].size(),
                     run["optimal_parameters"].dump());
  TextTable steps(
      {{"step", true}, {"energy", true}, {"change", true}, {"parameter change", true}, {"lowest", true}});
  for (const Json& row : run[kIterationList])
    steps.add_row({cell(row["iteration_step"]), cell(row["iteration_energy"]), cell(row["energy_delta"]),
                   cell(row["parameter_delta_norm"]), cell(row["cumulative_min_energy"])});
  steps.print(out, invocation.process.terminal_width);
}

Result<ExitCode> run_show(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRead));
  EIGENLAKE_ASSIGN_OR_RETURN(const Json run,
                             read_experiment(lake, invocation.operands[0], invocation.num_threads()));
  if (invocation.json())
    invocation.print(run);
  else
    print_experiment(invocation, run);
  return ExitCode::kOk;
}

}  // namespace

Command show_command() {
  return {.name = "show",
          .purpose = Purpose::kLook,
          .summary = "Show one run in full",
          .description =
              "Prints everything that the tables know of one experiment: molecule, configuration, energies, "
              "times, parameters and every iteration. A unique prefix of an id is enough.",
          .example = "eigenlake show 3f2a",
          .operands = {"EXPERIMENT_ID", 1, 1},
          .only_reads = true,
          .run = run_show};
}

}  // namespace eigenlake
