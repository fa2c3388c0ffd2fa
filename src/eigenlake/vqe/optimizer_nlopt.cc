// SPDX-License-Identifier: Apache-2.0
#include <new>
#include <vector>

#include <nlopt.hpp>

#include "eigenlake/base/assert.h"
#include "eigenlake/vqe/optimizer.h"

namespace eigenlake {
namespace {

/// The callback's state between calls.
struct Calls {
  const Objective& objective;
  int max_iterations;
  bool counts_gradients;
  int iterations = 0;
  bool out_of_iterations = false;
  bool ended_by_objective = false;
};

double call_objective(unsigned n, const double* x, double* gradient, void* data) {
  Calls& calls = *static_cast<Calls*>(data);
  const bool is_iteration = gradient != nullptr || !calls.counts_gradients;
  if (is_iteration && calls.iterations >= calls.max_iterations) {
    calls.out_of_iterations = true;
    throw nlopt::forced_stop();
  }
  const std::optional<double> value =
      calls.objective({x, n}, {gradient, gradient == nullptr ? 0 : size_t{n}});
  if (!value) {
    calls.ended_by_objective = true;
    throw nlopt::forced_stop();
  }
  if (is_iteration) ++calls.iterations;
  return *value;
}

StopReason run(nlopt::opt& optimizer, std::vector<double>& x, const Calls& calls) {
  double value = 0.0;
  try {
    optimizer.optimize(x, value);
    return StopReason::kConverged;
  } catch (const nlopt::forced_stop&) {
    return calls.out_of_iterations ? StopReason::kMaxIterations : StopReason::kInterrupted;
  } catch (const std::bad_alloc&) {
    throw;
  } catch (const std::exception&) {  // rounding limits progress, or the line search failed
    return StopReason::kLineSearch;
  }
}

OptimizerOutcome minimize_by(nlopt::algorithm algorithm, const Objective& objective,
                             std::span<const double> start, const OptimizerOptions& options) {
  EIGENLAKE_ASSERT(!start.empty());
  const bool uses_gradient = algorithm == nlopt::LD_SLSQP;
  nlopt::opt optimizer(algorithm, static_cast<unsigned>(start.size()));
  Calls calls{objective, options.max_iterations, uses_gradient};
  optimizer.set_min_objective(call_objective, &calls);
  optimizer.set_ftol_rel(options.threshold);
  optimizer.set_xtol_abs(options.parameter_threshold);
  if (!uses_gradient) optimizer.set_initial_step(options.initial_step);
  std::vector<double> x(start.begin(), start.end());
  OptimizerOutcome outcome;
  outcome.stop_reason = run(optimizer, x, calls);
  outcome.num_iterations = calls.iterations;
  return outcome;
}

}  // namespace

OptimizerOutcome minimize_by_cobyla(const Objective& objective, std::span<const double> start,
                                    const OptimizerOptions& options) {
  OptimizerOutcome outcome = minimize_by(nlopt::LN_COBYLA, objective, start, options);
  outcome.max_constraint_violation = 0.0;
  return outcome;
}

OptimizerOutcome minimize_by_slsqp(const Objective& objective, std::span<const double> start,
                                   const OptimizerOptions& options) {
  return minimize_by(nlopt::LD_SLSQP, objective, start, options);
}

OptimizerOutcome minimize_by_nelder_mead(const Objective& objective, std::span<const double> start,
                                         const OptimizerOptions& options) {
  return minimize_by(nlopt::LN_NELDERMEAD, objective, start, options);
}

}  // namespace eigenlake
