#include "eigenlake/vqe/log_replay.h"

#include <utility>

#include "eigenlake/base/assert.h"

namespace eigenlake {

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
