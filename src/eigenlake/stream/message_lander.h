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
#include "eigenlake/stream/land_counters.h"
#include "eigenlake/stream/message_decoder.h"
#include "eigenlake/stream/patience.h"
#include "eigenlake/stream/record_sink.h"

namespace eigenlake {

/// Brings the messages of a topic into a sink, as a member of a consumer group: decodes them, puts those
/// without a record out of the way, lands what is due, tells the group how far it is, and hands partitions
/// over when they go.
///
/// Nothing lands before the dead letters that came before it are acknowledged.
///
/// Threads: one at a time.
class MessageLander {
 public:
  static constexpr std::chrono::milliseconds kPause{1'000};

  /// `warn` hears of what is tried again, after `pause_after_failure`.
  MessageLander(RecordSink& sink, MessageDecoder decoder, DeadLetters& dead_letters,
                std::function<void(std::string_view)> warn,
                std::chrono::milliseconds pause_after_failure = kPause);

  /// For the consumer. Requires: use() before it is polled.
  kafka::RebalanceListener listener();
  void use(kafka::Consumer& consumer) { consumer_ = &consumer; }

  /// Polls once, waiting up to `timeout_ms`, and lands what is due.
  ///
  /// Errors: those that trying again does not mend. Brokers, registry and stores that do not answer are tried
  ///         again, with a pause.
  Result<> step(int timeout_ms);

  /// Lands what is in memory and commits. Errors: of the sink and the brokers.
  Result<> flush();

  const LandCounters& counters() const { return counters_; }
  /// The next message of a partition that is ours; none for others.
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
  std::set<kafka::TopicPartition> places_;  ///< That are ours.
  std::deque<kafka::Message> backlog_;      ///< Read, and not yet in the sink.
  kafka::Offsets seeks_;                    ///< Where partitions have to be read again.
  kafka::Offsets committed_;                ///< What the group knows from us.
  RunRecord record_;
  LandCounters counters_;
};

}  // namespace eigenlake
