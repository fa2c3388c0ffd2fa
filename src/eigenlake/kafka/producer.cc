// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/kafka/producer.h"

#include <chrono>
#include <thread>

#include "eigenlake/kafka/check_options.h"
#include "eigenlake/kafka/rdkafka_client.h"

namespace eigenlake::kafka {
namespace {

using Clock = std::chrono::steady_clock;

/// Frames of a batch and a request beside the messages.
constexpr int kOverheadBytes = 64 << 10;
constexpr int kQueuePollMs = 100;
constexpr int kPurgeWaitMs = 1000;
/// A new idempotent producer connects by itself to get its id. Where a request makes it connect while it
/// moves from the given address to the broker behind it, it asks for the id too early and retries only after
/// half a second (librdkafka 2.16). So no request is sent before a broker has described its cluster, or this
/// time has passed, and then a little later.
constexpr int kFirstAnswerMs = 200;
constexpr std::chrono::milliseconds kConnectPause{10};

std::vector<Property> producer_properties(const ProducerOptions& options) {
  const bool idempotent = options.acks == "all" || options.acks == "-1";
  // The queue holds two of the largest messages, and at least librdkafka's default.
  const int64_t queue_kib =
      std::max<int64_t>(2 * (int64_t{options.message_bytes_max} >> 10) + 1024, 128 << 10);
  return {{"acks", options.acks},
          {"enable.idempotence", idempotent ? "true" : "false"},
          {"compression.type", "zstd"},
          {"partitioner", "murmur2_random"},
          {"linger.ms", std::to_string(options.linger_ms)},
          {"message.timeout.ms", std::to_string(options.delivery_timeout_ms)},
          {"message.max.bytes", std::to_string(int64_t{options.message_bytes_max} + kOverheadBytes)},
          {"queue.buffering.max.kbytes", std::to_string(queue_kib)},
          {"request.timeout.ms", std::to_string(options.client.request_timeout_ms)}};
}

using TopicHandle = Handle<rd_kafka_topic_t, rd_kafka_topic_destroy>;

class RdkafkaProducer final : public Producer, public RdkafkaOwner {
 public:
  RdkafkaProducer(const ProducerOptions& options, OnDelivery on_delivery)
      : options_(options), on_delivery_(std::move(on_delivery)) {
    servers = options.client.servers;
  }

  ~RdkafkaProducer() override {
    if (client_ == nullptr) return;
    rd_kafka_purge(client_, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    topics_.clear();
    rd_kafka_destroy(client_);
  }

  Result<> start() {
    const auto properties = producer_properties(options_);
    EIGENLAKE_ASSIGN_OR_RETURN(ConfHandle conf,
                               make_conf(options_.client, properties, static_cast<RdkafkaOwner*>(this)));
    listen(conf.get());
    rd_kafka_conf_set_dr_msg_cb(conf.get(), on_report);
    EIGENLAKE_ASSIGN_OR_RETURN(client_, make_client(RD_KAFKA_PRODUCER, std::move(conf)));
    return {};
  }

  bool wait_for_broker() override {
    char* cluster = rd_kafka_clusterid(client_, kFirstAnswerMs);
    const bool has_answer = cluster != nullptr;
    rd_kafka_mem_free(client_, cluster);
    std::this_thread::sleep_for(kConnectPause);
    return has_answer;
  }

  bool get_ready(std::string_view topic, int timeout_ms) override {
    // The client keeps metadata only of topics that it knows.
    TopicHandle handle(rd_kafka_topic_new(client_, std::string(topic).c_str(), nullptr));
    if (handle == nullptr) return false;
    const rd_kafka_metadata_t* metadata = nullptr;
    const auto code = rd_kafka_metadata(client_, 0, handle.get(), &metadata, timeout_ms);
    topics_.push_back(std::move(handle));
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR) return false;
    rd_kafka_metadata_destroy(metadata);
    return true;
  }

  std::unique_ptr<Admin> admin() override {
    return admin_of(client_, *this, options_.client.request_timeout_ms);
  }

