#include "eigenlake/vqe/vqe_loop.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "eigenlake/base/assert.h"
#include "eigenlake/vqe/minimize.h"

namespace eigenlake {
namespace {

double distance(std::span<const double> x, std::span<const double> y) {
  double sum = 0.0;
  for (size_t i = 0; i < x.size(); ++i) sum += (x[i] - y[i]) * (x[i] - y[i]);
  return std::sqrt(sum);
}

/// The objective that the optimizer sees; keeps the record of its calls and the best of them.
class Recorder {
 public:
  Recorder(EnergyEvaluator& evaluator, const VqeOptions& options, const VqeObserver& observer)
      : evaluator_(evaluator), max_evaluations_(options.max_evaluations), observer_(observer) {}

  std::optional<double> operator()(std::span<const double> x, std::span<double> gradient) {
    if (ended_by_) return std::nullopt;
    if (max_evaluations_ > 0 && result_.num_evaluations >= max_evaluations_) {
      ended_by_ = StopReason::kMaxEvaluations;
      return std::nullopt;
    }
    const Evaluation evaluation =
        gradient.empty() ? evaluator_.evaluate(x) : evaluator_.evaluate_with_gradient(x, gradient);
    const double objective = evaluation.energy + evaluation.penalty;
    record(x, evaluation);
    if (result_.num_evaluations == 1 || objective < lowest_objective_) keep_best(x, evaluation, objective);
    if (observer_ &&
        observer_({0, result_.num_evaluations, evaluation.energy, lowest_objective_}) == VqeControl::kStop)
      ended_by_ = StopReason::kInterrupted;
    return objective;
  }

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
    iteration.cumulative_min_energy = evaluation.energy;
    if (!result_.iterations.empty()) {
      const VqeIteration& previous = result_.iterations.back();
      iteration.energy_delta = evaluation.energy - previous.energy;
      iteration.parameter_delta_norm = distance(x, std::span(result_.iteration_parameters).last(x.size()));
      iteration.cumulative_min_energy = std::min(*previous.cumulative_min_energy, evaluation.energy);
    }
    result_.iterations.push_back(iteration);
    result_.iteration_parameters.insert(result_.iteration_parameters.end(), x.begin(), x.end());
  }

  void keep_best(std::span<const double> x, const Evaluation& evaluation, double objective) {
    lowest_objective_ = objective;
    result_.minimum = evaluation.energy;
    result_.minimum_penalty = evaluation.penalty;
    result_.optimal_parameters.assign(x.begin(), x.end());
  }

  EnergyEvaluator& evaluator_;
  int max_evaluations_;
  const VqeObserver& observer_;
  VqeResult result_;
  double lowest_objective_ = std::numeric_limits<double>::infinity();
  std::optional<StopReason> ended_by_;
};

}  // namespace

VqeResult run_vqe(EnergyEvaluator& evaluator, std::span<const double> start, const VqeOptions& options,
                  const VqeObserver& observer) {
  EIGENLAKE_ASSERT(start.size() == static_cast<size_t>(evaluator.num_parameters()));
  EIGENLAKE_ASSERT(options.max_evaluations >= 0);
  Recorder recorder(evaluator, options, observer);
  OptimizerOutcome outcome;
  if (start.empty()) {
    recorder(start, {});
  } else {
    outcome = minimize(options.optimizer, std::ref(recorder), start, options.optimizer_options);
  }
  VqeResult result = recorder.finish(outcome);
  result.initial_parameters.assign(start.begin(), start.end());
  return result;
}

}  // namespace eigenlake
