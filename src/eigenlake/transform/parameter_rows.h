#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "eigenlake/transform/experiment.h"
#include "eigenlake/transform/table_rows.h"

namespace eigenlake {

/// Common to initial_parameters and optimal_parameters: one row per entry of a vector of the record.
struct ParameterTable {
  std::string_view table;
  std::string_view value_column;
  std::string_view id_infix;  ///< "_init_" in {experiment_id}_init_{parameter_index}
  const std::vector<double> RunRecord::* values;
};

Rows parameter_rows(const ParameterTable& table, std::span<const Experiment> experiments,
                    const BatchStamp& stamp);

}  // namespace eigenlake
