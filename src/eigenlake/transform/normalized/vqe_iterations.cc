#include "eigenlake/transform/iteration_ids.h"
#include "eigenlake/transform/normalized/normalized.h"

namespace eigenlake {
namespace {

/// The columns that differ from row to row, experiment after experiment.
struct TrajectoryColumns {
  std::vector<int32_t> steps;
  std::vector<double> energies;
  std::vector<double> deviations;
  std::vector<std::optional<double>> energy_deltas;
  std::vector<std::optional<double>> parameter_delta_norms;
  std::vector<std::optional<double>> cumulative_minima;

  explicit TrajectoryColumns(std::span<const Experiment> experiments) {
    for (const auto& experiment : experiments) {
      for (const auto& iteration : experiment.record.iteration_list) {
        steps.push_back(iteration.iteration);
        energies.push_back(iteration.result);
        deviations.push_back(iteration.std);
        energy_deltas.push_back(iteration.energy_delta);
        parameter_delta_norms.push_back(iteration.parameter_delta_norm);
        cumulative_minima.push_back(iteration.cumulative_min_energy);
      }
    }
  }
};

}  // namespace

Rows vqe_iterations_rows(std::span<const Experiment> experiments, const BatchStamp& stamp) {
  const auto groups =
      groups_by(experiments, [](const RunRecord& record) { return record.iteration_list.size(); });
  const auto one_each = RowGroups::one_row_each(groups.num_rows());
  const TrajectoryColumns trajectory(experiments);
  const auto ids = iteration_ids(experiments);
  const ExperimentColumns columns(experiments, groups);
  TableRows rows("vqe_iterations", groups.num_rows());
  columns.set_identity(rows);
  columns.set_basis_set(rows);
  columns.set_backend(rows);
  columns.set_num_qubits(rows);
  rows.set("iteration_step", ints(trajectory.steps));
  rows.set("iteration_energy", doubles(trajectory.energies));
  rows.set("energy_std_dev", doubles(trajectory.deviations));
  rows.set("energy_delta", repeated_optional_doubles(one_each, trajectory.energy_deltas));
  rows.set("parameter_delta_norm", repeated_optional_doubles(one_each, trajectory.parameter_delta_norms));
  rows.set("cumulative_min_energy", repeated_optional_doubles(one_each, trajectory.cumulative_minima));
  rows.set_processing_columns(stamp);
  rows.set("iteration_id", strings(std::vector<std::string_view>(ids.begin(), ids.end())));
  return rows.finish();
}

}  // namespace eigenlake
