// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/tables/table_definition.h"
#include "eigenlake/transform/feature_tables.h"
#include "eigenlake/transform/transform_test_data.h"

// The two ML tables against their definitions in the plainest form: sums over the rows of a trajectory, each
// time from its first row.

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using Number = std::optional<double>;

/// The mean of the existing values.
Number mean_of(const std::vector<Number>& values) {
  double sum = 0.0;
  int count = 0;
  for (const Number& value : values) {
    if (!value) continue;
    sum += *value;
    ++count;
  }
  return count == 0 ? std::nullopt : Number(sum / count);
}

/// Their sample deviation, by n − 1.
Number deviation_of(const std::vector<Number>& values) {
  const Number mean = mean_of(values);
  double squares = 0.0;
  int count = 0;
  for (const Number& value : values) {
    if (!value) continue;
    squares += std::pow(*value - *mean, 2);
    ++count;
  }
  return count < 2 ? std::nullopt : Number(std::sqrt(squares / (count - 1)));
}

/// (n Σxy − Σx Σy) / (n Σx² − (Σx)²)
Number slope_of(const std::vector<double>& x, const std::vector<double>& y) {
  const auto n = static_cast<double>(x.size());
  double sum_x = 0.0, sum_y = 0.0, sum_xy = 0.0, sum_xx = 0.0;
  for (size_t i = 0; i < x.size(); ++i) {
    sum_x += x[i];
    sum_y += y[i];
    sum_xy += x[i] * y[i];
    sum_xx += x[i] * x[i];
  }
  const double denominator = n * sum_xx - sum_x * sum_x;
  return denominator == 0.0 ? std::nullopt : Number((n * sum_xy - sum_x * sum_y) / denominator);
}

/// A trajectory of random energies with random gaps in optional values.
Run random_run(uint64_t seed, int length) {
  std::mt19937_64 random(seed);
  const auto number = [&] { return std::ldexp(static_cast<double>(random() >> 11), -52) - 1.0; };
  Run run;
  run.experiment_id = "run " + std::to_string(seed);
  run.vqe_time = 10.0 * std::abs(number());
  double minimum = INFINITY;
  for (int i = 0; i < length; ++i) {
    TrajectoryPoint point{.step = 3 * i + 1, .energy = number(), .std = std::abs(number())};
    minimum = std::min(minimum, point.energy);
    point.cumulative_min_energy = minimum;
    if (i > 0) point.energy_delta = point.energy - run.points.back().energy;
    if (i > 0 && random() % 4 != 0) point.parameter_delta_norm = std::abs(number());
    run.points.push_back(point);
  }
  return run;
}

/// One column of one run by its definition.
struct Definitions {
  const std::vector<TrajectoryPoint>& p;
  const FeatureSettings& settings;

  bool is_new_minimum(size_t i) const {
    return i == 0 || *p[i].cumulative_min_energy < *p[i - 1].cumulative_min_energy;
  }
  int steps_since_improvement(size_t i) const {
    return is_new_minimum(i) ? 0 : steps_since_improvement(i - 1) + 1;
  }
  std::vector<Number> window(size_t i) const {
    std::vector<Number> energies;
    for (size_t k = 0; k <= i; ++k)
      if (k + static_cast<size_t>(settings.rolling_window) > i) energies.push_back(p[k].energy);
    return energies;
  }
  std::vector<Number> norms_until(size_t i) const {
    std::vector<Number> norms;
    for (size_t k = 0; k <= i; ++k) norms.push_back(p[k].parameter_delta_norm);
    return norms;
  }
  double relative_iteration(size_t i) const { return (i + 1.0) / static_cast<double>(p.size()); }
  double improvement_rate(size_t i) const { return (p[0].energy - *p[i].cumulative_min_energy) / (i + 1.0); }
  double normalized_energy(size_t i) const {
    const double m = *p[i].cumulative_min_energy;
    return m == 0.0 ? 0.0 : (p[i].energy - m) / std::abs(m);
  }
};

void expect_near(const Number& found, const Number& expected, const std::string& what) {
  ASSERT_EQ(found.has_value(), expected.has_value()) << what;
  if (found) {
    EXPECT_NEAR(*found, *expected, 1e-12 * (1.0 + std::abs(*expected))) << what;
  }
}

