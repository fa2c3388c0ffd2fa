#pragma once

#include <string>
#include <vector>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/session/run_lake.h"

namespace eigenlake {

/// The request of the settings, without publishing and features. Errors: kUsage.
Result<RunRequest> run_request(const Invocation& invocation);

/// Does the work of `run` and `scan`: plans, and with --dry-run prints the plan; else computes, ingests and
/// prints the rows.
///
/// Errors: of the lake, the spool and the settings; those of single molecules are reported.
Result<ExitCode> simulate_into_tables(Invocation& invocation);

/// Marks the plans that a real call would not compute, without creating a lake. Errors: of the lake.
Result<> mark_plans(const Invocation& invocation, SimulationWork& work);

/// Prints the plan. Errors: of print_plan.
Result<ExitCode> print_work(const Invocation& invocation, const SimulationWork& work,
                            const RunRequest& request);

struct ReportedWork {
  RunReport report;
  ExitCode code = ExitCode::kOk;
};

/// Runs the work and prints its rows.
Result<ReportedWork> simulate_and_report(const Invocation& invocation, const SimulationWork& work,
                                         const RunRequest& request);

/// The settings of `simulate`, and those of `run`.
Settings simulate_settings();
Settings run_settings();

}  // namespace eigenlake
