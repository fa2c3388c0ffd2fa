// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/session/run_lake.h"

namespace eigenlake {

/// Does the work of `run` and `scan`: with --dry-run prints the plan; else computes, ingests and prints the
/// rows.
///
/// Errors: of the lake, the spool and the settings; those of single molecules are reported.
Result<ExitCode> simulate_into_tables(Invocation& invocation);

/// Prints the plans of a request. Errors: of preview_molecules and print_plan.
Result<ExitCode> print_preview(const Invocation& invocation, const RunRequest& request);

struct ReportedRun {
  RunReport report;
  std::vector<std::string> ids;  ///< Of the experiments that have a row.
  ExitCode code = ExitCode::kOk;
};

/// Runs the request and prints its rows. Errors: of run_molecules.
Result<ReportedRun> run_and_report(const Invocation& invocation, const RunRequest& request);

/// The settings of `simulate`, and those of `run`.
Settings simulate_settings();
Settings run_settings();

}  // namespace eigenlake
