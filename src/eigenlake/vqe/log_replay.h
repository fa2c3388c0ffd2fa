#pragma once

#include <memory>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/vqe/evaluation_log.h"
#include "eigenlake/vqe/logged_estimator.h"

namespace eigenlake {

/// One search over all its restarts that begins with the evaluations of a log.
///
/// Threads: those of different restarts; check() after all of them.
class LogReplay {
 public:
  /// `log` outlives the replay. One that has no experiment yet becomes this one's.
  ///
  /// Errors: kInvalidInput  a log of another experiment.
  ///         kCorrupt       one of other restarts.
  static Result<LogReplay> begin(EvaluationLog& log, const std::string& experiment_id, int restarts);

  /// Requires: called once for each restart.
  std::unique_ptr<Estimator> answer(int restart, std::unique_ptr<Estimator> estimator);

  bool has_diverged(int restart) const { return positions_[static_cast<size_t>(restart)].has_diverged; }

  /// Whether the log was one of this search. `is_complete`: no stop has ended it.
  ///
  /// Errors: kCorrupt  the search asked for something else than the log has, or not for all of it.
  Result<> check(bool is_complete) const;

 private:
  std::vector<LogPosition> positions_;
};

}  // namespace eigenlake
