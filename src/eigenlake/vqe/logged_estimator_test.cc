// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "eigenlake/vqe/log_replay.h"
#include "eigenlake/vqe/vqe_loop.h"

namespace eigenlake {
namespace {

/// Σ cos(x_k + k / 3), with a saddle between its minima; counts its calls.
class CountedWaves final : public Estimator, public GradientEstimator {
 public:
  CountedWaves(int& calls, bool has_gradient) : calls_(calls), has_gradient_(has_gradient) {}

  int num_parameters() const override { return 3; }
  Evaluation evaluate(std::span<const double> x) override {
    ++calls_;
    Evaluation answer{.penalty = 0.25, .standard_error = 0.5, .shots = 7};
    for (size_t k = 0; k < x.size(); ++k) answer.energy += std::cos(x[k] + static_cast<double>(k) / 3);
    return answer;
  }
  Evaluation evaluate_with_gradient(std::span<const double> x, std::span<double> gradient) override {
    for (size_t k = 0; k < x.size(); ++k) gradient[k] = -std::sin(x[k] + static_cast<double>(k) / 3);
    return evaluate(x);
  }
  std::vector<double> rough_hessian_diagonal() const override { return {1.0, 2.0, 3.0}; }
  GradientEstimator* gradient() override { return has_gradient_ ? this : nullptr; }

