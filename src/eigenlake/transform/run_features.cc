// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/transform/run_features.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "eigenlake/base/assert.h"
#include "eigenlake/record/quality_flags.h"
#include "eigenlake/transform/table_rows.h"

namespace eigenlake {
namespace {

/// Mean and sample deviation of the existing values, in two passes so that no digits cancel.
struct Moments {
  int64_t count = 0;
  double sum = 0.0;
  std::optional<double> mean;
  std::optional<double> deviation;
};

/// `value(i)` for i in [begin, end) is a double or an optional one. Squares of the latter are added without
/// rounding in between, those of the former with: as in the batches of earlier versions, on every processor.
template <typename Value>
Moments moments(size_t begin, size_t end, Value value) {
  constexpr bool kFused = !std::is_same_v<std::invoke_result_t<Value, size_t>, double>;
  Moments result;
  for (size_t i = begin; i < end; ++i) {
    const std::optional<double> x = value(i);
    if (!x) continue;
    ++result.count;
    result.sum += *x;
  }
  if (result.count == 0) return result;
  result.mean = result.sum / static_cast<double>(result.count);
  if (result.count == 1) return result;
  double squares = 0.0;
  for (size_t i = begin; i < end; ++i)
    if (const std::optional<double> x = value(i)) {
      const double deviation = *x - *result.mean;
      squares = kFused ? std::fma(deviation, deviation, squares) : squares + deviation * deviation;
    }
  result.deviation = std::sqrt(squares / static_cast<double>(result.count - 1));
  return result;
}

/// Least-squares slope of energy over step; none where all steps are the same.
std::optional<double> energy_slope(std::span<const TrajectoryPoint> points) {
  if (points.size() < 2) return std::nullopt;
  const double mean_step = *moments(0, points.size(), [&](size_t i) { return double(points[i].step); }).mean;
  const double mean_energy = *moments(0, points.size(), [&](size_t i) { return points[i].energy; }).mean;
  double covariance = 0.0;
  double variance = 0.0;
  for (const auto& point : points) {
    covariance = std::fma(point.step - mean_step, point.energy - mean_energy, covariance);
    variance = std::fma(point.step - mean_step, point.step - mean_step, variance);
  }
  if (variance == 0.0) return std::nullopt;
  return covariance / variance;
}

bool is_new_minimum(std::span<const TrajectoryPoint> points, size_t row) {
  if (row == 0) return true;
  const auto& now = points[row].cumulative_min_energy;
  const auto& before = points[row - 1].cumulative_min_energy;
  return now && before && *now < *before;
}

void set_minimum_features(const TrajectoryPoint& point, double first_energy, double number,
                          PointFeatures& features) {
  if (!point.cumulative_min_energy) return;
  const double minimum = *point.cumulative_min_energy;
  features.energy_improvement_rate = (first_energy - minimum) / number;
  features.normalized_energy = minimum == 0.0 ? 0.0 : (point.energy - minimum) / std::abs(minimum);
}

double mean_energy(std::span<const TrajectoryPoint> points) {
  return *moments(0, points.size(), [&](size_t i) { return points[i].energy; }).mean;
}

void set_energy_range(std::span<const TrajectoryPoint> points, RunSummary& summary) {
  const auto [lowest, highest] = std::ranges::minmax_element(points, {}, &TrajectoryPoint::energy);
  summary.min_energy = lowest->energy;
  summary.max_energy = highest->energy;
  summary.energy_range = highest->energy - lowest->energy;
}

void set_improvements(std::span<const TrajectoryPoint> points, std::span<const PointFeatures> features,
                      RunSummary& summary) {
  summary.longest_plateau = 0;
  for (size_t row = 0; row < points.size(); ++row) {
    summary.longest_plateau = std::max(*summary.longest_plateau, features[row].steps_since_improvement);
    if (!features[row].is_new_minimum) continue;
    ++summary.num_new_minima;
    summary.convergence_iteration = points[row].step;
  }
  summary.improvement_ratio = static_cast<double>(summary.num_new_minima) / summary.total_iterations;
}

}  // namespace

Run run_of(const Experiment& experiment) {
  const RunRecord& record = experiment.record;
  const Diagnostics diagnostics = judged_diagnostics(record, experiment.settings);
  Run run{.experiment_id = experiment.id,
          .molecule_name = molecule_name(record),
          .num_atoms = static_cast<int32_t>(record.symbols.size()),
          .num_qubits = record.num_qubits,
          .charge = record.charge,
          .multiplicity = record.multiplicity,
          .basis_set = record.basis_set,
          .optimizer = record.optimizer,
          .ansatz_type = std::string(ansatz_name_or_default(record)),
          .ansatz_reps = record.ansatz_reps,
          .init_strategy = std::string(init_strategy_or_default(record)),
          .seed = record.seed,
          .default_shots = record.default_shots,
          .final_energy = record.minimum,
          .converged = record.success,
          .vqe_time = record.vqe_time,
          .total_time = record.total_time,
          .nuclear_repulsion_energy = record.nuclear_repulsion_energy,
          .hf_total_energy = diagnostics.hf_total_energy,
          .fci_total_energy = diagnostics.fci_total_energy,
          .in_sector = diagnostics.in_sector,
          .name = experiment.settings.name,
          .points = {}};
  run.points.reserve(record.iteration_list.size());
  for (const auto& i : record.iteration_list)
    run.points.push_back(
        {i.iteration, i.result, i.std, i.energy_delta, i.parameter_delta_norm, i.cumulative_min_energy});
  std::ranges::stable_sort(run.points, {}, &TrajectoryPoint::step);
  return run;
}

std::vector<PointFeatures> point_features(std::span<const TrajectoryPoint> points,
                                          const FeatureSettings& settings) {
  EIGENLAKE_ASSERT(settings.rolling_window >= 1);
  const auto window = static_cast<size_t>(settings.rolling_window);
  std::vector<PointFeatures> all(points.size());
  double distance = 0.0;
  int num_steps = 0;
  for (size_t row = 0; row < points.size(); ++row) {
    PointFeatures& features = all[row];
    const double number = static_cast<double>(row + 1);
    features.relative_iteration = number / static_cast<double>(points.size());
    features.is_new_minimum = is_new_minimum(points, row);
    features.steps_since_improvement = features.is_new_minimum ? 0 : all[row - 1].steps_since_improvement + 1;
    set_minimum_features(points[row], points[0].energy, number, features);
    const size_t begin = row + 1 >= window ? row + 1 - window : 0;
    const Moments moving = moments(begin, row + 1, [&](size_t i) { return points[i].energy; });
    features.energy_moving_avg = *moving.mean;
    features.energy_moving_std = moving.deviation;
    if (const auto& norm = points[row].parameter_delta_norm) {
      distance += *norm;
      ++num_steps;
    }
    if (num_steps > 0) features.mean_param_change = distance / num_steps;
  }
  return all;
}

RunSummary summarize(const Run& run, std::span<const PointFeatures> features,
                     const FeatureSettings& settings) {
  const std::span<const TrajectoryPoint> points = run.points;
  EIGENLAKE_ASSERT(features.size() == points.size());
  RunSummary summary;
  summary.total_iterations = static_cast<int32_t>(points.size());
  if (points.empty()) return summary;
  const Moments deltas = moments(0, points.size(), [&](size_t i) { return points[i].energy_delta; });
  const Moments norms = moments(0, points.size(), [&](size_t i) { return points[i].parameter_delta_norm; });
  summary.mean_energy_delta = deltas.mean;
  summary.std_energy_delta = deltas.deviation;
  summary.mean_param_delta_norm = norms.mean;
  summary.std_param_delta_norm = norms.deviation;
  if (norms.count > 0) summary.total_param_distance = norms.sum;
  set_energy_range(points, summary);
  set_improvements(points, features, summary);
  const auto head = points.first(std::min(points.size(), static_cast<size_t>(settings.trajectory_head)));
  const auto tail = points.last(std::min(points.size(), static_cast<size_t>(settings.trajectory_tail)));
  summary.head_mean_energy = mean_energy(head);
  summary.head_energy_slope = energy_slope(head);
  summary.tail_mean_energy = mean_energy(tail);
  summary.time_per_iteration = run.vqe_time / summary.total_iterations;
  return summary;
}

}  // namespace eigenlake
