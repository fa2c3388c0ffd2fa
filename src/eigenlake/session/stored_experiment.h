// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "eigenlake/json/json.h"
#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// All about one experiment: the columns of the tables with one row per experiment, num_hamiltonian_terms,
/// optimal_parameters, one object for each iteration in `iterations`, and `labels`. `prefix` begins its id.
///
/// Errors: of find_experiment and the tables.
Result<Json> read_experiment(const Lake& lake, const std::string& prefix, int num_threads);

/// The rows of failed_runs, oldest first. Errors: of the table.
Result<std::vector<Json>> read_failures(const Lake& lake, int num_threads);

}  // namespace eigenlake
