// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string_view>

#include "eigenlake/kafka/consumer.h"
#include "eigenlake/stream/dead_letters.h"
#include "eigenlake/stream/message_decoder.h"
#include "eigenlake/stream/record_sink.h"

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

/// Lands the messages of a topic in a sink, as a member of a consumer group: decodes them, sets dead letters
/// aside, lands what is due, commits offsets to the group, and returns revoked partitions.
///
/// Nothing lands before the earlier dead letters are acknowledged.
///
/// Threads: one at a time.
class MessageLander {
 public:
  static constexpr std::chrono::milliseconds kPause{1'000};

  /// `warn` is called for what is retried after `pause_after_failure`.
  MessageLander(RecordSink& sink, MessageDecoder decoder, DeadLetters& dead_letters,
                std::function<void(std::string_view)> warn,
                std::chrono::milliseconds pause_after_failure = kPause);

  /// For the consumer. Requires: use() before the first poll.
  kafka::RebalanceListener listener();
  void use(kafka::Consumer& consumer) { consumer_ = &consumer; }

  /// Polls once, waiting up to `timeout_ms`, and lands what is due.
  ///
  /// Errors: permanent ones. Brokers, registry and stores that do not answer are retried after a pause.
  Result<> step(int timeout_ms);

  /// Lands what is in memory and commits. Errors: of the sink and the brokers.
  Result<> flush();

  const LandCounters& counters() const { return counters_; }
  /// The next offset of an assigned partition; none for others.
  std::optional<int64_t> position(const kafka::TopicPartition& place) const { return sink_.next(place); }

 private:
  Result<kafka::Offsets> assigned(std::span<const kafka::TopicPartition> places);
  Result<> revoked(std::span<const kafka::TopicPartition> places, bool lost);
  void drop_read(std::span<const kafka::TopicPartition> places);
  Result<> hand_over(std::span<const kafka::TopicPartition> places);
  Result<> work();
  Result<> work_off();
  Result<bool> take(kafka::Message& message);
  Result<> land(std::span<const kafka::TopicPartition> places);
  Result<> seek_back();
  Result<> commit();
  Result<> survive(Result<> done);
  Places ours() const { return {places_.begin(), places_.end()}; }

  RecordSink& sink_;
  MessageDecoder decoder_;
  DeadLetters& dead_letters_;
  std::function<void(std::string_view)> warn_;
  Patience patience_;
  kafka::Consumer* consumer_ = nullptr;
  std::set<kafka::TopicPartition> places_;  ///< Assigned.
  std::deque<kafka::Message> backlog_;      ///< Read, and not yet in the sink.
  kafka::Offsets seeks_;                    ///< Offsets to read again from.
  kafka::Offsets committed_;                ///< Committed to the group by us.
  RunRecord record_;
  LandCounters counters_;
};

}  // namespace eigenlake
