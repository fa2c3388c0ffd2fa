#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "eigenlake/kafka/consumer.h"
#include "eigenlake/lake/writer_lock.h"
#include "eigenlake/object_store/object_store.h"
#include "eigenlake/stream/record_sink.h"
#include "eigenlake/stream/segment.h"

namespace eigenlake {

struct RawSinkOptions {
  LandFormat format = LandFormat::kAvro;
  avro::Codec codec = avro::Codec::kNull;
  int64_t records_per_object = 1000;              ///< Objects end at multiples of this offset.
  std::chrono::milliseconds flush_after{60'000};  ///< An object is closed at this age.
  uint64_t object_bytes_max = 16 << 20;           ///< And when it has grown to this.
  uint64_t buffered_bytes_max = 64 << 20;         ///< Of all partitions; the largest is closed beyond that.
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
/// and what the other landed is dropped. Behind the chain the group's offset alone accounts for dead letters.
class RawSink final : public RecordSink {
 public:
  /// `report` hears of each object. Where the store does not honour put_if_absent, `lease` keeps other
  /// landings away; it is asked before each object.
  RawSink(RawSinkOptions options, std::shared_ptr<ObjectStore> raw, WriterLock* lease,
          std::function<void(const LandedObject&)> report);

  /// Errors: of the store and the brokers; kCorrupt where the end of the chain cannot be told.
  Result<kafka::Offsets> begin(std::span<const kafka::TopicPartition> places,
                               kafka::Consumer& consumer) override;
  void forget(std::span<const kafka::TopicPartition> places) override;
  std::optional<int64_t> next(const kafka::TopicPartition& place) const override;
  bool has_room_for(const kafka::Message& message, const DecodedMessage& decoded) const override;
  void take(kafka::Message&& message, const DecodedMessage& decoded, const RunRecord& record) override;
  void take_dead_letter(kafka::Message&& message, const std::string& reason) override;
  Places due(std::chrono::steady_clock::time_point now) const override;
  /// Errors: of the store; kConflict for an object under the next name that is not of the chain.
  Result<> land(std::span<const kafka::TopicPartition> places, LandCounters& counters) override;
  kafka::Offsets durable() const override;
  bool needs_group() const override { return true; }

 private:
  Result<> put(const kafka::TopicPartition& place, Segment& segment, LandCounters& counters);
  Result<> put_new(std::string_view key, std::string_view bytes);

  const RawSinkOptions options_;
  std::shared_ptr<ObjectStore> raw_;
  WriterLock* lease_;  ///< Null: the store decides.
  std::function<void(const LandedObject&)> report_;
  std::map<kafka::TopicPartition, Segment> segments_;  ///< Under way; each ends where the next message is.
};

}  // namespace eigenlake
