#pragma once

#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/session/known_run_rows.h"
#include "eigenlake/simulation/run_plan.h"

namespace eigenlake {

/// Reads the optima of those known runs that a plan which is not known follows into their rows.
///
/// Errors: of SqlSession and the tables.
Result<> read_followed_optima(const Lake& lake, const std::vector<PlannedRun>& plans, KnownRuns& known,
                              int num_threads);

}  // namespace eigenlake
