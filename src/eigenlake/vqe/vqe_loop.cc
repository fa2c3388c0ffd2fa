// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/vqe/vqe_loop.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "eigenlake/base/assert.h"
#include "eigenlake/vqe/curvature.h"

namespace eigenlake {
namespace {

/// Of two points; missing parameters of one are zero.
double distance(std::span<const double> x, std::span<const double> y) {
  double sum = 0.0;
  for (size_t i = 0; i < std::max(x.size(), y.size()); ++i) {
    const double difference = (i < x.size() ? x[i] : 0.0) - (i < y.size() ? y[i] : 0.0);
    sum += difference * difference;
  }
  return std::sqrt(sum);
}

/// The objective of the optimizer; records its calls and the best of them.
class Recorder {
 public:
  Recorder(Estimator& estimator, const VqeOptions& options, const VqeObserver& observer)
      : estimator_(estimator), max_evaluations_(options.max_evaluations), observer_(observer) {}

  std::optional<double> operator()(std::span<const double> x, std::span<double> gradient) {
    if (ended_by_) return std::nullopt;
    if (max_evaluations_ > 0 && result_.num_evaluations >= max_evaluations_) {
      ended_by_ = StopReason::kMaxEvaluations;
      return std::nullopt;
    }
    const Evaluation evaluation = gradient.empty()
                                      ? estimator_.evaluate(x)
                                      : estimator_.gradient()->evaluate_with_gradient(x, gradient);
    const double objective = evaluation.objective();
    record(x, evaluation);
    if (result_.num_evaluations == 1 || objective < lowest_objective_)
      keep_best(x, evaluation, objective, gradient);
    ask_observer();
    return objective;
  }

  /// False if the observer stops the loop.
  bool ask_observer() {
    if (observer_ && observer_({.restart = 0,
                                .num_evaluations = result_.num_evaluations,
                                .energy = result_.iterations.back().energy,
                                .lowest_objective = lowest_objective_,
                                .parameters = last_parameters()}) == VqeControl::kStop)
      ended_by_ = StopReason::kInterrupted;
    return !ended_by_;
  }

  bool ended() const { return ended_by_.has_value(); }
  double lowest_objective() const { return lowest_objective_; }
  const std::vector<double>& best_parameters() const { return result_.optimal_parameters; }
  /// Of the best evaluation; empty if it had none.
  const std::vector<double>& best_gradient() const { return best_gradient_; }
  /// The results of the search around the minimum.
  VqeResult& result() { return result_; }

  VqeResult finish(const OptimizerOutcome& outcome) {
    result_.num_iterations = outcome.num_iterations;
    result_.max_constraint_violation = outcome.max_constraint_violation;
    result_.stop_reason = ended_by_.value_or(outcome.stop_reason);
    result_.success = result_.stop_reason == StopReason::kConverged;
    result_.restart_minima = {result_.minimum};
    return std::move(result_);
  }

 private:
  void record(std::span<const double> x, const Evaluation& evaluation) {
    VqeIteration iteration;
    iteration.iteration = ++result_.num_evaluations;
    iteration.energy = evaluation.energy;
    iteration.std = evaluation.standard_error;
    iteration.shots = evaluation.shots;
    iteration.num_parameters = x.size();
    iteration.cumulative_min_energy = evaluation.energy;
    if (!result_.iterations.empty()) {
      const VqeIteration& previous = result_.iterations.back();
      iteration.energy_delta = evaluation.energy - previous.energy;
      iteration.parameter_delta_norm = distance(x, last_parameters());
      iteration.cumulative_min_energy = std::min(*previous.cumulative_min_energy, evaluation.energy);
    }
    result_.iterations.push_back(iteration);
    result_.iteration_parameters.insert(result_.iteration_parameters.end(), x.begin(), x.end());
  }

  /// Requires: an evaluation.
  std::span<const double> last_parameters() const {
    return std::span(result_.iteration_parameters).last(result_.iterations.back().num_parameters);
  }

  void keep_best(std::span<const double> x, const Evaluation& evaluation, double objective,
                 std::span<const double> gradient) {
    lowest_objective_ = objective;
    best_gradient_.assign(gradient.begin(), gradient.end());
    result_.minimum = evaluation.energy;
    result_.minimum_penalty = evaluation.penalty;
    result_.optimal_parameters.assign(x.begin(), x.end());
  }

  Estimator& estimator_;
  int max_evaluations_;
  const VqeObserver& observer_;
  VqeResult result_;
  double lowest_objective_ = std::numeric_limits<double>::infinity();
  std::vector<double> best_gradient_;
  std::optional<StopReason> ended_by_;
};

constexpr double kSlope = 1e-3;         // hartree per radian: a larger gradient is no minimum's
constexpr double kNotNegative = -1e-5;  // hartree per radian²
constexpr double kProgress = 1e-9;      // hartree
constexpr double kSymmetric = 1e-7;     // hartree: both sides of a saddle are alike
constexpr int kMaxContinuations = 60;
constexpr std::array<double, 7> kEscapeLengths = {0.05, 0.1, 0.2, 0.4, 0.8, 0.02, 0.005};  // radian

/// Runs the optimizer until it ends at a minimum to second order.
class MinimumSearch {
 public:
  MinimumSearch(Estimator& estimator, Recorder& recorder, const VqeOptions& options)
      : estimator_(estimator), recorder_(recorder), options_(options) {}