 private:
  int& calls_;
  bool has_gradient_;
};

constexpr int kEvaluationsMax = 60;

/// A search from the maximum of the first wave, which is no minimum's slope, and what it computed.
struct Searched {
  VqeResult result;
  int computed = 0;
  bool has_diverged = false;
  bool is_replaying = false;
};

Searched search(OptimizerKind kind, std::vector<LoggedEvaluation>& log) {
  Searched searched;
  LogPosition position{log};
  LoggedEstimator estimator(std::make_unique<CountedWaves>(searched.computed, true), position);
  searched.result = run_vqe(estimator, std::vector<double>{0.0, 1.0, -0.5},
                            {.optimizer = kind, .optimizer_options = {}, .max_evaluations = kEvaluationsMax});
  searched.has_diverged = position.has_diverged;
  searched.is_replaying = position.is_replaying();
  return searched;
}

void expect_same(const VqeResult& one, const VqeResult& other) {
  EXPECT_EQ(one.iteration_parameters, other.iteration_parameters);
  EXPECT_EQ(one.optimal_parameters, other.optimal_parameters);
  EXPECT_EQ(one.minimum, other.minimum);
  EXPECT_EQ(one.num_evaluations, other.num_evaluations);
  EXPECT_EQ(one.num_iterations, other.num_iterations);
  EXPECT_EQ(one.curvature_evaluations, other.curvature_evaluations);
  EXPECT_EQ(one.lowest_curvature, other.lowest_curvature);
  EXPECT_EQ(one.saddles_escaped, other.saddles_escaped);
  EXPECT_EQ(one.stop_reason, other.stop_reason);
  for (size_t k = 0; k < one.iterations.size(); ++k) {
    EXPECT_EQ(one.iterations[k].std, other.iterations[k].std);
    EXPECT_EQ(one.iterations[k].shots, other.iterations[k].shots);
  }
}

class EveryResumedOptimizer : public testing::TestWithParam<OptimizerKind> {};

TEST_P(EveryResumedOptimizer, ResumesFromAnyEvaluation) {
  std::vector<LoggedEvaluation> whole_log;
  const Searched whole = search(GetParam(), whole_log);
  ASSERT_EQ(whole.computed, static_cast<int>(whole_log.size()));
  ASSERT_GT(whole_log.size(), 10u);
  for (size_t kept = 0; kept <= whole_log.size(); ++kept) {
    std::vector<LoggedEvaluation> log(whole_log.begin(), whole_log.begin() + static_cast<ptrdiff_t>(kept));
    const Searched resumed = search(GetParam(), log);
    expect_same(resumed.result, whole.result);
    EXPECT_EQ(resumed.computed, whole.computed - static_cast<int>(kept)) << "after " << kept;
    EXPECT_FALSE(resumed.has_diverged || resumed.is_replaying) << "after " << kept;
    EXPECT_EQ(log.size(), whole_log.size());
  }
}

std::vector<OptimizerKind> every_kind() {
  std::vector<OptimizerKind> kinds;
  for (size_t k = 0; k < kOptimizers.size(); ++k) kinds.push_back(static_cast<OptimizerKind>(k));
  return kinds;
}

INSTANTIATE_TEST_SUITE_P(All, EveryResumedOptimizer, testing::ValuesIn(every_kind()), [](const auto& info) {
  std::string name(name_of(info.param));
  std::erase(name, '-');
  return name;
});

TEST(LoggedEstimator, OtherParametersAreComputedAndLeaveTheLogUnchanged) {
  for (const double other : {1.0 + std::numeric_limits<double>::epsilon(), -1.0, std::nan("")}) {
    std::vector<LoggedEvaluation> log{{{0.0, 1.0, 0.0}, {}, {.energy = 42.0}}};
    int computed = 0;
    LogPosition position{log};
    LoggedEstimator estimator(std::make_unique<CountedWaves>(computed, true), position);
    EXPECT_NE(estimator.evaluate(std::vector{0.0, other, 0.0}).energy, 42.0);
    EXPECT_TRUE(position.has_diverged);
    EXPECT_NE(estimator.evaluate(std::vector{0.0, 1.0, 0.0}).energy, 42.0) << "it is too late for the log";
    EXPECT_EQ(computed, 2);
    EXPECT_EQ(log.size(), 1u);
  }
}

TEST(LoggedEstimator, SignOfZeroAndGradientDistinguishEvaluations) {
  const std::vector<double> negative{0.0, -0.0, 0.0}, positive{0.0, 0.0, 0.0};
  for (const bool with_gradient : {false, true}) {
    std::vector<LoggedEvaluation> log{{with_gradient ? positive : negative, {}, {}}};
    int computed = 0;
    LogPosition position{log};
    LoggedEstimator estimator(std::make_unique<CountedWaves>(computed, true), position);
    std::vector<double> gradient(3);
    if (with_gradient)
      estimator.gradient()->evaluate_with_gradient(positive, gradient);
    else
      estimator.evaluate(positive);
    EXPECT_TRUE(position.has_diverged) << with_gradient;
    EXPECT_EQ(computed, 1);
  }
}

TEST(LoggedEstimator, NotANumberIsReplayed) {
  const std::vector<double> parameters{std::nan(""), 0.0, std::numeric_limits<double>::infinity()};
  std::vector<LoggedEvaluation> log{{parameters, {}, {.energy = std::nan("")}}};
  int computed = 0;
  LogPosition position{log};
  LoggedEstimator estimator(std::make_unique<CountedWaves>(computed, true), position);
  EXPECT_TRUE(std::isnan(estimator.evaluate(parameters).energy));
  EXPECT_FALSE(position.has_diverged);
  EXPECT_EQ(computed, 0);
}

TEST(LoggedEstimator, HasGradientsAndHessianOfItsEstimator) {
  int computed = 0;
  std::vector<LoggedEvaluation> log;
  LogPosition with{log}, without{log};
  LoggedEstimator smooth(std::make_unique<CountedWaves>(computed, true), with);
  LoggedEstimator rough(std::make_unique<CountedWaves>(computed, false), without);
  EXPECT_EQ(smooth.gradient()->rough_hessian_diagonal(), (std::vector{1.0, 2.0, 3.0}));
  EXPECT_EQ(rough.gradient(), nullptr);
  EXPECT_EQ(smooth.inspector(), nullptr) << "its estimator has none";
}

}  // namespace
}  // namespace eigenlake
