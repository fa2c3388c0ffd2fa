#pragma once

#include <string>
#include <vector>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/session/run_lake.h"

namespace eigenlake {

/// What the settings say of how work is run, its target and its publishing aside. Errors: kUsage.
Result<RunRequest> run_request(const Invocation& invocation);

/// The way of `run` and `scan`: plans, and with --dry-run prints the plan; else computes, ingests and prints
/// the rows.
///
/// Errors: of the lake, the spool and the settings; those of single molecules are reported.
Result<ExitCode> simulate_into_tables(Invocation& invocation);

/// Marks the plans that a real call would not compute, without creating a lake. Errors: of the lake.
Result<> mark_plans(const Invocation& invocation, SimulationWork& work);

/// Prints the plan. Errors: of print_plan.
Result<ExitCode> print_work(const Invocation& invocation, const SimulationWork& work,
                            const RunRequest& request);

/// Runs the work and prints its rows.
struct ReportedWork {
  RunReport report;
  ExitCode code = ExitCode::kOk;
};
Result<ReportedWork> simulate_and_report(const Invocation& invocation, const SimulationWork& work,
                                   const RunRequest& request);

/// Names of the settings that it needs, those of the simulation among them.
std::vector<std::string> run_setting_names();

}  // namespace eigenlake
