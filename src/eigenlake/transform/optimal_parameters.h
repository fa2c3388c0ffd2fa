#pragma once

#include <span>

#include "eigenlake/transform/experiment.h"
#include "eigenlake/transform/table_rows.h"

namespace eigenlake {

/// Rows of the table optimal_parameters; see normalized_rows().
Rows optimal_parameters_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);

}  // namespace eigenlake
