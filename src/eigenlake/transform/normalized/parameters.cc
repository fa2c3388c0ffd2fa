// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/transform/normalized/normalized.h"

namespace eigenlake {
namespace {

/// Common to initial_parameters and optimal_parameters: one row per entry of a vector of the record.
struct ParameterTable {
  std::string_view table;
  std::string_view value_column;
  std::string_view id_infix;  ///< "_init_" in {experiment_id}_init_{parameter_index}
  const std::vector<double> RunRecord::* values;
};

Rows parameter_rows(const ParameterTable& table, std::span<const Experiment> experiments,
                    const BatchStamp& stamp) {
  const auto groups =
      groups_by(experiments, [&](const RunRecord& record) { return (record.*table.values).size(); });
  std::vector<double> values;
  std::vector<std::string> prefixes;
  values.reserve(groups.num_rows());
  for (const auto& [id, record, settings] : experiments) {
    values.insert(values.end(), (record.*table.values).begin(), (record.*table.values).end());
    prefixes.push_back(id + std::string(table.id_infix));
  }
  TableRows rows(table.table, groups.num_rows());
  const ExperimentColumns columns(rows, experiments, groups);
  columns.set_common(stamp);
  rows.set(table.value_column, doubles(values));
  rows.set("parameter_index", positions(groups));
  rows.set("parameter_id", numbered_ids(groups, prefixes));
  return rows.finish();
}

}  // namespace

Rows initial_parameters_rows(std::span<const Experiment> experiments, const BatchStamp& stamp) {
  return parameter_rows({.table = "initial_parameters",
                         .value_column = "initial_parameter_value",
                         .id_infix = "_init_",
                         .values = &RunRecord::initial_parameters},
                        experiments, stamp);
}

Rows optimal_parameters_rows(std::span<const Experiment> experiments, const BatchStamp& stamp) {
  return parameter_rows({.table = "optimal_parameters",
                         .value_column = "optimal_parameter_value",
                         .id_infix = "_opt_",
                         .values = &RunRecord::optimal_parameters},
                        experiments, stamp);
}

}  // namespace eigenlake
