#pragma once

#include <chrono>
#include <functional>
#include <span>
#include <string_view>

#include "eigenlake/kafka/consumer.h"

namespace eigenlake {

/// Retries for brokers, registries and stores that do not answer: the landing stops fetching, stays in its
/// group, and retries after a pause.
///
/// Threads: one at a time.
class Patience {
 public:
  Patience(std::chrono::milliseconds pause, std::function<void(std::string_view)> warn)
      : pause_(pause), warn_(std::move(warn)) {}

  /// Whether the pause after the last failure is over.
  bool may_try() const { return std::chrono::steady_clock::now() >= next_attempt_; }

  /// Resumes fetching from `ours` after a success, and stops it after a failure.
  /// Errors: `done`, where retrying does not help; of the consumer.
  Result<> settle(Result<> done, kafka::Consumer& consumer, std::span<const kafka::TopicPartition> ours);

 private:
  std::chrono::milliseconds pause_;
  std::function<void(std::string_view)> warn_;
  std::chrono::steady_clock::time_point next_attempt_;
  bool paused_ = false;
};

}  // namespace eigenlake
