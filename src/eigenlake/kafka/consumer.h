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
  int64_t timestamp_ms =
      0;  ///< Of the producer or of the broker, as the topic is set; -1 where there is none.
  std::optional<std::string> key;
  std::optional<std::string> value;  ///< None: a tombstone.
};

/// Offsets that exist: [low, high). The lag of a reader is high minus its next offset.
struct Watermarks {
  int64_t low = 0;
  int64_t high = 0;
};

/// What a member of a group does about its partitions. Called from within `poll` and `close`.
struct RebalanceListener {
  /// New partitions. Returns where to begin in each; a partition that is left out begins at the group's
  /// committed offset, or at the earliest where there is none.
  /// Errors: end the poll.
  std::function<Result<Offsets>(std::span<const TopicPartition>)> on_assigned;
  /// Partitions that go. `lost` means that others may read them already: nothing may be finished any more.
  /// What is committed in here still counts where they are not lost.
  std::function<Result<>(std::span<const TopicPartition>, bool lost)> on_revoked;
};

struct ConsumerOptions {
  ClientOptions client = {};
  std::string group = {};
  std::vector<std::string> topics = {};
  int session_timeout_ms = 10'000;
  int max_poll_interval_ms = 300'000;
  /// What lies ready in memory beyond what `poll` returned, about.
  uint64_t buffered_bytes_max = uint64_t{16} << 20;
};

/// Reads as one member of a consumer group. Nothing is committed but by `commit`. An interface, so that sinks
/// can be tested without a broker.
///
/// Threads: one at a time.
class Consumer {
 public:
  virtual ~Consumer() = default;

  /// Up to `num_messages_max` messages, those that came within `timeout_ms`; also takes part in the group, so
  /// it must be called again within max_poll_interval_ms.
  ///
  /// Errors: those of the listener; kUsage for a topic that may not be read; kNotFound where a topic is not
  ///         there; kCorrupt where a position is outside of what the broker has ("the topic was made anew?");
  ///         kUnavailable after no broker answered for longer than librdkafka's own patience. The consumer
  ///         can be polled again after kUnavailable.
  virtual Result<std::vector<Message>> poll(size_t num_messages_max, int timeout_ms) = 0;

  /// Commits "read next from here", and waits for the answer.
  /// Errors: kConflict where the partitions are not ours any more; kUnavailable.
  virtual Result<> commit(const Offsets& next) = 0;

  /// What the group committed, without those it never did. Errors: kUnavailable.
  virtual Result<Offsets> committed(std::span<const TopicPartition> partitions) = 0;

  /// From the broker. Errors: kUnavailable, kNotFound.
  virtual Result<Watermarks> watermarks(const TopicPartition& partition, int timeout_ms) = 0;

  /// Reads on from somewhere else in partitions that are ours.
  virtual Result<> seek(const Offsets& next) = 0;

  /// Stops and resumes fetching while a listener's owner has enough in memory.
  virtual Result<> pause(std::span<const TopicPartition> partitions) = 0;
  virtual Result<> resume(std::span<const TopicPartition> partitions) = 0;

  /// Leaves the group; the listener hears of what is revoked.
  virtual Result<> close() = 0;
};

/// Errors: as of check(ClientOptions).
Result<std::unique_ptr<Consumer>> open_consumer(const ConsumerOptions& options, RebalanceListener listener);

}  // namespace eigenlake::kafka
