// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/vqe/optimizer.h"

#include <algorithm>
#include <cctype>
#include <string>

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

/// Σ 100 (x_{k+1} − x_k²)² + (1 − x_k)², and how often it was asked for.
struct Rosenbrock {
  int values = 0;
  int gradients = 0;

  double operator()(std::span<const double> x, std::span<double> gradient) {
    ++values;
    gradients += !gradient.empty();
    std::ranges::fill(gradient, 0.0);
    double sum = 0.0;
    for (size_t k = 0; k + 1 < x.size(); ++k) {
      const double valley = x[k + 1] - x[k] * x[k], slope = 1.0 - x[k];
      sum += 100.0 * valley * valley + slope * slope;
      if (gradient.empty()) continue;
      gradient[k] += -400.0 * x[k] * valley - 2.0 * slope;
      gradient[k + 1] += 200.0 * valley;
    }
    return sum;
  }
};

struct Trial {
  OptimizerOutcome outcome;
  Rosenbrock function;
  double best = INFINITY;
  std::vector<double> best_point;
};

std::vector<double> start_of(size_t size) {
  std::vector<double> start(size, 1.0);
  for (size_t k = 0; k < size; k += 2) start[k] = -1.2;
  return start;
}

Trial minimize_rosenbrock(OptimizerKind kind, size_t size, const OptimizerOptions& options,
                          int stop_before_call = 0) {
  Trial run;
  const Objective objective = [&](std::span<const double> x,
                                  std::span<double> gradient) -> std::optional<double> {
    if (stop_before_call > 0 && run.function.values + 1 >= stop_before_call) return std::nullopt;
    const double value = run.function(x, gradient);
    if (value < run.best) {
      run.best = value;
      run.best_point.assign(x.begin(), x.end());
    }
    return value;
  };
  run.outcome = minimize(kind, objective, start_of(size), options);
  return run;
}

class EveryOptimizer : public testing::TestWithParam<OptimizerKind> {};

TEST_P(EveryOptimizer, FindsTheMinimumOfRosenbrocksValley) {
  const Trial run = minimize_rosenbrock(
      GetParam(), 2, {.max_iterations = 20000, .threshold = 1e-15, .parameter_threshold = 1e-5});
  EXPECT_EQ(run.outcome.stop_reason, StopReason::kConverged);
  EXPECT_LT(run.best, 1e-3);
  EXPECT_GT(run.outcome.num_iterations, 0);
  EXPECT_EQ(run.function.gradients > 0, uses_gradient(GetParam()));
}

TEST_P(EveryOptimizer, StopsAtTheIterationLimit) {
  const Trial run = minimize_rosenbrock(GetParam(), 4, {.max_iterations = 7});
  EXPECT_EQ(run.outcome.stop_reason, StopReason::kMaxIterations);
  EXPECT_EQ(run.outcome.num_iterations, 7);
}

TEST_P(EveryOptimizer, EndsWhereTheObjectiveGivesNoValue) {
  for (const int call : {1, 2, 9}) {
    const Trial run = minimize_rosenbrock(GetParam(), 4, {}, call);
    EXPECT_EQ(run.outcome.stop_reason, StopReason::kInterrupted);
    EXPECT_EQ(run.function.values, call - 1);
  }
}

TEST_P(EveryOptimizer, RepeatsBitForBit) {
  const Trial first = minimize_rosenbrock(GetParam(), 4, {.max_iterations = 60});
  const Trial second = minimize_rosenbrock(GetParam(), 4, {.max_iterations = 60});
  EXPECT_EQ(first.best_point, second.best_point);
}

TEST_P(EveryOptimizer, ItsNameIsParsedInEverySpelling) {
  const std::string name(name_of(GetParam()));
  std::string spaced = name;
  for (char& c : spaced) c = c == '-' ? '_' : static_cast<char>(std::tolower(c));
  EXPECT_EQ(parse_optimizer(name).value(), GetParam());
  EXPECT_EQ(parse_optimizer(spaced).value(), GetParam());
}

INSTANTIATE_TEST_SUITE_P(All, EveryOptimizer,
                         testing::Values(OptimizerKind::kLbfgsb, OptimizerKind::kCobyla,
                                         OptimizerKind::kSlsqp, OptimizerKind::kNelderMead),
                         [](const auto& info) {
                           std::string name(name_of(info.param));
                           std::erase(name, '-');
                           return name;
                         });

TEST(ParseOptimizer, UnknownNameIsRejectedWithTheNearestOne) {
  const auto result = parse_optimizer("cobila");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::kUsage);
  EXPECT_NE(result.error().message.find("did you mean 'COBYLA'?"), std::string::npos);
}

// scipy.optimize.minimize(method="L-BFGS-B"), SciPy 1.17.1, on the same function from the same start.
TEST(Lbfgsb, TakesTheStepsOfScipy) {
  const Trial converged = minimize_rosenbrock(OptimizerKind::kLbfgsb, 10, {});
  EXPECT_EQ(converged.outcome.stop_reason, StopReason::kConverged);
  EXPECT_EQ(converged.function.values, 89);
  EXPECT_EQ(converged.outcome.num_iterations, 72);
  EXPECT_LT(converged.best, 1e-11);

  const Trial limited = minimize_rosenbrock(OptimizerKind::kLbfgsb, 10, {.max_iterations = 20});
  EXPECT_EQ(limited.function.values, 25);
  EXPECT_NEAR(limited.best, 8.440845228182923, 1e-9);

  const Trial loose = minimize_rosenbrock(OptimizerKind::kLbfgsb, 10, {.threshold = 1e-4});
  EXPECT_EQ(loose.function.values, 81);
  EXPECT_EQ(loose.outcome.num_iterations, 65);

  const Trial flat = minimize_rosenbrock(OptimizerKind::kLbfgsb, 10, {.gradient_threshold = 0.1});
  EXPECT_EQ(flat.function.values, 81);
  EXPECT_EQ(flat.outcome.num_iterations, 65);
}

TEST(Cobyla, ReportsNoConstraintViolation) {
  EXPECT_EQ(minimize_rosenbrock(OptimizerKind::kCobyla, 2, {}).outcome.max_constraint_violation, 0.0);
  EXPECT_EQ(minimize_rosenbrock(OptimizerKind::kSlsqp, 2, {}).outcome.max_constraint_violation, std::nullopt);
}

}  // namespace
}  // namespace eigenlake
