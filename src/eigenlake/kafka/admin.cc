// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/kafka/admin.h"

#include <array>

#include "eigenlake/kafka/check_options.h"
#include "eigenlake/kafka/rdkafka_client.h"

namespace eigenlake::kafka {
namespace {

using EventHandle = Handle<rd_kafka_event_t, rd_kafka_event_destroy>;
using ResourceHandle = Handle<rd_kafka_ConfigResource_t, rd_kafka_ConfigResource_destroy>;
using MetadataHandle = Handle<const rd_kafka_metadata_t, rd_kafka_metadata_destroy>;

bool is_refusal(ErrorKind kind) {
  return kind == ErrorKind::kUsage;
}

class RdkafkaAdmin : public Admin {
 public:
  RdkafkaAdmin(rd_kafka_t* client, const RdkafkaOwner& owner, int request_timeout_ms)
      : client_(client),
        owner_(owner),
        request_timeout_ms_(request_timeout_ms),
        queue_(rd_kafka_queue_new(client)) {}

  Result<std::optional<TopicDescription>> describe_topic(const std::string& name) override {
    EIGENLAKE_ASSIGN_OR_RETURN(const MetadataHandle metadata, metadata_of(name));
    const rd_kafka_metadata_topic_t* topic = metadata->topic_cnt == 1 ? metadata->topics : nullptr;
    if (topic == nullptr || topic->err == RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART) return std::nullopt;
    EIGENLAKE_RETURN_IF_ERROR(checked(topic->err, "while reading the topic " + name));
    TopicDescription description{.name = name, .num_partitions = topic->partition_cnt, .configs = {}};
    if (topic->partition_cnt > 0) description.replication_factor = topic->partitions[0].replica_cnt;
    EIGENLAKE_ASSIGN_OR_RETURN(description.configs, configs_of(RD_KAFKA_RESOURCE_TOPIC, name, false));
    return description;
  }

  Result<std::optional<Configs>> topic_configs(const std::string& name) override {
    return configs_of(RD_KAFKA_RESOURCE_TOPIC, name, false);
  }

  Result<std::optional<Configs>> broker_configs() override {
    EIGENLAKE_ASSIGN_OR_RETURN(const MetadataHandle metadata, metadata_of(std::nullopt));
    return configs_of(RD_KAFKA_RESOURCE_BROKER, std::to_string(metadata->orig_broker_id), false);
  }

  Result<> create_topic(const NewTopic& topic) override {
    std::array<char, kMessageBytes> reason{};
    Handle<rd_kafka_NewTopic_t, rd_kafka_NewTopic_destroy> request(rd_kafka_NewTopic_new(
        topic.name.c_str(), topic.num_partitions, topic.replication_factor, reason.data(), reason.size()));
    if (request == nullptr) return fail(ErrorKind::kUsage, "topic {}: {}", topic.name, reason.data());
    for (const auto& [name, value] : topic.configs)
      EIGENLAKE_RETURN_IF_ERROR(checked(
          rd_kafka_NewTopic_set_config(request.get(), name.c_str(), value.c_str()), "setting " + name));
    rd_kafka_NewTopic_t* topics[] = {request.get()};
    EIGENLAKE_ASSIGN_OR_RETURN(
        const EventHandle event,
        ask(RD_KAFKA_ADMIN_OP_CREATETOPICS, "while creating the topic " + topic.name,
            [&](auto* options) { rd_kafka_CreateTopics(client_, topics, 1, options, queue_.get()); }));
    size_t count = 0;
    const auto* result = rd_kafka_event_CreateTopics_result(event.get());
    return checked_topics(rd_kafka_CreateTopics_result_topics(result, &count), count,
                          "while creating the topic ");
  }

  Result<> add_partitions(const std::string& name, int32_t num_partitions) override {
    std::array<char, kMessageBytes> reason{};
    Handle<rd_kafka_NewPartitions_t, rd_kafka_NewPartitions_destroy> request(rd_kafka_NewPartitions_new(
        name.c_str(), static_cast<size_t>(num_partitions), reason.data(), reason.size()));
    if (request == nullptr) return fail(ErrorKind::kUsage, "topic {}: {}", name, reason.data());
    rd_kafka_NewPartitions_t* requests[] = {request.get()};
    EIGENLAKE_ASSIGN_OR_RETURN(
        const EventHandle event,
        ask(RD_KAFKA_ADMIN_OP_CREATEPARTITIONS, "while adding partitions to " + name,
            [&](auto* options) { rd_kafka_CreatePartitions(client_, requests, 1, options, queue_.get()); }));
    size_t count = 0;
    const auto* result = rd_kafka_event_CreatePartitions_result(event.get());
    return checked_topics(rd_kafka_CreatePartitions_result_topics(result, &count), count,
                          "while adding partitions to ");
  }

