// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/transform/experiment.h"
#include "eigenlake/transform/feature_settings.h"

namespace eigenlake {

/// One row of vqe_iterations, as far as the features need it.
struct TrajectoryPoint {
  int32_t step = 0;
  double energy = 0.0;
  double std = 0.0;
  std::optional<double> energy_delta = std::nullopt;
  std::optional<double> parameter_delta_norm = std::nullopt;
  std::optional<double> cumulative_min_energy = std::nullopt;
};

/// Input of the ML tables: one experiment without its parameters, from a record or from the normalized
/// tables.
struct Run {
  std::string experiment_id;
  std::string molecule_name;
  int32_t num_atoms = 0;
  int32_t num_qubits = 0;
  int32_t charge = 0;
  int32_t multiplicity = 0;
  std::string basis_set;
  std::string optimizer;
  std::string ansatz_type;
  int32_t ansatz_reps = 0;
  std::string init_strategy;
  std::optional<int32_t> seed;
  std::optional<int32_t> default_shots;
  double final_energy = 0.0;
  std::optional<bool> converged;
  double vqe_time = 0.0;
  double total_time = 0.0;
  // Labels of ml_run_summary, hartree:
  std::optional<double> nuclear_repulsion_energy;
  std::optional<double> hf_total_energy;
  std::optional<double> fci_total_energy;
  std::optional<bool> in_sector;
  std::optional<std::string> name;      ///< Of the molecule in the input.
  std::vector<TrajectoryPoint> points;  ///< Ordered by step.
};

/// The same Run as from the nine tables.
Run run_of(const Experiment& experiment);

/// Features of one trajectory row; names and definitions as in docs/formats/tables.md.
struct PointFeatures {
  double relative_iteration = 0.0;
  std::optional<double> energy_improvement_rate;
  std::optional<double> normalized_energy;
  bool is_new_minimum = false;
  int32_t steps_since_improvement = 0;
  double energy_moving_avg = 0.0;
  std::optional<double> energy_moving_std;
  std::optional<double> mean_param_change;
};

/// Aggregates of one trajectory. Those over no rows (or, for deviations and slopes, over one) are null.
struct RunSummary {
  int32_t total_iterations = 0;
  std::optional<int32_t> convergence_iteration;
  std::optional<double> mean_energy_delta;
  std::optional<double> std_energy_delta;
  std::optional<double> min_energy;
  std::optional<double> max_energy;
  std::optional<double> energy_range;
  std::optional<double> mean_param_delta_norm;
  std::optional<double> std_param_delta_norm;
  std::optional<double> total_param_distance;
  int64_t num_new_minima = 0;
  std::optional<int32_t> longest_plateau;
  std::optional<double> improvement_ratio;
  std::optional<double> head_mean_energy;
  std::optional<double> head_energy_slope;
  std::optional<double> tail_mean_energy;
  std::optional<double> time_per_iteration;
};

/// Features of every row.
///
/// Where cumulative_min_energy is null (old records), a row is a new minimum only as the first, and the
/// features made from it are null.
///
/// Requires: points ordered by step.
std::vector<PointFeatures> point_features(std::span<const TrajectoryPoint> points,
                                          const FeatureSettings& settings);

/// Requires: `features` came from point_features(run.points, settings).
RunSummary summarize(const Run& run, std::span<const PointFeatures> features,
                     const FeatureSettings& settings);

}  // namespace eigenlake
