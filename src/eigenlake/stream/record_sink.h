#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/kafka/consumer.h"
#include "eigenlake/record/run_record.h"
#include "eigenlake/stream/land_counters.h"
#include "eigenlake/stream/message_decoder.h"

namespace eigenlake {

/// How long a sink waits to be told where a partition begins.
inline constexpr int kWatermarksMs = 10'000;

/// Partitions of topics.
using Places = std::vector<kafka::TopicPartition>;

/// Where the messages of a topic land. It knows how far each of its partitions has landed and holds what has
/// not yet; MessageLander reads, decodes and says when.
///
/// Threads: one at a time.
class RecordSink {
 public:
  virtual ~RecordSink() = default;

  /// Takes partitions on, anew where it had them. Returns where to read on in each.
  virtual Result<kafka::Offsets> begin(std::span<const kafka::TopicPartition> places,
                                       kafka::Consumer& consumer) = 0;
  /// Forgets partitions, and what of them has not landed.
  virtual void forget(std::span<const kafka::TopicPartition> places) = 0;

  /// The message that comes next, of a partition that it has. Landing may bring it forward, where somebody
  /// else has landed what waits here, or back, where what had landed was undone.
  virtual std::optional<int64_t> next(const kafka::TopicPartition& place) const = 0;

  /// Whether it may take the message before something lands. Everything does once its partition has landed.
  virtual bool has_room_for(const kafka::Message& message, const DecodedMessage& decoded) const = 0;
  /// Requires: has_room_for(), and the message is not before next().
  virtual void take(kafka::Message&& message, const DecodedMessage& decoded, const RunRecord& record) = 0;
  /// Accounts for a message that holds no record. Requires: it is not before next().
  virtual void take_dead_letter(kafka::Message&& message, const std::string& reason) = 0;

  /// The partitions that have waited long enough, or hold too much.
  virtual Places due(std::chrono::steady_clock::time_point now) const = 0;
  /// Lands what waits of these partitions, and of others where it comes to that. Counts objects, records and
  /// bytes.
  /// Errors: what waits still does, but for what landed before the error.
  virtual Result<> land(std::span<const kafka::TopicPartition> places, LandCounters& counters) = 0;
  /// Before these offsets everything of its partitions has landed.
  virtual kafka::Offsets durable() const = 0;
  /// Where partitions have to be read again, because what had landed was undone; each is told once.
  virtual kafka::Offsets take_seeks() { return {}; }

  /// Whether the offsets that the group commits are part of what is known, not only for those who watch.
  virtual bool needs_group() const = 0;
};

}  // namespace eigenlake
