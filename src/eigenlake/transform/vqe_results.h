#pragma once

#include <span>

#include "eigenlake/transform/experiment.h"
#include "eigenlake/transform/table_rows.h"

namespace eigenlake {

/// Rows of the table vqe_results; see normalized_rows().
Rows vqe_results_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);

}  // namespace eigenlake
