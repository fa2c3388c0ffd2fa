// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/output/row_table.h"
#include "eigenlake/session/stored_experiment.h"

namespace eigenlake {
namespace {

Result<ExitCode> run_failures(Invocation& invocation) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRead));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto failures, read_failures(lake, invocation.num_threads()));
  RowTable rows(invocation, {{"failed at"}, {"command"}, {"input"}, {"molecule"}, {"kind"}, {"reason"}});
  for (const Json& row : failures)
    rows.add(row, {cell(row["failed_at"]), cell(row["command"]), cell(row["input"]), cell(row["molecule"]),
                   cell(row["kind"]), cell(row["reason"])});
  rows.print();
  return ExitCode::kOk;
}

}  // namespace

Command failures_command() {
  return {.name = "failures",
          .purpose = Purpose::kLook,
          .summary = "List the molecules that could not be run",
          .description =
              "Lists the rows of failed_runs, oldest first: what `run` and `simulate` could not compute, and "
              "why. A molecule stays listed after a later run succeeds.",
          .example = "eigenlake failures",
          .only_reads = true,
          .run = run_failures};
}

}  // namespace eigenlake
