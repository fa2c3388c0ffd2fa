#include "eigenlake/transform/normalized/normalized.h"
#include "eigenlake/transform/parameter_rows.h"

namespace eigenlake {

Rows optimal_parameters_rows(std::span<const Experiment> experiments, const BatchStamp& stamp) {
  return parameter_rows({.table = "optimal_parameters",
                         .value_column = "optimal_parameter_value",
                         .id_infix = "_opt_",
                         .values = &RunRecord::optimal_parameters},
                        experiments, stamp);
}

}  // namespace eigenlake
