#pragma once

#include <string>
#include <vector>

#include "eigenlake/json/json.h"
#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// Everything that the tables know of one experiment: the columns of the tables that have one row of it,
/// num_hamiltonian_terms, optimal_parameters, and under `iterations` one object for each. `prefix` is its id
/// or the beginning of it.
///
/// Errors: of find_experiment and the tables.
Result<Json> read_experiment(const Lake& lake, const std::string& prefix, int num_threads);

/// What could not be computed: the rows of failed_runs, oldest first. Errors: of the table.
Result<std::vector<Json>> read_failures(const Lake& lake, int num_threads);

}  // namespace eigenlake
