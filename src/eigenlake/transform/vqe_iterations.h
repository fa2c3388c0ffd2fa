#pragma once

#include <span>

#include "eigenlake/transform/experiment.h"
#include "eigenlake/transform/table_rows.h"

namespace eigenlake {

/// Rows of the table vqe_iterations; see normalized_rows().
Rows vqe_iterations_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);

}  // namespace eigenlake
