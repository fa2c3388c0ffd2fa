// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/vqe/vqe_loop.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "eigenlake/vqe/restarts.h"

namespace eigenlake {
namespace {

/// energy = Σ cos(x_k + k), penalty = weight · Σ (x_k − 1)².
class Cosines final : public ExactEstimator {
 public:
  explicit Cosines(int num_parameters, double weight = 0.0)
      : num_parameters_(num_parameters), weight_(weight) {}

  int num_parameters() const override { return num_parameters_; }
  Evaluation evaluate(std::span<const double> x) override {
    Evaluation evaluation;
    for (size_t k = 0; k < x.size(); ++k) {
      evaluation.energy += std::cos(x[k] + k);
      evaluation.penalty += weight_ * (x[k] - 1) * (x[k] - 1);
    }
    ++calls;
    return evaluation;
  }
  Evaluation evaluate_with_gradient(std::span<const double> x, std::span<double> gradient) override {
    for (size_t k = 0; k < x.size(); ++k) gradient[k] = -std::sin(x[k] + k) + 2 * weight_ * (x[k] - 1);
    return evaluate(x);
  }
  OneParticleDensity one_particle_density(std::span<const double>) override { return {}; }
  StateProperties properties(std::span<const double>) override { return {}; }

  int calls = 0;

 private:
  int num_parameters_;
  double weight_;
};

constexpr OptimizerKind kAllKinds[] = {OptimizerKind::kLbfgsb, OptimizerKind::kCobyla, OptimizerKind::kSlsqp,
                                       OptimizerKind::kNelderMead};

TEST(RunVqe, RecordsEveryCallOnce) {
  Cosines evaluator(3);
  const std::vector<double> start{0.3, 0.2, 0.1};
  const VqeResult result = run_vqe(evaluator, start, {});
  EXPECT_TRUE(result.success);
  EXPECT_EQ(result.stop_reason, StopReason::kConverged);
  EXPECT_EQ(result.num_evaluations + result.curvature_evaluations, evaluator.calls);
  EXPECT_EQ(result.iterations.size(), static_cast<size_t>(result.num_evaluations));
  EXPECT_EQ(result.iteration_parameters.size(), 3 * result.iterations.size());
  EXPECT_EQ(result.initial_parameters, start);
  EXPECT_NEAR(result.minimum, -3.0, 1e-9);
  EXPECT_EQ(result.restart_minima, std::vector<double>{result.minimum});
}

TEST(RunVqe, DerivedFiguresFollowFromTheEntries) {
  Cosines evaluator(2);
  const VqeResult result = run_vqe(evaluator, std::vector<double>{0.3, 0.2}, {});
  ASSERT_GE(result.iterations.size(), 3u);
  EXPECT_FALSE(result.iterations[0].energy_delta);
  EXPECT_FALSE(result.iterations[0].parameter_delta_norm);
  double lowest = result.iterations[0].energy;
  for (size_t k = 0; k < result.iterations.size(); ++k) {
    const VqeIteration& entry = result.iterations[k];
    EXPECT_EQ(entry.iteration, static_cast<int>(k) + 1);
    lowest = std::min(lowest, entry.energy);
    EXPECT_EQ(entry.cumulative_min_energy, lowest);
    if (k == 0) continue;
    EXPECT_EQ(entry.energy_delta, entry.energy - result.iterations[k - 1].energy);
    const double* x = &result.iteration_parameters[2 * k];
    EXPECT_DOUBLE_EQ(*entry.parameter_delta_norm, std::hypot(x[0] - x[-2], x[1] - x[-1]));
  }
}

TEST(RunVqe, MinimumIsTheFirstLowestObjectiveAndItsParameters) {
  for (const OptimizerKind kind : kAllKinds) {
    Cosines evaluator(2, 0.5);
    const VqeResult result =
        run_vqe(evaluator, std::vector<double>{0.3, 0.2}, {.optimizer = kind, .optimizer_options = {}});
    size_t best = 0;
    std::vector<double> objectives;
    for (size_t k = 0; k < result.iterations.size(); ++k) {
      const Evaluation at = evaluator.evaluate(std::span(result.iteration_parameters).subspan(2 * k, 2));
      EXPECT_EQ(at.energy, result.iterations[k].energy);
      objectives.push_back(at.energy + at.penalty);
      if (objectives[k] < objectives[best]) best = k;
    }
    EXPECT_EQ(result.minimum, result.iterations[best].energy);
    EXPECT_EQ(result.optimal_parameters[1], result.iteration_parameters[2 * best + 1]);
    EXPECT_DOUBLE_EQ(result.minimum + result.minimum_penalty, objectives[best]);
  }
}

TEST(RunVqe, EvaluationBudgetIsHonouredExactly) {
  for (const OptimizerKind kind : kAllKinds)
    for (const int budget : {1, 2, 5}) {
      Cosines evaluator(4);
      const VqeOptions options{.optimizer = kind, .optimizer_options = {}, .max_evaluations = budget};
      const VqeResult result = run_vqe(evaluator, std::vector<double>{0.3, 0.2, 0.1, 0}, options);
      EXPECT_EQ(evaluator.calls, budget);
      EXPECT_EQ(result.stop_reason, StopReason::kMaxEvaluations);
      EXPECT_FALSE(result.success);
    }
}

TEST(RunVqe, ConvergenceWithTheLastEvaluationIsConvergence) {
  Cosines unlimited(2), limited(2);
  const std::vector<double> start{0.3, 0.2};
  const int needed = run_vqe(unlimited, start, {}).num_evaluations;
  EXPECT_TRUE(run_vqe(limited, start, {.optimizer_options = {}, .max_evaluations = needed}).success);
}

TEST(RunVqe, ObserverStopsTheLoop) {
  Cosines evaluator(2);
  int seen = 0;
  const VqeResult result =
      run_vqe(evaluator, std::vector<double>{0.3, 0.2}, {}, [&](const VqeProgress& progress) {
        EXPECT_EQ(progress.num_evaluations, ++seen);
        EXPECT_LE(progress.lowest_objective, progress.energy);
        return seen == 3 ? VqeControl::kStop : VqeControl::kContinue;
      });
  EXPECT_EQ(evaluator.calls, 3);
  EXPECT_EQ(result.stop_reason, StopReason::kInterrupted);
  EXPECT_FALSE(result.success);
}

TEST(RunVqe, NoParametersIsOneEvaluation) {
  Cosines evaluator(0);
  const VqeResult result = run_vqe(evaluator, {}, {});
  EXPECT_EQ(result.num_evaluations, 1);
  EXPECT_TRUE(result.success);
  EXPECT_TRUE(result.optimal_parameters.empty());
}

/// A surface of two parameters by its formulas.
class Surface final : public ExactEstimator {
 public:
  using Energy = double (*)(double, double);
  using Gradient = std::array<double, 2> (*)(double, double);
  Surface(Energy energy, Gradient gradient) : energy_(energy), gradient_(gradient) {}

