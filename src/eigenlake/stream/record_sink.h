// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/kafka/consumer.h"
#include "eigenlake/record/run_record.h"
#include "eigenlake/stream/message_decoder.h"

namespace eigenlake {

/// Progress of a landing.
struct LandCounters {
  uint64_t objects = 0;  ///< Raw objects, or batches where there are none.
  uint64_t records = 0;
  uint64_t bytes = 0;  ///< Of them.
  uint64_t dead_letters = 0;
  std::map<kafka::TopicPartition, int64_t> next;  ///< Durable up to here, of the assigned partitions.
};

/// How long a sink waits for the offsets of a partition.
inline constexpr int kWatermarksMs = 10'000;

/// Partitions of topics.
using Places = std::vector<kafka::TopicPartition>;

/// Where the messages of a topic land. It knows how far each of its partitions has landed and holds the
/// waiting messages; MessageLander reads, decodes and decides when to land.
///
/// Threads: one at a time.
class RecordSink {
 public:
  virtual ~RecordSink() = default;

  /// Adds partitions, or restarts them. Returns the next offset of each.
  virtual Result<kafka::Offsets> begin(std::span<const kafka::TopicPartition> places,
                                       kafka::Consumer& consumer) = 0;
  /// Drops partitions with their waiting messages.
  virtual void forget(std::span<const kafka::TopicPartition> places) = 0;

  /// The next offset of a partition. Landing may move it forward, where another member has landed the waiting
  /// messages, or back, where a landing was undone.
  virtual std::optional<int64_t> next(const kafka::TopicPartition& place) const = 0;

  /// Whether it accepts the message before something lands. Once its partition has landed, it always does.
  virtual bool has_room_for(const kafka::Message& message, const DecodedMessage& decoded) const = 0;
  /// Requires: has_room_for(), and the message is not before next().
  virtual void take(kafka::Message&& message, const DecodedMessage& decoded, const RunRecord& record) = 0;
  /// Covers the offset of a message that holds no record. Requires: it is not before next().
  virtual void take_dead_letter(kafka::Message&& message, const std::string& reason) = 0;

  /// The partitions that have waited long enough, or hold too much.
  virtual Places due(std::chrono::steady_clock::time_point now) const = 0;
  /// Lands the waiting messages of these partitions, perhaps also of others. Counts objects, records and
  /// bytes. After an error all still wait but those that landed before it.
  virtual Result<> land(std::span<const kafka::TopicPartition> places, LandCounters& counters) = 0;
  /// Everything before these offsets of its partitions has landed.
  virtual kafka::Offsets durable() const = 0;
  /// Offsets to read again from, because a landing was undone; each is returned once.
  virtual kafka::Offsets take_seeks() { return {}; }

  /// Whether the group's committed offsets are needed, not only for monitoring.
  virtual bool needs_group() const = 0;
};

}  // namespace eigenlake
