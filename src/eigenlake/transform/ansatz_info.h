#pragma once

#include <span>

#include "eigenlake/transform/experiment.h"
#include "eigenlake/transform/table_rows.h"

namespace eigenlake {

/// Rows of the table ansatz_info; see normalized_rows().
Rows ansatz_info_rows(std::span<const Experiment> experiments, const BatchStamp& stamp);

}  // namespace eigenlake