  /// The only request of this librdkafka replaces all settings of a topic, so those set before are sent
  /// again.
  Result<> alter_topic(const std::string& name, const Configs& configs) override {
    EIGENLAKE_ASSIGN_OR_RETURN(auto all, configs_of(RD_KAFKA_RESOURCE_TOPIC, name, true));
    if (!all) return fail(ErrorKind::kUsage, "cannot change the topic {}: its settings cannot be read", name);
    for (const auto& [key, value] : configs) (*all)[key] = value;
    const ResourceHandle resource(rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name.c_str()));
    for (const auto& [key, value] : *all)
      EIGENLAKE_RETURN_IF_ERROR(checked(
          rd_kafka_ConfigResource_set_config(resource.get(), key.c_str(), value.c_str()), "setting " + key));
    rd_kafka_ConfigResource_t* resources[] = {resource.get()};
    const std::string what = "while changing the topic " + name;
    EIGENLAKE_ASSIGN_OR_RETURN(const EventHandle event,
                               ask(RD_KAFKA_ADMIN_OP_ALTERCONFIGS, what, [&](auto* options) {
                                 rd_kafka_AlterConfigs(client_, resources, 1, options, queue_.get());
                               }));
    size_t count = 0;
    const auto* result = rd_kafka_event_AlterConfigs_result(event.get());
    const auto* const* answers = rd_kafka_AlterConfigs_result_resources(result, &count);
    for (size_t i = 0; i < count; ++i)
      EIGENLAKE_RETURN_IF_ERROR(checked(rd_kafka_ConfigResource_error(answers[i]), what,
                                        rd_kafka_ConfigResource_error_string(answers[i])));
    return {};
  }

  Result<std::map<int32_t, Watermarks>> watermarks(const std::string& topic) override {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto description, describe_topic(topic));
    if (!description) return fail(ErrorKind::kNotFound, "{} has no topic {}", owner_.servers, topic);
    std::map<int32_t, Watermarks> all;
    for (int32_t partition = 0; partition < description->num_partitions; ++partition) {
      Watermarks& marks = all[partition];
      EIGENLAKE_RETURN_IF_ERROR(
          checked(rd_kafka_query_watermark_offsets(client_, topic.c_str(), partition, &marks.low, &marks.high,
                                                   request_timeout_ms_),
                  fmt::format("while reading the offsets of {} partition {}", topic, partition)));
    }
    return all;
  }

 protected:
  /// Polls for the reason why there was no answer, where nobody else does.
  virtual void hear() {}

 private:
  using AdminOptions = Handle<rd_kafka_AdminOptions_t, rd_kafka_AdminOptions_destroy>;

  Result<MetadataHandle> metadata_of(const std::optional<std::string>& topic) {
    rd_kafka_topic_t* handle = topic ? rd_kafka_topic_new(client_, topic->c_str(), nullptr) : nullptr;
    const rd_kafka_metadata_t* metadata = nullptr;
    const auto code = rd_kafka_metadata(client_, 0, handle, &metadata, request_timeout_ms_);
    if (handle != nullptr) rd_kafka_topic_destroy(handle);
    hear();
    EIGENLAKE_RETURN_IF_ERROR(checked(code, "no answer from " + owner_.servers));
    return MetadataHandle(metadata);
  }

  /// Sends a request and waits for its event. Errors: those of the request as a whole.
  template <typename Send>
  Result<EventHandle> ask(rd_kafka_admin_op_t operation, const std::string& what, Send send) {
    const AdminOptions options(rd_kafka_AdminOptions_new(client_, operation));
    std::array<char, kMessageBytes> reason{};
    std::ignore = rd_kafka_AdminOptions_set_request_timeout(options.get(), request_timeout_ms_, reason.data(),
                                                            reason.size());
    send(options.get());
    EventHandle event(rd_kafka_queue_poll(queue_.get(), 2 * request_timeout_ms_));
    hear();
    if (event == nullptr) return std::unexpected(client_error(RD_KAFKA_RESP_ERR__TIMED_OUT, what, owner_));
    const auto code = rd_kafka_event_error(event.get());
    EIGENLAKE_RETURN_IF_ERROR(checked(code, what, rd_kafka_event_error_string(event.get())));
    return event;
  }

