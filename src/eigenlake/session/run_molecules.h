// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/session/run_lake.h"

namespace eigenlake {

/// Reads the molecules of the request, plans every run before the first integral, and does run_work() with
/// the plans. A molecule without a plan is a failure of its own.
///
/// Errors: of read_series(), plan_work() and run_work().
Result<RunReport> run_molecules(const RunRequest& request, RunObserver& observer);

/// The plans of run_molecules(), marked where the lake has the experiment. Nothing is computed or written,
/// and no lake is created.
///
/// Errors: as above; of the lake.
Result<SimulationWork> preview_molecules(const RunRequest& request, RunObserver& observer);

}  // namespace eigenlake
