#include "eigenlake/transform/normalized/normalized.h"
#include "eigenlake/transform/parameter_rows.h"

namespace eigenlake {

Rows initial_parameters_rows(std::span<const Experiment> experiments, const BatchStamp& stamp) {
  return parameter_rows({.table = "initial_parameters",
                         .value_column = "initial_parameter_value",
                         .id_infix = "_init_",
                         .values = &RunRecord::initial_parameters},
                        experiments, stamp);
}

}  // namespace eigenlake