  int num_parameters() const override { return 2; }
  Evaluation evaluate(std::span<const double> x) override { return {energy_(x[0], x[1]), 0.0}; }
  Evaluation evaluate_with_gradient(std::span<const double> x, std::span<double> gradient) override {
    std::ranges::copy(gradient_(x[0], x[1]), gradient.begin());
    return evaluate(x);
  }
  OneParticleDensity one_particle_density(std::span<const double>) override { return {}; }
  StateProperties properties(std::span<const double>) override { return {}; }

 private:
  Energy energy_;
  Gradient gradient_;
};

/// −cos x + cos² y + sin³ y / 4: a saddle at the origin, minima at y = ±π/2 of which the one below is deeper.
Surface tilted_saddle() {
  return {[](double x, double y) {
            return -std::cos(x) + std::pow(std::cos(y), 2) + 0.25 * std::pow(std::sin(y), 3);
          },
          [](double x, double y) {
            return std::array{std::sin(x),
                              -std::sin(2.0 * y) + 0.75 * std::pow(std::sin(y), 2) * std::cos(y)};
          }};
}

TEST(RunVqe, LeavesASaddleToTheDeeperSide) {
  for (const OptimizerKind kind : {OptimizerKind::kLbfgsb, OptimizerKind::kSlsqp}) {
    Surface surface = tilted_saddle();
    const VqeOptions options{.optimizer = kind, .optimizer_options = {}};
    const VqeResult result = run_vqe(surface, std::vector<double>{0.0, 0.0}, options);
    EXPECT_NEAR(result.minimum, -1.25, 1e-6) << name_of(kind);
    EXPECT_EQ(result.saddles_escaped, 1) << name_of(kind);
    EXPECT_GT(*result.lowest_curvature, 0.5) << name_of(kind);
    EXPECT_GT(result.curvature_evaluations, 4) << name_of(kind);
  }
}

TEST(RunVqe, CountsNoProbeAsIteration) {
  Surface surface = tilted_saddle();
  const VqeResult result = run_vqe(surface, std::vector<double>{0.0, 0.0}, {});
  EXPECT_EQ(result.iterations.size(), static_cast<size_t>(result.num_evaluations));
  EXPECT_EQ(result.iterations[0].energy, 0.0);
  EXPECT_NEAR(result.optimal_parameters[1], -0.5 * M_PI, 1e-4);
}

TEST(RunVqe, BudgetOfEvaluationsHoldsBehindASaddle) {
  Surface surface = tilted_saddle();
  const VqeResult result =
      run_vqe(surface, std::vector<double>{0.0, 0.0}, {.optimizer_options = {}, .max_evaluations = 3});
  EXPECT_EQ(result.num_evaluations, 3);
  EXPECT_EQ(result.stop_reason, StopReason::kMaxEvaluations);
  EXPECT_FALSE(result.lowest_curvature);
}

TEST(RunVqe, FlatBottomIsAMinimum) {
  Surface valley([](double x, double) { return x * x; },
                 [](double x, double) { return std::array{2.0 * x, 0.0}; });
  const VqeResult result = run_vqe(valley, std::vector<double>{0.5, 0.3}, {});
  EXPECT_TRUE(result.success);
  EXPECT_EQ(result.saddles_escaped, 0);
  EXPECT_NEAR(*result.lowest_curvature, 0.0, 1e-5);
}

TEST(RunVqe, ChecksCurvatureAfterOptimizersWithoutGradients) {
  for (const OptimizerKind kind : {OptimizerKind::kCobyla, OptimizerKind::kNelderMead}) {
    Surface surface = tilted_saddle();
    const VqeResult result = run_vqe(surface, std::vector<double>{0.0, 0.0}, {.optimizer = kind});
    EXPECT_TRUE(result.success);
    EXPECT_GT(*result.lowest_curvature, 0.5) << name_of(kind);
  }
}

TEST(RunVqe, EndOnASlopeIsNoConvergence) {
  Surface slope([](double x, double y) { return std::cos(x) + std::cos(y); },
                [](double x, double y) { return std::array{-std::sin(x), -std::sin(y)}; });
  VqeOptions options{.optimizer = OptimizerKind::kNelderMead, .optimizer_options = {}};
  options.optimizer_options.threshold = 1e-2;  // stops far too early
  const VqeResult result = run_vqe(slope, std::vector<double>{1.0, 2.0}, options);
  EXPECT_LT(result.minimum, -1.99);
  EXPECT_EQ(result.stop_reason, StopReason::kStalled);
  EXPECT_FALSE(result.success);
}

TEST(RunVqe, EightParametersAndManyFindTheSameMinimum) {
  // Start on the maximum of the first cosine, whose gradient vanishes.
  for (const int size : {8, 40}) {
    Cosines evaluator(size);
    std::vector<double> start(static_cast<size_t>(size));
    for (int k = 0; k < size; ++k) start[static_cast<size_t>(k)] = k == 0 ? 0.0 : 2.5 - k;
    const VqeResult result = run_vqe(evaluator, start, {});
    EXPECT_NEAR(result.minimum, -size, 1e-6);
    EXPECT_EQ(result.saddles_escaped, 1);
  }
}

VqeResult restarts_with(ThreadPool* pool, const VqeObserver& observer = {}) {
  return run_restarts(
      6, [](int) { return std::make_unique<Cosines>(2, 0.01); },
      [](int restart) { return std::vector<double>{6.0 * restart, 1.0}; }, {}, observer, pool);
}

TEST(RunRestarts, BestOfAllAtAnyNumberOfThreads) {
  const VqeResult serial = restarts_with(nullptr);
  ASSERT_EQ(serial.restart_minima.size(), 6u);
  EXPECT_NEAR(serial.minimum + serial.minimum_penalty, -1.94, 0.05);
  EXPECT_EQ(std::ranges::count(serial.restart_minima, serial.minimum), 1);
  ThreadPool pool(3);
  const VqeResult parallel = restarts_with(&pool);
  EXPECT_EQ(parallel.restart_minima, serial.restart_minima);
  EXPECT_EQ(parallel.iteration_parameters, serial.iteration_parameters);
}

TEST(RunRestarts, StopEndsAllOfThem) {
  int calls = 0;
  const VqeResult result = restarts_with(nullptr, [&](const VqeProgress& progress) {
    EXPECT_EQ(progress.restart, 0);
    return ++calls < 2 ? VqeControl::kContinue : VqeControl::kStop;
  });
  EXPECT_EQ(calls, 2);  // not asked again: each later restart ends after its first evaluation
  EXPECT_EQ(result.stop_reason, StopReason::kInterrupted);
}

TEST(StopReason, NamesAreThoseOfTheColumn) {
  EXPECT_EQ(name_of(StopReason::kConverged), "converged");
  EXPECT_EQ(name_of(StopReason::kLineSearch), "line_search");
}

}  // namespace
}  // namespace eigenlake
