// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "eigenlake/ingest/lake_writer.h"
#include "eigenlake/kafka/consumer.h"
#include "eigenlake/stream/record_sink.h"

namespace eigenlake {

struct DirectSinkOptions {
  std::string topic = {};
  std::chrono::milliseconds batch_after{1'000};  ///< A batch begins at this age of its first message.
  uint64_t batch_bytes_max = uint64_t{32} << 20;
  IngestOptions ingest = {};
};

/// Puts the messages of a topic into the tables, batch by batch, without raw objects.
///
/// The audit log says how far each partition has landed; the group only distributes the partitions, and its
/// committed offsets are for monitoring. A batch spans all partitions and is contiguous: it begins where the
/// audit log ends. What another member landed meanwhile is dropped, and messages of an undone batch are read
/// again.
class DirectSink final : public RecordSink {
 public:
  /// `report` is called for each batch.
  DirectSink(const Lake& lake, DirectSinkOptions options, std::function<void(const IngestReport&)> report);

  /// Errors: of landed_directly() and the brokers.
  Result<kafka::Offsets> begin(std::span<const kafka::TopicPartition> places,
                               kafka::Consumer& consumer) override;
  void forget(std::span<const kafka::TopicPartition> places) override;
  std::optional<int64_t> next(const kafka::TopicPartition& place) const override;
  bool has_room_for(const kafka::Message& message, const DecodedMessage& decoded) const override;
  void take(kafka::Message&& message, const DecodedMessage& decoded, const RunRecord& record) override;
  void take_dead_letter(kafka::Message&& message, const std::string& reason) override;
  Places due(std::chrono::steady_clock::time_point now) const override;
  /// Errors: of LakeWriter.
  Result<> land(std::span<const kafka::TopicPartition> places, LandCounters& counters) override;
  kafka::Offsets durable() const override;
  kafka::Offsets take_seeks() override { return std::exchange(seeks_, {}); }
  bool needs_group() const override { return false; }

 private:
  /// A message that waits for its batch.
  struct Waiting {
    kafka::Message message;
    std::shared_ptr<const WriterSchema> schema;  ///< Null for a dead letter.
    std::string reason;                          ///< Of a dead letter.
  };
  struct PartitionState {
    int64_t first = 0;  ///< First offset of this assignment.
    int64_t begin = 0;  ///< Everything before it is in the tables.
    int64_t next = 0;   ///< Everything before it is in the tables or waits.
    std::deque<Waiting> waiting;
  };

  void wait_for_batch(Waiting waiting);
  void drop_first(PartitionState& state);
  void drop_all(PartitionState& state);
  Result<DirectMessages> make(const DirectOffsets& before);
  void align(int32_t kafka_partition, PartitionState& state, const OffsetRanges& landed);
  Result<> append_objects(int32_t kafka_partition, const PartitionState& state,
                          std::vector<NewObject>& objects) const;
  void settle(const DirectOffsets& after, LandCounters& counters);

  const Lake& lake_;
  const DirectSinkOptions options_;
  std::function<void(const IngestReport&)> report_;
  std::map<int32_t, PartitionState> partitions_;
  kafka::Offsets seeks_;  ///< Offsets to read again from.
  uint64_t waiting_bytes_ = 0;
  size_t num_waiting_ = 0;
  std::chrono::steady_clock::time_point oldest_;  ///< When the oldest waiting message came.
};

}  // namespace eigenlake
