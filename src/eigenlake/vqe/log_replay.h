// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/vqe/evaluation_log.h"

namespace eigenlake {

/// The position of one restart in its part of a log.
struct LogPosition {
  std::vector<LoggedEvaluation>& evaluations;
  size_t next = 0;
  bool has_diverged = false;  ///< The log has another evaluation there than the search.

  bool is_replaying() const { return next < evaluations.size(); }
};

/// Answers from a log until its end, then from an estimator, whose answers it appends to the log. After the
/// search has diverged, it answers from the estimator and does not change the log.
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
  /// The next evaluation of the log if it is this one, else null.
  const LoggedEvaluation* replay(std::span<const double> parameters, size_t gradient_size);
  void append(std::span<const double> parameters, std::span<const double> gradient, const Evaluation& answer);

  std::unique_ptr<Estimator> estimator_;
  LogPosition& position_;
};

/// One search over all its restarts that begins with the evaluations of a log.
///
/// Threads: one for each restart; check() after all of them.
class LogReplay {
 public:
  /// `log` outlives the replay. A log without an experiment gets this one.
  ///
  /// Errors: kInvalidInput  a log of another experiment.
  ///         kCorrupt       a log with another number of restarts.
  static Result<LogReplay> begin(EvaluationLog& log, const std::string& experiment_id, int restarts);

  /// Requires: called once for each restart.
  std::unique_ptr<Estimator> answer(int restart, std::unique_ptr<Estimator> estimator);

  bool has_diverged(int restart) const { return positions_[static_cast<size_t>(restart)].has_diverged; }

  /// Checks that the log belongs to this search. `is_complete`: no stop has ended it.
  ///
  /// Errors: kCorrupt  the log has other evaluations than the search, or more.
  Result<> check(bool is_complete) const;

 private:
  std::vector<LogPosition> positions_;
};

}  // namespace eigenlake
