#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "eigenlake/ingest/lake_writer.h"
#include "eigenlake/kafka/consumer.h"
#include "eigenlake/stream/dead_letters.h"
#include "eigenlake/stream/land_counters.h"
#include "eigenlake/stream/message_decoder.h"
#include "eigenlake/stream/patience.h"

namespace eigenlake {

struct DirectLanderOptions {
  std::string topic = {};
  std::chrono::milliseconds batch_after{1'000};  ///< A batch begins at this age of its first message.
  uint64_t batch_bytes_max = uint64_t{32} << 20;
  std::chrono::milliseconds pause_after_failure{1'000};
  IngestOptions ingest = {};
};

/// Puts the messages of a topic into the tables, batch by batch, without raw objects.
///
/// The audit log says how far each partition has landed; the group only shares the partitions out, and what
/// is committed to it is for monitoring. A batch is contiguous: it begins where the audit log ends. What
/// another member has landed meanwhile is dropped, and where a batch of ours was undone, its messages are
/// read again.
///
/// Threads: one at a time.
class DirectLander {
 public:
  DirectLander(const Lake& lake, DirectLanderOptions options, MessageDecoder decoder,
               DeadLetters& dead_letters, std::function<void(const IngestReport&)> report,
               std::function<void(std::string_view)> warn);

  /// For the consumer. Requires: use() before it is polled.
  kafka::RebalanceListener listener();
  void use(kafka::Consumer& consumer) { consumer_ = &consumer; }

  /// Polls once, waiting up to `timeout_ms`, and lands a batch that is due.
  ///
  /// Errors: those that trying again does not mend.
  Result<> step(int timeout_ms);
  /// Lands what is in memory.
  Result<> flush();

  const LandCounters& counters() const { return counters_; }
  /// The next message of a partition that is ours; none for others.
  std::optional<int64_t> position(const kafka::TopicPartition& place) const;

 private:
  /// A message that waits for its batch.
  struct Waiting {
    kafka::Message message;
    std::shared_ptr<const WriterSchema> schema;  ///< Null for a dead letter.
    std::string reason;                          ///< Of a dead letter.
  };
  struct PartitionState {
    int64_t begin = 0;  ///< Everything before it is in the tables.
    int64_t next = 0;   ///< Everything before it is in the tables or waits.
    std::deque<Waiting> waiting;
  };

  Result<kafka::Offsets> assigned(std::span<const kafka::TopicPartition> places);
  Result<> revoked(std::span<const kafka::TopicPartition> places, bool lost);
  Result<> work_off();
  Result<> take(kafka::Message& message);
  bool is_due() const;
  Result<> land();
  Result<DirectMessages> make(const DirectOffsets& before);
  void align(int32_t kafka_partition, PartitionState& state, const OffsetRanges& landed);
  Result<> append_objects(int32_t kafka_partition, const PartitionState& state,
                          std::vector<NewObject>& objects) const;
  Result<> settle(const DirectOffsets& after);
  Result<> survive(Result<> done);

  const Lake& lake_;
  const DirectLanderOptions options_;
  MessageDecoder decoder_;
  DeadLetters& dead_letters_;
  std::function<void(const IngestReport&)> report_;
  std::function<void(std::string_view)> warn_;
  Patience patience_;
  kafka::Consumer* consumer_ = nullptr;
  std::map<int32_t, PartitionState> partitions_;
  std::deque<kafka::Message> backlog_;  ///< Read, and not yet decoded.
  kafka::Offsets seeks_;                ///< Where partitions have to be read again.
  uint64_t waiting_bytes_ = 0;
  std::optional<std::chrono::steady_clock::time_point> oldest_;  ///< Of what waits.
  RunRecord record_;
  LandCounters counters_;
};

}  // namespace eigenlake
