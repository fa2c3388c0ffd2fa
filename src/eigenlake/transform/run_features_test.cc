// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/transform/run_features.h"

#include <cmath>

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

/// Energies with their running minimum, steps from 1, unit steps of the parameters after the first.
Run run_with(std::vector<double> energies) {
  Run run;
  run.vqe_time = 3.0;
  double minimum = 0.0;
  for (size_t i = 0; i < energies.size(); ++i) {
    minimum = i == 0 ? energies[0] : std::min(minimum, energies[i]);
    TrajectoryPoint point{.step = static_cast<int32_t>(i + 1), .energy = energies[i]};
    if (i > 0) {
      point.energy_delta = energies[i] - energies[i - 1];
      point.parameter_delta_norm = 1.0;
    }
    point.cumulative_min_energy = minimum;
    run.points.push_back(point);
  }
  return run;
}

struct Computed {
  std::vector<PointFeatures> points;
  RunSummary summary;
};

Computed compute(const Run& run, FeatureSettings settings = {}) {
  auto points = point_features(run.points, settings);
  auto summary = summarize(run, points, settings);
  return {std::move(points), summary};
}

TEST(RunFeatures, NewMinimaResetTheStepsSinceImprovement) {
  const auto [points, summary] = compute(run_with({4.0, 2.0, 3.0, 2.0, 1.0, 5.0}));
  const std::vector<bool> minima = {true, true, false, false, true, false};
  const std::vector<int32_t> steps = {0, 0, 1, 2, 0, 1};
  for (size_t i = 0; i < points.size(); ++i) {
    EXPECT_EQ(points[i].is_new_minimum, minima[i]) << i;
    EXPECT_EQ(points[i].steps_since_improvement, steps[i]) << i;
  }
  EXPECT_EQ(summary.num_new_minima, 3);
  EXPECT_EQ(summary.longest_plateau, 2);
  EXPECT_EQ(summary.convergence_iteration, 5);
  EXPECT_DOUBLE_EQ(*summary.improvement_ratio, 0.5);
}

TEST(RunFeatures, MovingWindowCoversFiveRows) {
  const auto [points, summary] = compute(run_with({1.0, 2.0, 3.0, 4.0, 5.0, 11.0}));
  EXPECT_DOUBLE_EQ(points[1].energy_moving_avg, 1.5);
  EXPECT_DOUBLE_EQ(*points[1].energy_moving_std, std::sqrt(0.5));
  EXPECT_DOUBLE_EQ(points[5].energy_moving_avg, 5.0);
  EXPECT_DOUBLE_EQ(*points[5].energy_moving_std, std::sqrt((9.0 + 4.0 + 1.0 + 0.0 + 36.0) / 4.0));
}

TEST(RunFeatures, WindowOfOneAveragesToTheEnergy) {
  const auto [points, summary] = compute(run_with({1.0, 7.0}), {.rolling_window = 1});
  EXPECT_EQ(points[1].energy_moving_avg, 7.0);
  EXPECT_FALSE(points[1].energy_moving_std);
}

TEST(RunFeatures, RatesFollowTheirDefinitions) {
  const auto [points, summary] = compute(run_with({-1.0, -2.0, -1.5, -4.0}));
  EXPECT_DOUBLE_EQ(points[2].relative_iteration, 0.75);
  EXPECT_DOUBLE_EQ(*points[2].energy_improvement_rate, 1.0 / 3.0);
  EXPECT_DOUBLE_EQ(*points[2].normalized_energy, 0.25);
  EXPECT_FALSE(points[0].mean_param_change);
  EXPECT_DOUBLE_EQ(*points[2].mean_param_change, 1.0);
}

