#pragma once

#include <memory>
#include <span>
#include <vector>

#include "eigenlake/vqe/evaluation_log.h"

namespace eigenlake {

/// How far one restart has come in its part of a log.
struct LogPosition {
  std::vector<LoggedEvaluation>& evaluations;
  size_t next = 0;
  bool has_diverged = false;  ///< The search asked for something else than the log has there.

  /// Some of the log was not asked for.
  bool is_replaying() const { return next < evaluations.size(); }
};

/// Answers from a log as far as it goes, then from an estimator, whose answers it appends to the log. Once
/// the search has diverged, it answers from the estimator and leaves the log alone.
///
/// Requires: `position` outlives this object.
/// Threads:  those of the estimator.
class LoggedEstimator final : public Estimator, private GradientEstimator {
 public:
  LoggedEstimator(std::unique_ptr<Estimator> estimator, LogPosition& position);

  int num_parameters() const override { return estimator_->num_parameters(); }
  Evaluation evaluate(std::span<const double> parameters) override;
  GradientEstimator* gradient() override { return estimator_->gradient() == nullptr ? nullptr : this; }
  StateInspector* inspector() override { return estimator_->inspector(); }

 private:
  Evaluation evaluate_with_gradient(std::span<const double> parameters, std::span<double> gradient) override;
  std::vector<double> rough_hessian_diagonal() const override;
  /// The next evaluation of the log, where it is this one; else null.
  const LoggedEvaluation* replay(std::span<const double> parameters, size_t gradient_size);
  void append(std::span<const double> parameters, std::span<const double> gradient, const Evaluation& answer);

  std::unique_ptr<Estimator> estimator_;
  LogPosition& position_;
};

}  // namespace eigenlake
