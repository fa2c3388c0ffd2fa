#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "eigenlake/kafka/consumer.h"
#include "eigenlake/lake/writer_lock.h"
#include "eigenlake/object_store/object_store.h"
#include "eigenlake/stream/dead_letters.h"
#include "eigenlake/stream/land_counters.h"
#include "eigenlake/stream/patience.h"
#include "eigenlake/stream/segment.h"

namespace eigenlake {

struct RawLanderOptions {
  LandFormat format = LandFormat::kAvro;
  avro::Codec codec = avro::Codec::kNull;
  int64_t records_per_object = 1000;              ///< Objects end at multiples of this offset.
  std::chrono::milliseconds flush_after{60'000};  ///< An object is closed at this age.
  uint64_t object_bytes_max = 16 << 20;           ///< And when it has grown to this.
  uint64_t buffered_bytes_max = 64 << 20;         ///< Of all partitions; the largest is closed beyond that.
  std::chrono::milliseconds pause_after_failure{1'000};
};

/// An object that was made durable.
struct LandedObject {
  std::string key;
  kafka::TopicPartition place;
  int64_t first_offset = 0;
  int64_t last_offset = 0;
  size_t num_records = 0;
  uint64_t num_bytes = 0;
};

/// Writes the records of a topic as raw objects TOPIC+PARTITION+FIRST-OFFSET, each offset into exactly one.
///
/// The names of a partition's objects form a chain: each begins where the one before ended, and an existing
/// name is never replaced. Whoever is assigned the partition, restarted or a second member that was thought
/// dead, goes on at the end of the chain; where somebody else has added to it meanwhile, the name is taken,
/// and what the other landed is dropped. Offsets are committed after their object is durable and their dead
/// letters are acknowledged, and only tell how far the group has come.
///
/// Threads: one at a time.
class RawLander {
 public:
  /// `report` hears of each object, `warn` of what is tried again. Where the store does not honour
  /// put_if_absent, `lease` keeps other landings away; it is asked before each object.
  RawLander(RawLanderOptions options, std::shared_ptr<ObjectStore> raw, WriterLock* lease,
            MessageDecoder decoder, DeadLetters& dead_letters,
            std::function<void(const LandedObject&)> report, std::function<void(std::string_view)> warn);

  /// For the consumer. Requires: use() before it is polled.
  kafka::RebalanceListener listener();
  void use(kafka::Consumer& consumer) { consumer_ = &consumer; }

  /// Polls once, waiting up to `timeout_ms`, and lands what is due.
  ///
  /// Errors: those that trying again does not mend. Brokers, registry and store that do not answer are tried
  ///         again, with a pause.
  Result<> step(int timeout_ms);

  /// Lands what is in memory and commits. Errors: of the store and the brokers.
  Result<> flush();

  const LandCounters& counters() const { return counters_; }
  /// The next message of a partition that is ours; none for others.
  std::optional<int64_t> position(const kafka::TopicPartition& place) const;

 private:
  struct PartitionState {
    Segment segment;
    int64_t next = 0;        ///< Messages before it are known.
    int64_t committed = -1;  ///< What the group knows.
  };

  Result<kafka::Offsets> assigned(std::span<const kafka::TopicPartition> places);
  Result<> revoked(std::span<const kafka::TopicPartition> places, bool lost);
  Result<> work_off();
  Result<> take(const kafka::Message& message);
  Result<> land_due();
  Result<> land(const kafka::TopicPartition& place, PartitionState& state);
  Result<> put(const kafka::TopicPartition& place, PartitionState& state);
  Result<> put_new(std::string_view key, std::string_view bytes);
  Result<> commit();
  Result<> survive(Result<> done);
  uint64_t buffered_bytes() const;

  const RawLanderOptions options_;
  std::shared_ptr<ObjectStore> raw_;
  WriterLock* lease_;  ///< Null: the store decides.
  MessageDecoder decoder_;
  DeadLetters& dead_letters_;
  std::function<void(const LandedObject&)> report_;
  std::function<void(std::string_view)> warn_;
  Patience patience_;
  kafka::Consumer* consumer_ = nullptr;
  std::map<kafka::TopicPartition, PartitionState> partitions_;
  std::deque<kafka::Message> backlog_;  ///< Read, and not yet in a segment.
  RunRecord record_;
  LandCounters counters_;
};

}  // namespace eigenlake