  /// The settings of a topic or a broker, with `own_only` those set for it alone; none without permission.
  Result<std::optional<Configs>> configs_of(rd_kafka_ResourceType_t type, const std::string& name,
                                            bool own_only) {
    const ResourceHandle resource(rd_kafka_ConfigResource_new(type, name.c_str()));
    rd_kafka_ConfigResource_t* resources[] = {resource.get()};
    const std::string what = "while reading the settings of " + name;
    auto event = ask(RD_KAFKA_ADMIN_OP_DESCRIBECONFIGS, what, [&](auto* options) {
      rd_kafka_DescribeConfigs(client_, resources, 1, options, queue_.get());
    });
    if (!event && is_refusal(event.error().kind)) return std::nullopt;
    if (!event) return std::unexpected(std::move(event).error());
    size_t count = 0;
    const auto* const* answers = rd_kafka_DescribeConfigs_result_resources(
        rd_kafka_event_DescribeConfigs_result(event->get()), &count);
    if (count != 1) return fail(ErrorKind::kUnavailable, "{}: expected one answer, found {}", what, count);
    const auto code = rd_kafka_ConfigResource_error(answers[0]);
    if (is_refusal(kind_of(code)) && code != RD_KAFKA_RESP_ERR_NO_ERROR) return std::nullopt;
    EIGENLAKE_RETURN_IF_ERROR(checked(code, what, rd_kafka_ConfigResource_error_string(answers[0])));
    return read_configs(*answers[0], own_only);
  }

  static Configs read_configs(const rd_kafka_ConfigResource_t& resource, bool own_only) {
    Configs configs;
    size_t count = 0;
    const auto* const* entries = rd_kafka_ConfigResource_configs(&resource, &count);
    for (size_t i = 0; i < count; ++i) {
      const char* value = rd_kafka_ConfigEntry_value(entries[i]);
      const bool own = rd_kafka_ConfigEntry_source(entries[i]) == RD_KAFKA_CONFIG_SOURCE_DYNAMIC_TOPIC_CONFIG;
      if (value != nullptr && (own || !own_only)) configs[rd_kafka_ConfigEntry_name(entries[i])] = value;
    }
    return configs;
  }

  Result<> checked_topics(const rd_kafka_topic_result_t* const* results, size_t count,
                          const std::string& what) const {
    for (size_t i = 0; i < count; ++i)
      EIGENLAKE_RETURN_IF_ERROR(checked(rd_kafka_topic_result_error(results[i]),
                                        what + rd_kafka_topic_result_name(results[i]),
                                        rd_kafka_topic_result_error_string(results[i])));
    return {};
  }

  /// `said` is the broker's own message, if any.
  Result<> checked(rd_kafka_resp_err_t code, const std::string& what, const char* said = nullptr) const {
    if (code == RD_KAFKA_RESP_ERR_NO_ERROR) return {};
    Error error = client_error(code, what, owner_);
    if (said != nullptr && !error.message.contains(said)) error.message += fmt::format(": {}", said);
    return std::unexpected(std::move(error));
  }

  rd_kafka_t* const client_;
  const RdkafkaOwner& owner_;
  const int request_timeout_ms_;
  const QueueHandle queue_;
};

/// A client of its own.
class AdminClient : public RdkafkaOwner {
 public:
  ~AdminClient() {
    if (client_ != nullptr) rd_kafka_destroy(client_);
  }

  Result<rd_kafka_t*> start(const ClientOptions& options) {
    servers = options.servers;
    EIGENLAKE_ASSIGN_OR_RETURN(ConfHandle conf, make_conf(options, {}, static_cast<RdkafkaOwner*>(this)));
    listen(conf.get());
    EIGENLAKE_ASSIGN_OR_RETURN(client_, make_client(RD_KAFKA_PRODUCER, std::move(conf)));
    return client_;
  }

 private:
  rd_kafka_t* client_ = nullptr;
};

/// The first base, so that the client is destroyed last.
struct AdminClientHolder {
  std::unique_ptr<AdminClient> owner;
};

class OwningAdmin final : private AdminClientHolder, public RdkafkaAdmin {
 public:
  OwningAdmin(std::unique_ptr<AdminClient> client_owner, rd_kafka_t* client, int request_timeout_ms)
      : AdminClientHolder{std::move(client_owner)},
        RdkafkaAdmin(client, *owner, request_timeout_ms),
        client_(client) {}

 private:
  void hear() override { rd_kafka_poll(client_, 0); }

  rd_kafka_t* const client_;
};

}  // namespace

Result<std::unique_ptr<Admin>> Admin::create(const ClientOptions& options) {
  EIGENLAKE_RETURN_IF_ERROR(check(options));
  auto owner = std::make_unique<AdminClient>();
  EIGENLAKE_ASSIGN_OR_RETURN(auto* client, owner->start(options));
  return std::make_unique<OwningAdmin>(std::move(owner), client, options.request_timeout_ms);
}

std::unique_ptr<Admin> admin_of(rd_kafka_t* client, const RdkafkaOwner& owner, int request_timeout_ms) {
  return std::make_unique<RdkafkaAdmin>(client, owner, request_timeout_ms);
}

}  // namespace eigenlake::kafka
