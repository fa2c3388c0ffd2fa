// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/kafka/consumer.h"

#include <algorithm>
#include <chrono>

#include "eigenlake/kafka/check_options.h"
#include "eigenlake/kafka/rdkafka_client.h"

namespace eigenlake::kafka {
namespace {

using Clock = std::chrono::steady_clock;

/// Of one partition in one answer; far fewer round trips than with librdkafka's own megabyte.
constexpr int kPartitionFetchBytes = 2 << 20;
/// Size of an answer beyond its largest message.
constexpr int64_t kAnswerOverheadBytes = 1 << 20;

std::vector<Property> consumer_properties(const ConsumerOptions& options) {
  const int64_t answer_bytes = int64_t{kMessageBytesMax} + kAnswerOverheadBytes;
  return {{"group.id", options.group},
          {"enable.auto.commit", "false"},
          {"enable.auto.offset.store", "false"},
          // A missing offset is never replaced silently: that would lose or repeat messages.
          {"auto.offset.reset", "error"},
          {"session.timeout.ms", std::to_string(options.session_timeout_ms)},
          {"heartbeat.interval.ms", std::to_string(std::max(100, options.session_timeout_ms / 4))},
          {"max.poll.interval.ms", std::to_string(options.max_poll_interval_ms)},
          {"fetch.max.bytes", std::to_string(answer_bytes)},
          {"receive.message.max.bytes", std::to_string(answer_bytes + kAnswerOverheadBytes)},
          {"max.partition.fetch.bytes", std::to_string(kPartitionFetchBytes)},
          {"queued.max.messages.kbytes", std::to_string(options.buffered_bytes_max >> 10)},
          {"fetch.wait.max.ms", "100"},
          // A full queue drains in milliseconds; librdkafka's own pause is a second.
          {"fetch.queue.backoff.ms", "5"},
          {"check.crcs", "true"}};
}

PartitionList list_of(const Offsets& offsets) {
  PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(offsets.size())));
  for (const auto& [place, offset] : offsets)
    rd_kafka_topic_partition_list_add(list.get(), place.topic.c_str(), place.kafka_partition)->offset =
        offset;
  return list;
}

PartitionList list_of(std::span<const TopicPartition> partitions) {
  PartitionList list(rd_kafka_topic_partition_list_new(static_cast<int>(partitions.size())));
  for (const auto& place : partitions)
    rd_kafka_topic_partition_list_add(list.get(), place.topic.c_str(), place.kafka_partition);
  return list;
}

std::vector<TopicPartition> places_of(const rd_kafka_topic_partition_list_t& list) {
  std::vector<TopicPartition> places;
  for (int i = 0; i < list.cnt; ++i) places.push_back({list.elems[i].topic, list.elems[i].partition});
  return places;
}

using MessageHandle = Handle<rd_kafka_message_t, rd_kafka_message_destroy>;

std::optional<std::string> bytes_of(const void* bytes, size_t size) {
  if (bytes == nullptr) return std::nullopt;
  return std::string(static_cast<const char*>(bytes), size);
}

Message message_of(const rd_kafka_message_t& message) {
  rd_kafka_timestamp_type_t type = RD_KAFKA_TIMESTAMP_NOT_AVAILABLE;
  const int64_t timestamp_ms = rd_kafka_message_timestamp(&message, &type);
  return {.place = {rd_kafka_topic_name(message.rkt), message.partition},
          .offset = message.offset,
          .timestamp_ms = type == RD_KAFKA_TIMESTAMP_NOT_AVAILABLE ? -1 : timestamp_ms,
          .key = bytes_of(message.key, message.key_len),
          .value = bytes_of(message.payload, message.len)};
}

class RdkafkaConsumer final : public Consumer, public RdkafkaOwner {
 public:
  RdkafkaConsumer(const ConsumerOptions& options, RebalanceListener listener)
      : options_(options), listener_(std::move(listener)) {
    servers = options.client.servers;
  }

