// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/avro/codec.h"
#include "eigenlake/kafka/consumer.h"
#include "eigenlake/lake/writer_lock.h"
#include "eigenlake/object_store/object_store.h"
#include "eigenlake/stream/message_decoder.h"
#include "eigenlake/stream/record_sink.h"

namespace eigenlake {

enum class LandFormat { kAvro, kJson };

/// Messages of one partition that become one raw object. Bodies keep their bytes.
class Segment {
 public:
  /// `first_offset` is the first that it covers: the end of the object before.
  Segment(int64_t first_offset, LandFormat format)
      : first_offset_(first_offset), end_(first_offset), format_(format) {}

  /// Whether the message may come into this segment: one schema, and one range of `records_per_object`
  /// offsets.
  bool takes(int64_t offset, const WriterSchema& schema, int64_t records_per_object) const;
  void add(int64_t offset, const DecodedMessage& message, const RunRecord& record);
  /// Covers a message that is no record, and those that never existed.
  void skip_to(int64_t next_offset) { end_ = next_offset; }

  int64_t first_offset() const { return first_offset_; }
  int64_t end() const { return end_; }  ///< After the last covered offset.
  size_t num_records() const { return records_.size(); }
  uint64_t num_bytes() const { return bytes_; }
  /// When its first record came. Requires: it has one.
  std::chrono::steady_clock::time_point begun() const { return begun_; }

  /// Another writer has landed everything before `offset`: drops it and begins there.
  void begin_at(int64_t offset);

  /// The object's content. Requires: num_records() > 0.
  Result<std::string> content(avro::Codec codec) const;

 private:
  struct Record {
    int64_t offset = 0;
    std::string bytes;  ///< The Avro body, or a line of JSON.
  };

  std::string encoded(const DecodedMessage& message, const RunRecord& record, int64_t offset) const;
  Result<std::string> avro_container(avro::Codec codec) const;
  std::string json_lines() const;

  int64_t first_offset_;
  int64_t end_;
  LandFormat format_;
  std::shared_ptr<const WriterSchema> schema_;
  std::vector<Record> records_;
  uint64_t bytes_ = 0;
  std::chrono::steady_clock::time_point begun_;
};

struct RawSinkOptions {
  LandFormat format = LandFormat::kAvro;
  avro::Codec codec = avro::Codec::kNull;
  int64_t records_per_object = 1000;              ///< Objects end at multiples of this offset.
  std::chrono::milliseconds flush_after{60'000};  ///< An object is closed at this age.
  uint64_t object_bytes_max = 16 << 20;           ///< And at this size.
  uint64_t buffered_bytes_max = 64 << 20;         ///< Of all partitions; the largest is closed beyond that.
};

/// A durable object.
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
/// name is never replaced. Every owner of the partition, restarted or a second member believed dead, resumes
/// at the end of the chain; where another member has extended it meanwhile, the name exists, and what the
/// other landed is dropped. After the chain only the group's offset covers dead letters.
class RawSink final : public RecordSink {
 public:
  /// `report` is called for each object. Where the store lacks put_if_absent, `lease` excludes other
  /// landings; it is checked before each object.
  RawSink(RawSinkOptions options, std::shared_ptr<ObjectStore> raw, WriterLock* lease,
          std::function<void(const LandedObject&)> report);

  /// Errors: of the store and the brokers; kCorrupt where the end of the chain is unknown.
  Result<kafka::Offsets> begin(std::span<const kafka::TopicPartition> places,
                               kafka::Consumer& consumer) override;
  void forget(std::span<const kafka::TopicPartition> places) override;
  std::optional<int64_t> next(const kafka::TopicPartition& place) const override;
  bool has_room_for(const kafka::Message& message, const DecodedMessage& decoded) const override;
  void take(kafka::Message&& message, const DecodedMessage& decoded, const RunRecord& record) override;
  void take_dead_letter(kafka::Message&& message, const std::string& reason) override;
  Places due(std::chrono::steady_clock::time_point now) const override;
  /// Errors: of the store; kConflict for a foreign object under the next name.
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
  std::map<kafka::TopicPartition, Segment> segments_;  ///< Open; each ends at the next offset.
};

}  // namespace eigenlake
