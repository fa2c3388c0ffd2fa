// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/transform/normalized/normalized.h"

namespace eigenlake {

std::vector<std::string> iteration_ids(std::span<const Experiment> experiments) {
  std::vector<std::string> ids;
  for (const auto& [id, record, settings] : experiments) {
    const std::string prefix = id + "_iter_";
    for (const auto& iteration : record.iteration_list) {
      char digits[11];
      ids.push_back(prefix);
      ids.back().append(digits, append_decimal(digits, iteration.iteration));
    }
  }
  return ids;
}

Rows vqe_iterations_rows(std::span<const Experiment> experiments, const BatchStamp& stamp) {
  const auto groups =
      groups_by(experiments, [](const RunRecord& record) { return record.iteration_list.size(); });
  const auto one_each = RowGroups::one_row_each(groups.num_rows());
  std::vector<const RecordIteration*> iterations;
  for (const auto& experiment : experiments)
    for (const auto& iteration : experiment.record.iteration_list) iterations.push_back(&iteration);
  const auto ids = iteration_ids(experiments);
  TableRows rows("vqe_iterations", groups.num_rows());
  const ExperimentColumns columns(rows, experiments, groups);
  columns.set_common(stamp);
  const ObjectColumns<const RecordIteration*> trajectory(rows, iterations, one_each);
  trajectory.set("iteration_step", &RecordIteration::iteration);
  trajectory.set("iteration_energy", &RecordIteration::result);
  trajectory.set("energy_std_dev", &RecordIteration::std);
  trajectory.set("energy_delta", &RecordIteration::energy_delta);
  trajectory.set("parameter_delta_norm", &RecordIteration::parameter_delta_norm);
  trajectory.set("cumulative_min_energy", &RecordIteration::cumulative_min_energy);
  rows.set("iteration_id", strings(std::vector<std::string_view>(ids.begin(), ids.end())));
  return rows.finish();
}

}  // namespace eigenlake
