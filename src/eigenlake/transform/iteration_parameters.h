#pragma once

#include <span>

#include "eigenlake/transform/experiment.h"
#include "eigenlake/transform/table_rows.h"

namespace eigenlake {

/// Rows of the table iteration_parameters; see normalized_rows().
Rows iteration_parameters_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);

}  // namespace eigenlake