  ~RdkafkaConsumer() override {
    if (client_ == nullptr) return;
    // Without close() the group is not notified, as after a crash.
    rd_kafka_destroy_flags(client_, closed_ ? 0 : RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  }

  Result<> start() {
    const auto properties = consumer_properties(options_);
    EIGENLAKE_ASSIGN_OR_RETURN(ConfHandle conf,
                               make_conf(options_.client, properties, static_cast<RdkafkaOwner*>(this)));
    listen(conf.get());
    rd_kafka_conf_set_rebalance_cb(conf.get(), on_rebalance);
    EIGENLAKE_ASSIGN_OR_RETURN(client_, make_client(RD_KAFKA_CONSUMER, std::move(conf)));
    rd_kafka_poll_set_consumer(client_);
    std::vector<TopicPartition> topics;
    for (const auto& topic : options_.topics) topics.push_back({topic, RD_KAFKA_PARTITION_UA});
    return checked(rd_kafka_subscribe(client_, list_of(topics).get()), "while subscribing");
  }

  Result<std::vector<Message>> poll(size_t num_messages_max, int timeout_ms) override {
    EIGENLAKE_RETURN_IF_ERROR(assign_what_waits());
    const auto deadline = Clock::now() + std::chrono::milliseconds(timeout_ms);
    int wait_ms = timeout_ms;
    while (batch_.size() < num_messages_max) {
      const MessageHandle message(rd_kafka_consumer_poll(client_, wait_ms));
      EIGENLAKE_RETURN_IF_ERROR(take_failure());
      if (message != nullptr) EIGENLAKE_RETURN_IF_ERROR(take(*message));
      const auto left =
          std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
      if (message == nullptr && (!batch_.empty() || left <= 0)) break;
      // Once a message is available, only those that are ready are added.
      wait_ms = batch_.empty() ? static_cast<int>(std::max<int64_t>(left, 0)) : 0;
    }
    if (batch_.empty()) EIGENLAKE_RETURN_IF_ERROR(heard_of_trouble());
    return std::exchange(batch_, {});
  }

  Result<> commit(const Offsets& next) override {
    if (next.empty()) return {};
    const PartitionList list = list_of(next);
    EIGENLAKE_RETURN_IF_ERROR(checked(rd_kafka_commit(client_, list.get(), 0), "while committing offsets"));
    return checked_each(*list, "while committing an offset");
  }

  Result<Offsets> committed(std::span<const TopicPartition> partitions) override {
    if (partitions.empty()) return Offsets();
    const PartitionList list = list_of(partitions);
    EIGENLAKE_RETURN_IF_ERROR(
        checked(rd_kafka_committed(client_, list.get(), options_.client.request_timeout_ms),
                "while reading the offsets of the group " + options_.group));
    Offsets offsets;
    for (int i = 0; i < list->cnt; ++i) {
      const auto& element = list->elems[i];
      EIGENLAKE_RETURN_IF_ERROR(checked(element.err, "while reading an offset"));
      if (element.offset >= 0) offsets[{element.topic, element.partition}] = element.offset;
    }
    return offsets;
  }

  Result<Watermarks> watermarks(const TopicPartition& partition, int timeout_ms) override {
    Watermarks marks;
    EIGENLAKE_RETURN_IF_ERROR(
        checked(rd_kafka_query_watermark_offsets(client_, partition.topic.c_str(), partition.kafka_partition,
                                                 &marks.low, &marks.high, timeout_ms),
                fmt::format("while reading the offsets of {} partition {}", partition.topic,
                            partition.kafka_partition)));
    return marks;
  }

  Result<> seek(const Offsets& next) override {
    if (next.empty()) return {};
    std::erase_if(batch_, [&](const Message& message) { return next.contains(message.place); });
    const PartitionList list = list_of(next);
    rd_kafka_error_t* error =
        rd_kafka_seek_partitions(client_, list.get(), options_.client.request_timeout_ms);
    if (error != nullptr) {
      const auto code = rd_kafka_error_code(error);
      rd_kafka_error_destroy(error);
      return checked(code, "while seeking an offset");
    }
    return checked_each(*list, "while seeking an offset");
  }

  Result<> pause(std::span<const TopicPartition> partitions) override {
    return checked(rd_kafka_pause_partitions(client_, list_of(partitions).get()), "while pausing");
  }

  Result<> resume(std::span<const TopicPartition> partitions) override {
    return checked(rd_kafka_resume_partitions(client_, list_of(partitions).get()), "while resuming");
  }

  Result<> close() override {
    const auto code = rd_kafka_consumer_close(client_);
    closed_ = true;
    EIGENLAKE_RETURN_IF_ERROR(take_failure());
    return checked(code, "while leaving the group " + options_.group);
  }

 private:
  static void on_rebalance(rd_kafka_t* /*client*/, rd_kafka_resp_err_t code,
                           rd_kafka_topic_partition_list_t* list, void* opaque) {
    auto& consumer = static_cast<RdkafkaConsumer&>(*static_cast<RdkafkaOwner*>(opaque));
    if (code == RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS) {
      consumer.waiting_ = places_of(*list);
      consumer.note(consumer.assign_what_waits());
    } else {
      consumer.note(consumer.revoke(places_of(*list)));
    }
  }

  /// Begins to read the assigned partitions. Where the listener fails, the next poll retries.
  Result<> assign_what_waits() {
    if (!waiting_) return {};
    Offsets begin;
    if (listener_.on_assigned) {
      EIGENLAKE_ASSIGN_OR_RETURN(begin, listener_.on_assigned(*waiting_));
    }
    std::vector<TopicPartition> rest;
    for (const auto& place : *waiting_)
      if (!begin.contains(place)) rest.push_back(place);
    EIGENLAKE_ASSIGN_OR_RETURN(const Offsets committed_offsets, committed(rest));
    for (const auto& place : rest) {
      const auto found = committed_offsets.find(place);
      begin[place] = found == committed_offsets.end() ? RD_KAFKA_OFFSET_BEGINNING : found->second;
    }
    EIGENLAKE_RETURN_IF_ERROR(
        checked(rd_kafka_assign(client_, list_of(begin).get()), "while assigning partitions"));
    waiting_.reset();
    return {};
  }

  Result<> revoke(const std::vector<TopicPartition>& places) {
    const bool lost = rd_kafka_assignment_lost(client_) != 0;
    const bool never_told = waiting_.has_value();
    waiting_.reset();
    // Not returned yet: the next reader of these partitions gets them again.
    std::erase_if(batch_, [&](const Message& message) {
      return std::ranges::find(places, message.place) != places.end();
    });
    Result<> heard;
    if (listener_.on_revoked && !never_told) heard = listener_.on_revoked(places, lost);
    EIGENLAKE_RETURN_IF_ERROR(checked(rd_kafka_assign(client_, nullptr), "while returning partitions"));
    return heard;
  }

  Result<> take(const rd_kafka_message_t& message) {
    if (message.err == RD_KAFKA_RESP_ERR_NO_ERROR) {
      batch_.push_back(message_of(message));
      return {};
    }
    const std::string text = message.payload == nullptr ? "" : static_cast<const char*>(message.payload);
    Error error = client_error(message.err, "while reading from Kafka", *this);
    if (message.rkt != nullptr)
      error.message += fmt::format(" (topic {}, partition {}, offset {})", rd_kafka_topic_name(message.rkt),
                                   message.partition, message.offset);
    if (!text.empty()) error.message += ": " + text;
    return std::unexpected(std::move(error));
  }

  /// Keeps the first error of a callback until poll can return it.
  void note(Result<> outcome) {
    if (!outcome && !failure_) failure_ = std::move(outcome).error();
  }

  Result<> take_failure() {
    if (!failure_) return {};
    return std::unexpected(*std::exchange(failure_, std::nullopt));
  }

  Result<> heard_of_trouble() {
    const std::string fatal = events.fatal_reason();
    if (!fatal.empty()) return fail(ErrorKind::kUnavailable, "the consumer stopped: {}", fatal);
    const std::string reason = events.last_reason();
    if (!events.take_all_down()) return {};
    return fail(ErrorKind::kUnavailable, "no broker of {} can be reached{}{}", servers,
                reason.empty() ? "" : ": ", reason);
  }

  Result<> checked(rd_kafka_resp_err_t code, const std::string& what) const {
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
    return std::unexpected(client_error(code, what, *this));
  }

  Result<> checked_each(const rd_kafka_topic_partition_list_t& list, const std::string& what) const {
    for (int i = 0; i < list.cnt; ++i) EIGENLAKE_RETURN_IF_ERROR(checked(list.elems[i].err, what));
    return {};
  }

  const ConsumerOptions options_;
  RebalanceListener listener_;
  rd_kafka_t* client_ = nullptr;
  std::vector<Message> batch_;                          ///< Of the current poll.
  std::optional<std::vector<TopicPartition>> waiting_;  ///< Assigned by the group, not begun yet.
  std::optional<Error> failure_;
  bool closed_ = false;
};

}  // namespace

Result<std::unique_ptr<Consumer>> open_consumer(const ConsumerOptions& options, RebalanceListener listener) {
  EIGENLAKE_RETURN_IF_ERROR(check(options.client));
  auto consumer = std::make_unique<RdkafkaConsumer>(options, std::move(listener));
  EIGENLAKE_RETURN_IF_ERROR(consumer->start());
  return consumer;
}

}  // namespace eigenlake::kafka