TEST(RunFeatures, MeanParameterChangeCountsExistingSteps) {
  auto run = run_with({4.0, 3.0, 2.0, 1.0});
  run.points[1].parameter_delta_norm = 3.0;
  run.points[2].parameter_delta_norm.reset();
  const auto [points, summary] = compute(run);
  EXPECT_FALSE(points[0].mean_param_change);
  EXPECT_DOUBLE_EQ(*points[1].mean_param_change, 3.0);
  EXPECT_DOUBLE_EQ(*points[2].mean_param_change, 3.0);
  EXPECT_DOUBLE_EQ(*points[3].mean_param_change, 2.0);
}

TEST(RunFeatures, NormalizedEnergyIsZeroWhereTheMinimumIsZero) {
  const auto [points, summary] = compute(run_with({0.0, 3.0}));
  EXPECT_EQ(points[1].normalized_energy, 0.0);
}

TEST(RunFeatures, OneRowHasNoDeviationAndNoSlope) {
  const auto [points, summary] = compute(run_with({-1.0}));
  EXPECT_FALSE(points[0].energy_moving_std);
  EXPECT_FALSE(summary.head_energy_slope);
  EXPECT_FALSE(summary.mean_energy_delta);
  EXPECT_FALSE(summary.std_energy_delta);
  EXPECT_FALSE(summary.total_param_distance);
  EXPECT_EQ(summary.energy_range, 0.0);
  EXPECT_EQ(summary.longest_plateau, 0);
  EXPECT_EQ(summary.convergence_iteration, 1);
  EXPECT_EQ(summary.time_per_iteration, 3.0);
}

TEST(RunFeatures, NoRowsGiveNullsAndNoDivision) {
  const auto [points, summary] = compute(run_with({}));
  EXPECT_TRUE(points.empty());
  EXPECT_EQ(summary.total_iterations, 0);
  EXPECT_EQ(summary.num_new_minima, 0);
  EXPECT_FALSE(summary.improvement_ratio);
  EXPECT_FALSE(summary.time_per_iteration);
  EXPECT_FALSE(summary.min_energy);
}

TEST(RunFeatures, OldRecordsWithoutCumulativeMinimumHaveOneNewMinimum) {
  auto run = run_with({4.0, 3.0, 2.0});
  for (auto& point : run.points) point.cumulative_min_energy.reset();
  const auto [points, summary] = compute(run);
  EXPECT_EQ(summary.num_new_minima, 1);
  EXPECT_EQ(summary.longest_plateau, 2);
  EXPECT_FALSE(points[1].energy_improvement_rate);
  EXPECT_FALSE(points[1].normalized_energy);
}

TEST(RunFeatures, HeadAndTailUseTheirSettings) {
  const auto [points, summary] =
      compute(run_with({9.0, 7.0, 5.0, 0.0, 1.0, 2.0}), {.trajectory_head = 3, .trajectory_tail = 2});
  EXPECT_DOUBLE_EQ(*summary.head_mean_energy, 7.0);
  EXPECT_DOUBLE_EQ(*summary.head_energy_slope, -2.0);
  EXPECT_DOUBLE_EQ(*summary.tail_mean_energy, 1.5);
}

TEST(RunFeatures, AggregatesSkipNulls) {
  const auto [points, summary] = compute(run_with({1.0, 2.0, 4.0}));
  EXPECT_DOUBLE_EQ(*summary.mean_energy_delta, 1.5);
  EXPECT_DOUBLE_EQ(*summary.std_energy_delta, std::sqrt(0.5));
  EXPECT_DOUBLE_EQ(*summary.total_param_distance, 2.0);
  EXPECT_DOUBLE_EQ(*summary.mean_param_delta_norm, 1.0);
}

TEST(FeatureSettings, LakeRejectsOtherSettings) {
  const FeatureSettings made;
  EXPECT_TRUE(made.check_against(made.to_properties()));
  EXPECT_TRUE(made.check_against({}));
  const FeatureSettings other{.rolling_window = 7};
  const auto refused = other.check_against(made.to_properties());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kUsage);
}

}  // namespace
}  // namespace eigenlake
