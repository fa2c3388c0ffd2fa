// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/transform/normalized/normalized.h"

namespace eigenlake {
namespace {

size_t num_parameters(const RecordIteration& iteration) {
  return iteration.parameters_end - iteration.parameters_begin;
}

}  // namespace

int64_t count_iteration_parameters(const RunRecord& record) {
  size_t total = 0;
  for (const auto& iteration : record.iteration_list) total += num_parameters(iteration);
  return static_cast<int64_t>(total);
}

namespace {

/// The columns that are constant within an iteration, and the values.
struct IterationColumns {
  std::vector<int64_t> lengths;
  std::vector<int32_t> steps;
  std::vector<double> values;

  explicit IterationColumns(std::span<const Experiment> experiments) {
    int64_t num_values = 0;
    for (const auto& experiment : experiments) num_values += count_iteration_parameters(experiment.record);
    values.reserve(static_cast<size_t>(num_values));
    for (const auto& [id, record, settings] : experiments) {
      for (const auto& iteration : record.iteration_list) {
        lengths.push_back(static_cast<int64_t>(num_parameters(iteration)));
        steps.push_back(iteration.iteration);
        const auto begin = record.iteration_parameters.begin();
        values.insert(values.end(), begin + static_cast<ptrdiff_t>(iteration.parameters_begin),
                      begin + static_cast<ptrdiff_t>(iteration.parameters_end));
      }
    }
  }
};

}  // namespace

Rows iteration_parameters_rows(std::span<const Experiment> experiments, const BatchStamp& stamp) {
  const IterationColumns iterations(experiments);
  const auto by_experiment = groups_by(experiments, count_iteration_parameters);
  const RowGroups by_iteration(iterations.lengths);
  auto ids = iteration_ids(experiments);
  TableRows rows("iteration_parameters", by_experiment.num_rows());
  const ExperimentColumns columns(rows, experiments, by_experiment);
  columns.set_common(stamp);
  rows.set("iteration_step", repeated_ints(by_iteration, iterations.steps));
  rows.set("parameter_index", positions(by_iteration));
  rows.set("parameter_value", doubles(iterations.values));
  rows.set("iteration_id",
           repeated_strings(by_iteration, std::vector<std::string_view>(ids.begin(), ids.end())));
  for (auto& id : ids) id += "_p";
  rows.set("parameter_id", numbered_ids(by_iteration, ids));
  return rows.finish();
}

}  // namespace eigenlake
