#pragma once

#include <map>
#include <string>
#include <vector>

#include "eigenlake/lake/lake.h"
#include "eigenlake/session/simulation_row.h"

namespace eigenlake {

/// The rows of experiments that the lake has, read from its tables, by experiment id. Molecule names and
/// numbers of parameters are the plans'.
///
/// Errors: of SqlSession and the tables.
Result<std::map<std::string, SimulationRow>> read_stored_runs(const Lake& lake,
                                                              const std::vector<PlannedRun>& plans,
                                                              int num_threads);

}  // namespace eigenlake
