// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/kafka/kafka_options.h"

namespace eigenlake::kafka {

struct TopicPartition {
  std::string topic;
  int32_t kafka_partition = 0;
  auto operator<=>(const TopicPartition&) const = default;
};

/// Where to read next, by partition.
using Offsets = std::map<TopicPartition, int64_t>;

/// A message as the broker has it.
struct Message {
  TopicPartition place;
  int64_t offset = 0;
  int64_t timestamp_ms = 0;  ///< Of the producer or the broker, by the topic's settings; -1 without.
  std::optional<std::string> key;
  std::optional<std::string> value;  ///< None: a tombstone.
};

/// Offsets that exist: [low, high). The lag of a reader is high minus its next offset.
struct Watermarks {
  int64_t low = 0;
  int64_t high = 0;
};

/// Reacts to changes of the member's partitions. Called from within `poll` and `close`.
struct RebalanceListener {
  /// New partitions. Returns where to begin in each; a partition that is left out begins at the group's
  /// committed offset, or at the earliest where there is none.
  /// Errors: end the poll.
  std::function<Result<Offsets>(std::span<const TopicPartition>)> on_assigned;
  /// Revoked partitions. `lost` means that others may read them already, so nothing may be committed.
  /// Without it a commit from here still counts.
  std::function<Result<>(std::span<const TopicPartition>, bool lost)> on_revoked;
};

struct ConsumerOptions {
  ClientOptions client = {};
  std::string group = {};
  std::vector<std::string> topics = {};
  int session_timeout_ms = 10'000;
  int max_poll_interval_ms = 300'000;
  /// About how much is prefetched beyond what `poll` returned.
  uint64_t buffered_bytes_max = uint64_t{16} << 20;
};

/// Reads as one member of a consumer group. Only `commit` commits. An interface, so that sinks are tested
/// without a broker.
///
/// Threads: one at a time.
class Consumer {
 public:
  virtual ~Consumer() = default;

  /// Up to `num_messages_max` messages, those that came within `timeout_ms`; also takes part in the group, so
  /// it must be called again within max_poll_interval_ms.
  ///
  /// Errors: those of the listener; kUsage for a topic that may not be read; kNotFound for a missing topic;
  ///         kCorrupt for an offset that the broker does not have (was the topic created again?);
  ///         kUnavailable once librdkafka gives up on all brokers. The consumer can be polled again after
  ///         kUnavailable.
  virtual Result<std::vector<Message>> poll(size_t num_messages_max, int timeout_ms) = 0;

  /// Commits "read next from here", and waits for the answer.
  /// Errors: kConflict for partitions of other members; kUnavailable.
  virtual Result<> commit(const Offsets& next) = 0;

  /// The group's committed offsets; partitions without one are left out. Errors: kUnavailable.
  virtual Result<Offsets> committed(std::span<const TopicPartition> partitions) = 0;

  /// From the broker. Errors: kUnavailable, kNotFound.
  virtual Result<Watermarks> watermarks(const TopicPartition& partition, int timeout_ms) = 0;

  /// Continues at other offsets in assigned partitions.
  virtual Result<> seek(const Offsets& next) = 0;

  /// Stops and resumes fetching while a listener's owner has enough in memory.
  virtual Result<> pause(std::span<const TopicPartition> partitions) = 0;
  virtual Result<> resume(std::span<const TopicPartition> partitions) = 0;

  /// Leaves the group; the listener is notified of the revoked partitions.
  virtual Result<> close() = 0;
};

/// Errors: as of check(ClientOptions).
Result<std::unique_ptr<Consumer>> open_consumer(const ConsumerOptions& options, RebalanceListener listener);

}  // namespace eigenlake::kafka
