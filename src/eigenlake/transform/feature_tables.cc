// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/transform/feature_tables.h"

#include "eigenlake/transform/table_rows.h"
#include "eigenlake/transform/total_energies.h"

namespace eigenlake {
namespace {

/// Runs with their features.
struct Computed {
  std::span<const Run> runs;
  std::vector<RunSummary> summaries;
  std::vector<int64_t> num_points;
  // Of all runs, one after the other:
  std::vector<const TrajectoryPoint*> points;
  std::vector<PointFeatures> features;
};

/// The columns of the run in both tables: identity, settings and outcome.
void set_run_columns(TableRows& rows, const Computed& all, const RowGroups& groups) {
  const ObjectColumns<Run> runs(rows, all.runs, groups);
  runs.set("experiment_id", &Run::experiment_id);
  runs.set("molecule_name", &Run::molecule_name);
  runs.set("num_atoms", &Run::num_atoms);
  runs.set("num_qubits", &Run::num_qubits);
  runs.set("charge", &Run::charge);
  runs.set("multiplicity", &Run::multiplicity);
  runs.set("basis_set", &Run::basis_set);
  runs.set("optimizer", &Run::optimizer);
  runs.set("ansatz_type", &Run::ansatz_type);
  runs.set("ansatz_reps", &Run::ansatz_reps);
  runs.set("init_strategy", &Run::init_strategy);
  runs.set("seed", &Run::seed);
  runs.set("default_shots", &Run::default_shots);
  runs.set("final_energy", &Run::final_energy);
  runs.set("converged", &Run::converged);
  runs.set("vqe_time", &Run::vqe_time);
  runs.set("total_time", &Run::total_time);
  const ObjectColumns<RunSummary> summaries(rows, all.summaries, groups);
  summaries.set("total_iterations", &RunSummary::total_iterations);
  summaries.set("convergence_iteration", &RunSummary::convergence_iteration);
}

Rows iteration_features_rows(const Computed& all, const BatchStamp& stamp) {
  const RowGroups groups(all.num_points);
  TableRows rows("ml_iteration_features", groups.num_rows());
  set_run_columns(rows, all, groups);
  const auto one_each = RowGroups::one_row_each(groups.num_rows());
  const ObjectColumns<const TrajectoryPoint*> points(rows, all.points, one_each);
  points.set("iteration_step", &TrajectoryPoint::step);
  points.set("energy", &TrajectoryPoint::energy);
  points.set("energy_std", &TrajectoryPoint::std);
  points.set("energy_delta", &TrajectoryPoint::energy_delta);
  points.set("parameter_delta_norm", &TrajectoryPoint::parameter_delta_norm);
  points.set("cumulative_min_energy", &TrajectoryPoint::cumulative_min_energy);
  const ObjectColumns<PointFeatures> features(rows, all.features, one_each);
  features.set("relative_iteration", &PointFeatures::relative_iteration);
  features.set("energy_improvement_rate", &PointFeatures::energy_improvement_rate);
  features.set("normalized_energy", &PointFeatures::normalized_energy);
  features.set("is_new_minimum", &PointFeatures::is_new_minimum);
  features.set("steps_since_improvement", &PointFeatures::steps_since_improvement);
  features.set("energy_moving_avg_5", &PointFeatures::energy_moving_avg);
  features.set("energy_moving_std_5", &PointFeatures::energy_moving_std);
  features.set("mean_param_change", &PointFeatures::mean_param_change);
  rows.set("processing_date", constant_date(groups.num_rows(), stamp.date_days()));
  return rows.finish();
}

/// Targets of a model, never its input.
void set_labels(TableRows& rows, std::span<const Run> all, const RowGroups& groups) {
  std::vector<TotalEnergies> totals;
  for (const Run& run : all) {
    totals.push_back(
        total_energies(run.final_energy, run.nuclear_repulsion_energy, run.fci_total_energy, run.in_sector));
  }
  const ObjectColumns<TotalEnergies> energies(rows, totals, groups);
  energies.set("total_energy", &TotalEnergies::total_energy);
  energies.set("energy_error_millihartree", &TotalEnergies::error_millihartree);
  energies.set("chemical_accuracy", &TotalEnergies::chemical_accuracy);
  const ObjectColumns<Run> runs(rows, all, groups);
  runs.set("hf_total_energy", &Run::hf_total_energy);
  runs.set("fci_total_energy", &Run::fci_total_energy);
  runs.set("in_sector", &Run::in_sector);
  runs.set("name", &Run::name);
}

Rows run_summary_rows(const Computed& all, const BatchStamp& stamp) {
  const auto groups = RowGroups::one_row_each(all.runs.size());
  TableRows rows("ml_run_summary", groups.num_rows());
  set_run_columns(rows, all, groups);
  const ObjectColumns<RunSummary> summaries(rows, all.summaries, groups);
  summaries.set("mean_energy_delta", &RunSummary::mean_energy_delta);
  summaries.set("std_energy_delta", &RunSummary::std_energy_delta);
  summaries.set("min_energy", &RunSummary::min_energy);
  summaries.set("max_energy", &RunSummary::max_energy);
  summaries.set("energy_range", &RunSummary::energy_range);
  summaries.set("mean_param_delta_norm", &RunSummary::mean_param_delta_norm);
  summaries.set("std_param_delta_norm", &RunSummary::std_param_delta_norm);
  summaries.set("total_param_distance", &RunSummary::total_param_distance);
  summaries.set("num_new_minima", &RunSummary::num_new_minima);
  summaries.set("longest_plateau", &RunSummary::longest_plateau);
  summaries.set("improvement_ratio", &RunSummary::improvement_ratio);
  summaries.set("first_10_mean_energy", &RunSummary::head_mean_energy);
  summaries.set("first_10_energy_slope", &RunSummary::head_energy_slope);
  summaries.set("last_10_mean_energy", &RunSummary::tail_mean_energy);
  summaries.set("time_per_iteration", &RunSummary::time_per_iteration);
  rows.set("processing_date", constant_date(groups.num_rows(), stamp.date_days()));
  set_labels(rows, all.runs, groups);
  return rows.finish();
}

}  // namespace

FeatureRows feature_rows(std::span<const Run> runs, const FeatureSettings& settings,
                         const BatchStamp& stamp) {
  Computed all;
  all.runs = runs;
  for (const Run& run : runs) {
    const auto features = point_features(run.points, settings);
    all.summaries.push_back(summarize(run, features, settings));
    all.num_points.push_back(static_cast<int64_t>(features.size()));
    for (const auto& point : run.points) all.points.push_back(&point);
    all.features.insert(all.features.end(), features.begin(), features.end());
  }
  return {iteration_features_rows(all, stamp), run_summary_rows(all, stamp)};
}

}  // namespace eigenlake