TEST(FeatureValues, FeaturesOfARowFollowTheirDefinitions) {
  const uint64_t seed = std::random_device{}();
  for (const int length : {1, 2, 5, 6, 23}) {
    for (const int window : {1, 2, 5, 40}) {
      const FeatureSettings settings{.rolling_window = window};
      const auto run = random_run(seed + static_cast<uint64_t>(length), length);
      const auto found = point_features(run.points, settings);
      const Definitions by{run.points, settings};
      for (size_t i = 0; i < found.size(); ++i) {
        const std::string what = fmt::format("row {} of {}, window {}, seed {}", i, length, window, seed);
        EXPECT_EQ(found[i].is_new_minimum, by.is_new_minimum(i)) << what;
        EXPECT_EQ(found[i].steps_since_improvement, by.steps_since_improvement(i)) << what;
        expect_near(found[i].relative_iteration, by.relative_iteration(i), what);
        expect_near(found[i].energy_improvement_rate, by.improvement_rate(i), what);
        expect_near(found[i].normalized_energy, by.normalized_energy(i), what);
        expect_near(found[i].energy_moving_avg, mean_of(by.window(i)), what);
        expect_near(found[i].energy_moving_std, deviation_of(by.window(i)), what);
        expect_near(found[i].mean_param_change, mean_of(by.norms_until(i)), what);
      }
    }
  }
}

TEST(FeatureValues, AggregatesOfARunFollowTheirDefinitions) {
  const uint64_t seed = std::random_device{}();
  for (const int length : {1, 2, 10, 11, 37}) {
    const FeatureSettings settings{.trajectory_head = 7, .trajectory_tail = 4};
    const auto run = random_run(seed + static_cast<uint64_t>(length), length);
    const auto features = point_features(run.points, settings);
    const RunSummary found = summarize(run, features, settings);
    const Definitions by{run.points, settings};
    const std::string what = fmt::format("length {}, seed {}", length, seed);
    std::vector<Number> deltas, norms, energies, head, tail;
    std::vector<double> head_steps, head_energies;
    int64_t minima = 0;
    int last_minimum = 0, plateau = 0;
    double distance = 0.0;
    for (size_t i = 0; i < run.points.size(); ++i) {
      const TrajectoryPoint& point = run.points[i];
      deltas.push_back(point.energy_delta);
      norms.push_back(point.parameter_delta_norm);
      energies.push_back(point.energy);
      distance += point.parameter_delta_norm.value_or(0.0);
      if (by.is_new_minimum(i)) last_minimum = point.step;
      minima += by.is_new_minimum(i) ? 1 : 0;
      plateau = std::max(plateau, by.steps_since_improvement(i));
      if (i < 7) head_steps.push_back(point.step);
      if (i < 7) head_energies.push_back(point.energy);
      if (i + 4 >= run.points.size()) tail.push_back(point.energy);
    }
    head.assign(head_energies.begin(), head_energies.end());
    EXPECT_EQ(found.total_iterations, length) << what;
    EXPECT_EQ(found.convergence_iteration, last_minimum) << what;
    EXPECT_EQ(found.num_new_minima, minima) << what;
    EXPECT_EQ(found.longest_plateau, plateau) << what;
    expect_near(found.mean_energy_delta, mean_of(deltas), what);
    expect_near(found.std_energy_delta, deviation_of(deltas), what);
    expect_near(found.mean_param_delta_norm, mean_of(norms), what);
    expect_near(found.std_param_delta_norm, deviation_of(norms), what);
    expect_near(found.total_param_distance, mean_of(norms) ? Number(distance) : std::nullopt, what);
    expect_near(found.min_energy, *std::ranges::min_element(energies), what);
    expect_near(found.max_energy, *std::ranges::max_element(energies), what);
    expect_near(found.energy_range,
                **std::ranges::max_element(energies) - **std::ranges::min_element(energies), what);
    expect_near(found.improvement_ratio, static_cast<double>(minima) / length, what);
    expect_near(found.head_mean_energy, mean_of(head), what);
    expect_near(found.head_energy_slope, slope_of(head_steps, head_energies), what);
    expect_near(found.tail_mean_energy, mean_of(tail), what);
    expect_near(found.time_per_iteration, run.vqe_time / length, what);
  }
}

/// The tables of a run of three evaluations, and of a minimal one.
class FeatureCells : public ::testing::Test {
 protected:
  static void expect_cells(const arrow::RecordBatch& rows, std::string_view table, const Cells& expected) {
    const Cells found = cells(rows);
    const auto& columns = table_definition(table).columns;
    for (const auto& column : columns) {
      ASSERT_TRUE(expected.contains(column.name)) << "nothing is said of " << column.name;
      EXPECT_EQ(found.at(column.name), expected.at(column.name)) << column.name;
    }
    EXPECT_EQ(expected.size(), columns.size());
  }