  OptimizerOutcome run(std::span<const double> start) {
    optimize(start);
    for (int round = 0; is_settled(); ++round) {
      const Place place = examine();
      if (recorder_.ended() || place == Place::kMinimum) return outcome_;
      const double before = recorder_.lowest_objective();
      if (round < kMaxContinuations) place == Place::kSlope ? optimize(copy_of_best()) : escape();
      if (recorder_.ended()) return outcome_;
      if (recorder_.lowest_objective() > before - kProgress) {
        // A saddle without a lower point is flat up to rounding.
        if (place == Place::kSlope || round == kMaxContinuations) outcome_.stop_reason = StopReason::kStalled;
        return outcome_;
      }
    }
    return outcome_;
  }

 private:
  enum class Place { kMinimum, kSlope, kSaddle };

  /// Whether the optimizer ended at a minimum, as far as rounding allows.
  bool is_settled() const {
    return !recorder_.ended() && (outcome_.stop_reason == StopReason::kConverged ||
                                  outcome_.stop_reason == StopReason::kLineSearch);
  }

  std::vector<double> copy_of_best() const { return recorder_.best_parameters(); }

  void optimize(std::span<const double> start) {
    recorder_.result().lowest_curvature.reset();
    OptimizerOptions left = options_.optimizer_options;
    left.max_iterations -= outcome_.num_iterations;
    if (left.max_iterations < 1) {
      outcome_.stop_reason = StopReason::kMaxIterations;
      return;
    }
    const int before = outcome_.num_iterations;
    outcome_ = minimize(options_.optimizer, std::ref(recorder_), start, left);
    outcome_.num_iterations += before;
  }

  Place examine() {
    if (estimator_.gradient() == nullptr) return Place::kMinimum;  // cannot be checked
    int32_t& probes = recorder_.result().curvature_evaluations;
    const std::vector<double> x = copy_of_best();
    std::vector<double> gradient = recorder_.best_gradient();
    if (gradient.empty()) {
      gradient.resize(x.size());
      estimator_.gradient()->evaluate_with_gradient(x, gradient);
      ++probes;
    }
    const auto size = [](double a, double b) { return std::abs(a) < std::abs(b); };
    if (std::abs(*std::ranges::max_element(gradient, size)) > kSlope) return Place::kSlope;
    curvature_ = lowest_parameter_curvature(*estimator_.gradient(), x, gradient, probes,
                                            [this] { return recorder_.ask_observer(); });
    if (curvature_.interrupted) return Place::kMinimum;
    recorder_.result().lowest_curvature = curvature_.lowest;
    return curvature_.lowest > kNotNegative ? Place::kMinimum : Place::kSaddle;
  }

  /// The point along ± the direction of negative curvature with the lowest objective.
  std::pair<std::vector<double>, double> lowest_along(const std::vector<double>& x, double sign) {
    std::pair<std::vector<double>, double> lowest{x, std::numeric_limits<double>::infinity()};
    std::vector<double> point(x.size());
    for (const double length : kEscapeLengths) {
      for (size_t i = 0; i < x.size(); ++i) point[i] = x[i] + sign * length * curvature_.direction[i];
      const Evaluation evaluation = estimator_.evaluate(point);
      ++recorder_.result().curvature_evaluations;
      if (evaluation.objective() < lowest.second) lowest = {point, evaluation.objective()};
    }
    return lowest;
  }

  void escape() {
    const std::vector<double> x = copy_of_best();
    auto first = lowest_along(x, 1.0), second = lowest_along(x, -1.0);
    if (std::min(first.second, second.second) > recorder_.lowest_objective() - kProgress) return;
    ++recorder_.result().saddles_escaped;
    const bool alike = std::abs(first.second - second.second) < kSymmetric;
    if (!alike && second.second < first.second) std::swap(first, second);
    optimize(first.first);
    if (!alike && is_settled()) optimize(second.first);
  }

  Estimator& estimator_;
  Recorder& recorder_;
  const VqeOptions& options_;
  OptimizerOutcome outcome_;
  ParameterCurvature curvature_;
};

}  // namespace

VqeResult run_vqe(Estimator& estimator, std::span<const double> start, const VqeOptions& options,
                  const VqeObserver& observer) {
  EIGENLAKE_ASSERT(start.size() == static_cast<size_t>(estimator.num_parameters()));
  EIGENLAKE_ASSERT(options.max_evaluations >= 0);
  EIGENLAKE_ASSERT(!uses_gradient(options.optimizer) || estimator.gradient() != nullptr);
  Recorder recorder(estimator, options, observer);
  OptimizerOutcome outcome;
  if (start.empty()) {
    recorder(start, {});
  } else {
    outcome = MinimumSearch(estimator, recorder, options).run(start);
  }
  VqeResult result = recorder.finish(outcome);
  result.initial_parameters.assign(start.begin(), start.end());
  return result;
}

}  // namespace eigenlake
