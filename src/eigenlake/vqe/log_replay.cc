// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/vqe/log_replay.h"

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

Result<LogReplay> LogReplay::begin(EvaluationLog& log, const std::string& experiment_id, int restarts) {
  EIGENLAKE_ASSERT(!experiment_id.empty() && restarts >= 1);
  const auto count = static_cast<size_t>(restarts);
  if (log.experiment_id.empty()) {
    log.experiment_id = experiment_id;
    log.restarts.resize(count);
  }
  if (log.experiment_id != experiment_id)
    return fail(ErrorKind::kInvalidInput, "cannot resume experiment {} with the evaluations of {}",
                experiment_id, log.experiment_id);
  if (log.restarts.size() != count)
    return fail(ErrorKind::kCorrupt, "expected evaluations of {} restarts, found {}", count,
                log.restarts.size());
  LogReplay replay;
  for (auto& evaluations : log.restarts) replay.positions_.push_back({evaluations});
  return replay;
}

std::unique_ptr<Estimator> LogReplay::answer(int restart, std::unique_ptr<Estimator> estimator) {
  return std::make_unique<LoggedEstimator>(std::move(estimator), positions_.at(static_cast<size_t>(restart)));
}

Result<> LogReplay::check(bool is_complete) const {
  for (size_t restart = 0; restart < positions_.size(); ++restart) {
    const LogPosition& position = positions_[restart];
    if (position.has_diverged || (is_complete && position.is_replaying()))
      return fail(ErrorKind::kCorrupt,
                  "cannot resume: from evaluation {} of restart {} on, the log is of another search",
                  position.next + 1, restart);
  }
  return {};
}

}  // namespace eigenlake
