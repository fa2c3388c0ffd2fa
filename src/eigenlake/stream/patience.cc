#include "eigenlake/stream/patience.h"

namespace eigenlake {
namespace {

/// A store may come back, and the next attempt finds out the outcome of a commit.
bool is_worth_another_attempt(ErrorKind kind) {
  return may_retry(kind) || kind == ErrorKind::kStore || kind == ErrorKind::kCommitStateUnknown;
}

}  // namespace

Result<> Patience::settle(Result<> done, kafka::Consumer& consumer,
                          std::span<const kafka::TopicPartition> ours) {
  if (done) {
    if (paused_) EIGENLAKE_RETURN_IF_ERROR(consumer.resume(ours));
    paused_ = false;
    return {};
  }
  if (!is_worth_another_attempt(done.error().kind)) return done;
  warn_(fmt::format("{}; retrying", done.error().to_string()));
  next_attempt_ = std::chrono::steady_clock::now() + pause_;
  if (paused_ || ours.empty()) return {};
  EIGENLAKE_RETURN_IF_ERROR(consumer.pause(ours));
  paused_ = true;
  return {};
}

}  // namespace eigenlake