  Result<> send(std::string_view topic, std::string_view key, std::string_view value,
                std::span<const Header> headers, uint64_t tag) override {
    const size_t bytes = message_bytes(key, value, headers);
    if (bytes > static_cast<size_t>(options_.message_bytes_max))
      return fail(ErrorKind::kResourceLimit,
                  "a message must have at most {} bytes, the producer's limit, got {}",
                  options_.message_bytes_max, bytes);
    const auto deadline = Clock::now() + std::chrono::milliseconds(options_.delivery_timeout_ms);
    while (true) {
      const auto code = produce(std::string(topic), key, value, headers, tag);
      if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
      if (code != RD_KAFKA_RESP_ERR__QUEUE_FULL || Clock::now() > deadline)
        return std::unexpected(error(code, fmt::format("while sending a message to {}", topic)));
      poll(kQueuePollMs);
    }
  }

  void poll(int timeout_ms) override { rd_kafka_poll(client_, timeout_ms); }

  Result<> flush(int timeout_ms) override {
    const auto code = rd_kafka_flush(client_, timeout_ms);
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
    return std::unexpected(error(
        code, fmt::format("{} messages are not acknowledged by {}", rd_kafka_outq_len(client_), servers)));
  }

  void purge() override {
    rd_kafka_purge(client_, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    std::ignore = rd_kafka_flush(client_, kPurgeWaitMs);
  }

 private:
  static size_t message_bytes(std::string_view key, std::string_view value, std::span<const Header> headers) {
    size_t bytes = key.size() + value.size();
    for (const auto& header : headers) bytes += header.name.size() + header.value.size();
    return bytes;
  }

  rd_kafka_resp_err_t produce(const std::string& topic, std::string_view key, std::string_view value,
                              std::span<const Header> headers, uint64_t tag) {
    rd_kafka_headers_t* list = headers.empty() ? nullptr : rd_kafka_headers_new(headers.size());
    for (const auto& header : headers)
      rd_kafka_header_add(list, header.name.data(), static_cast<ssize_t>(header.name.size()),
                          header.value.data(), static_cast<ssize_t>(header.value.size()));
    // producev wants non-const pointers, but copies.
    const auto code = rd_kafka_producev(
        client_, RD_KAFKA_V_TOPIC(topic.c_str()), RD_KAFKA_V_MSGFLAGS(RD_KAFKA_MSG_F_COPY),
        RD_KAFKA_V_KEY(key.data(), key.size()),
        RD_KAFKA_V_VALUE(const_cast<char*>(value.data()), value.size()), RD_KAFKA_V_HEADERS(list),
        RD_KAFKA_V_OPAQUE(reinterpret_cast<void*>(tag)), RD_KAFKA_V_END);
    if (code != RD_KAFKA_RESP_ERR_NO_ERROR && list != nullptr) rd_kafka_headers_destroy(list);
    return code;
  }

  static void on_report(rd_kafka_t* /*client*/, const rd_kafka_message_t* message, void* opaque) {
    auto& producer = static_cast<RdkafkaProducer&>(*static_cast<RdkafkaOwner*>(opaque));
    DeliveryReport report{.tag = reinterpret_cast<uint64_t>(message->_private),
                          .outcome = MessagePlace{message->partition, message->offset}};
    if (message->err != RD_KAFKA_RESP_ERR_NO_ERROR) {
      report.outcome = std::unexpected(
          producer.error(message->err, fmt::format("no acknowledgement from {} for {}", producer.servers,
                                                   rd_kafka_topic_name(message->rkt))));
    } else {
      producer.events.forget();
    }
    if (producer.on_delivery_) producer.on_delivery_(report);
  }

  Error error(rd_kafka_resp_err_t code, const std::string& what) const {
    const std::string fatal = events.fatal_reason();
    if (!fatal.empty())
      return {ErrorKind::kUnavailable, fmt::format("{}: the producer stopped: {}", what, fatal), {}};
    return client_error(code, what, *this);
  }

  const ProducerOptions options_;
  OnDelivery on_delivery_;
  rd_kafka_t* client_ = nullptr;
  std::vector<TopicHandle> topics_;  ///< Kept, so that the client keeps their metadata.
};

}  // namespace

Result<std::unique_ptr<Producer>> Producer::create(const ProducerOptions& options, OnDelivery on_delivery) {
  EIGENLAKE_RETURN_IF_ERROR(check(options.client));
  auto producer = std::make_unique<RdkafkaProducer>(options, std::move(on_delivery));
  EIGENLAKE_RETURN_IF_ERROR(producer->start());
  return producer;
}

}  // namespace eigenlake::kafka
