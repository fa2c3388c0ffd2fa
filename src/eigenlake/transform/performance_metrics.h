#pragma once

#include <span>

#include "eigenlake/transform/experiment.h"
#include "eigenlake/transform/table_rows.h"

namespace eigenlake {

/// Rows of the table performance_metrics; see normalized_rows().
Rows performance_metrics_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);

}  // namespace eigenlake