  const std::vector<eigenlake::Run> runs_ = {run_of(full_experiment()), run_of(bare_experiment())};
  const FeatureRows rows_ = feature_rows(runs_, FeatureSettings{}, kTestStamp);
};

TEST_F(FeatureCells, EveryCellOfIterationFeatures) {
  const std::string a(64, 'a'), b(64, 'b');
  const auto run = [](const std::string& full, const std::string& bare) {
    return std::vector<std::string>{full, full, full, bare};
  };
  expect_cells(*rows_.iteration_features, "ml_iteration_features",
               {{"experiment_id", run(a, b)},
                {"iteration_step", {"1", "2", "3", "1"}},
                {"molecule_name", run("OHH", "H")},
                {"num_atoms", run("3", "1")},
                {"num_qubits", run("4", "2")},
                {"charge", run("-1", "0")},
                {"multiplicity", run("3", "1")},
                {"basis_set", run("6-31g", "sto3g")},
                {"optimizer", run("L-BFGS-B", "COBYLA")},
                {"ansatz_type", run("UCCSD", "EfficientSU2")},
                {"ansatz_reps", run("3", "0")},
                {"init_strategy", run("hf", "random")},
                {"seed", run("-7", "null")},
                {"default_shots", run("1024", "null")},
                {"energy", {"-1", "-1.5", "-1.25", "0.5"}},
                {"energy_std", {"0.25", "0", "0", "0"}},
                {"energy_delta", {"null", "-0.5", "0.25", "null"}},
                {"parameter_delta_norm", {"null", "0.125", "0.0625", "null"}},
                {"cumulative_min_energy", {"-1", "-1.5", "-1.5", "null"}},
                {"relative_iteration", {fmt::format("{}", 1.0 / 3), fmt::format("{}", 2.0 / 3), "1", "1"}},
                {"energy_improvement_rate", {"0", "0.25", fmt::format("{}", 0.5 / 3), "null"}},
                {"normalized_energy", {"0", "0", fmt::format("{}", 0.25 / 1.5), "null"}},
                {"is_new_minimum", {"true", "true", "false", "true"}},
                {"steps_since_improvement", {"0", "0", "1", "0"}},
                {"energy_moving_avg_5", {"-1", "-1.25", "-1.25", "0.5"}},
                {"energy_moving_std_5", {"null", fmt::format("{}", std::sqrt(0.125)), "0.25", "null"}},
                {"mean_param_change", {"null", "0.125", "0.09375", "null"}},
                {"total_iterations", run("3", "1")},
                {"final_energy", run("-1.5", "0.5")},
                {"converged", run("true", "null")},
                {"convergence_iteration", run("2", "1")},
                {"vqe_time", run("4", "0")},
                {"total_time", run("16", "0")},
                {"processing_date", run("20098", "20098")}});
}

TEST_F(FeatureCells, EveryCellOfRunSummary) {
  expect_cells(*rows_.run_summary, "ml_run_summary",
               {{"experiment_id", {std::string(64, 'a'), std::string(64, 'b')}},
                {"molecule_name", {"OHH", "H"}},
                {"num_atoms", {"3", "1"}},
                {"num_qubits", {"4", "2"}},
                {"charge", {"-1", "0"}},
                {"multiplicity", {"3", "1"}},
                {"basis_set", {"6-31g", "sto3g"}},
                {"optimizer", {"L-BFGS-B", "COBYLA"}},
                {"ansatz_type", {"UCCSD", "EfficientSU2"}},
                {"ansatz_reps", {"3", "0"}},
                {"init_strategy", {"hf", "random"}},
                {"seed", {"-7", "null"}},
                {"default_shots", {"1024", "null"}},
                {"total_iterations", {"3", "1"}},
                {"final_energy", {"-1.5", "0.5"}},
                {"converged", {"true", "null"}},
                {"convergence_iteration", {"2", "1"}},
                {"vqe_time", {"4", "0"}},
                {"total_time", {"16", "0"}},
                {"mean_energy_delta", {"-0.125", "null"}},
                {"std_energy_delta", {fmt::format("{}", std::sqrt(0.28125)), "null"}},
                {"min_energy", {"-1.5", "0.5"}},
                {"max_energy", {"-1", "0.5"}},
                {"energy_range", {"0.5", "0"}},
                {"mean_param_delta_norm", {"0.09375", "null"}},
                {"std_param_delta_norm", {fmt::format("{}", std::sqrt(0.001953125)), "null"}},
                {"total_param_distance", {"0.1875", "null"}},
                {"num_new_minima", {"2", "1"}},
                {"longest_plateau", {"1", "0"}},
                {"improvement_ratio", {fmt::format("{}", 2.0 / 3), "1"}},
                {"processing_date", {"20098", "20098"}},
                {"first_10_mean_energy", {"-1.25", "0.5"}},
                {"first_10_energy_slope", {"-0.125", "null"}},
                {"last_10_mean_energy", {"-1.25", "0.5"}},
                {"time_per_iteration", {fmt::format("{}", 4.0 / 3), "0"}},
                {"total_energy", {"-0.75", "null"}},
                {"hf_total_energy", {"-0.5", "null"}},
                {"fci_total_energy", {"-0.7509765625", "null"}},
                {"energy_error_millihartree", {"0.9765625", "null"}},
                {"chemical_accuracy", {"true", "null"}},
                {"in_sector", {"true", "null"}},
                {"name", {"water", "null"}}});
}

