#include "eigenlake/vqe/logged_estimator.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <utility>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

/// NaN equals itself, and 0 is not −0.
bool are_same_bits(std::span<const double> a, std::span<const double> b) {
  const auto bits = [](double value) { return std::bit_cast<uint64_t>(value); };
  return std::ranges::equal(a, b, {}, bits, bits);
}

}  // namespace

LoggedEstimator::LoggedEstimator(std::unique_ptr<Estimator> estimator, LogPosition& position)
    : estimator_(std::move(estimator)), position_(position) {
  EIGENLAKE_ASSERT(estimator_ != nullptr && position.next == 0);
}

const LoggedEvaluation* LoggedEstimator::replay(std::span<const double> parameters, size_t gradient_size) {
  if (position_.has_diverged || !position_.is_replaying()) return nullptr;
  const LoggedEvaluation& logged = position_.evaluations[position_.next];
  position_.has_diverged =
      logged.gradient.size() != gradient_size || !are_same_bits(logged.parameters, parameters);
  if (position_.has_diverged) return nullptr;
  ++position_.next;
  return &logged;
}

void LoggedEstimator::append(std::span<const double> parameters, std::span<const double> gradient,
                             const Evaluation& answer) {
  if (position_.has_diverged) return;
  EIGENLAKE_ASSERT(!position_.is_replaying());
  position_.evaluations.push_back(
      {{parameters.begin(), parameters.end()}, {gradient.begin(), gradient.end()}, answer});
  ++position_.next;
}

Evaluation LoggedEstimator::evaluate(std::span<const double> parameters) {
  if (const auto* logged = replay(parameters, 0)) return logged->evaluation;
  const Evaluation answer = estimator_->evaluate(parameters);
  append(parameters, {}, answer);
  return answer;
}

Evaluation LoggedEstimator::evaluate_with_gradient(std::span<const double> parameters,
                                                   std::span<double> gradient) {
  if (const auto* logged = replay(parameters, gradient.size())) {
    std::ranges::copy(logged->gradient, gradient.begin());
    return logged->evaluation;
  }
  const Evaluation answer = estimator_->gradient()->evaluate_with_gradient(parameters, gradient);
  append(parameters, gradient, answer);
  return answer;
}

std::vector<double> LoggedEstimator::rough_hessian_diagonal() const {
  return estimator_->gradient()->rough_hessian_diagonal();
}

}  // namespace eigenlake
