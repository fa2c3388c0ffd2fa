#pragma once

#include <vector>

#include "eigenlake/lake/lake.h"
#include "eigenlake/simulation/run_plan.h"

namespace eigenlake {

/// Reads the optimal parameters that plans start from where the experiment which they follow is not among the
/// plans itself, because the lake has it already. Where the lake does not have it, nothing is read, and
/// simulate_all says so.
///
/// Errors: of SqlSession and the tables.
/// Cost:   nothing where no plan follows another one.
Result<> read_followed_starts(const Lake& lake, std::vector<PlannedRun>& plans, int num_threads);

}  // namespace eigenlake