TEST_F(FeatureCells, RunWithoutEvaluationsHasOnlyASummary) {
  auto empty = runs_[0];
  empty.points.clear();
  const std::vector runs = {empty, runs_[1]};
  const auto rows = feature_rows(runs, FeatureSettings{}, kTestStamp);
  EXPECT_THAT(cells(*rows.iteration_features).at("experiment_id"), ElementsAre(std::string(64, 'b')));
  const Cells summary = cells(*rows.run_summary);
  EXPECT_EQ(summary.at("total_iterations")[0], "0");
  EXPECT_EQ(summary.at("num_new_minima")[0], "0");
  for (const char* column :
       {"convergence_iteration", "min_energy", "energy_range", "longest_plateau", "improvement_ratio",
        "first_10_mean_energy", "last_10_mean_energy", "time_per_iteration"})
    EXPECT_EQ(summary.at(column)[0], "null") << column;
}

TEST_F(FeatureCells, NoRunsGiveNoRows) {
  const auto rows = feature_rows({}, FeatureSettings{}, kTestStamp);
  EXPECT_EQ(rows.iteration_features->num_rows(), 0);
  EXPECT_EQ(rows.run_summary->num_rows(), 0);
}

TEST_F(FeatureCells, SettingsChangeOnlyTheValues) {
  const auto rows =
      feature_rows(runs_, {.rolling_window = 1, .trajectory_head = 1, .trajectory_tail = 1}, kTestStamp);
  EXPECT_THAT(cells(*rows.iteration_features).at("energy_moving_avg_5"),
              ElementsAre("-1", "-1.5", "-1.25", "0.5"));
  const Cells summary = cells(*rows.run_summary);
  EXPECT_EQ(summary.at("first_10_mean_energy")[0], "-1");
  EXPECT_EQ(summary.at("first_10_energy_slope")[0], "null");
  EXPECT_EQ(summary.at("last_10_mean_energy")[0], "-1.25");
}

TEST(RunOf, EvaluationsAreOrderedByTheirNumbers) {
  Experiment experiment = full_experiment();
  std::swap(experiment.record.iteration_list[0], experiment.record.iteration_list[2]);
  const auto run = run_of(experiment);
  ASSERT_EQ(run.points.size(), 3U);
  for (size_t i = 0; i < 3; ++i) EXPECT_EQ(run.points[i].step, static_cast<int32_t>(i + 1));
  EXPECT_EQ(run.points[0].energy, -1.0);
  EXPECT_EQ(run.points[0].std, 0.25);
}

TEST(RunOf, DiagnosticsDecideTheSector) {
  Experiment experiment = full_experiment();
  experiment.record.diagnostics = R"({"in_sector": false})";
  const auto run = run_of(experiment);
  EXPECT_EQ(run.in_sector, false);
  EXPECT_FALSE(run.fci_total_energy);
  experiment.record.diagnostics = "no json";
  EXPECT_FALSE(run_of(experiment).in_sector);
}

TEST(FeatureValues, EqualStepsHaveNoSlope) {
  auto run = random_run(1, 3);
  for (auto& point : run.points) point.step = 4;
  const auto features = point_features(run.points, {});
  EXPECT_FALSE(summarize(run, features, {}).head_energy_slope);
}

using FeatureValuesDeathTest = DeathTest;

TEST_F(FeatureValuesDeathTest, WindowHoldsAtLeastOneRow) {
  const auto run = random_run(1, 2);
  EXPECT_DEATH(point_features(run.points, {.rolling_window = 0}), "rolling_window");
  EXPECT_DEATH(summarize(run, {}, {}), "features.size");
}

}  // namespace
}  // namespace eigenlake
