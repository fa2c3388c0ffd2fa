// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/topics.h"

#include <charconv>

#include <fmt/format.h>

#include "eigenlake/http/http_client.h"
#include "eigenlake/json/json.h"
#include "eigenlake/record/record_decoder.h"
#include "eigenlake/record/record_schema.h"
#include "eigenlake/registry/schema_registry.h"

namespace eigenlake {
namespace {

constexpr int64_t kMessageBytes = kafka::kMessageBytesMax;
constexpr int64_t kMillisecondsPerHour = 3'600'000;
/// Bytes of a batch beyond its largest record.
constexpr int64_t kBatchOverhead = 64 << 10;

using Finding = TopicFinding;

Finding at_least(std::string what, int64_t expected, const std::string& found) {
  int64_t value = 0;
  const bool is_number = std::from_chars(found.data(), found.data() + found.size(), value).ec == std::errc();
  return {std::move(what), fmt::format("at least {}", expected), found,
          is_number && value >= expected ? Finding::State::kAsExpected : Finding::State::kDiffers};
}

Finding equals(std::string what, std::string expected, std::string found) {
  const auto state = expected == found ? Finding::State::kAsExpected : Finding::State::kDiffers;
  return {std::move(what), std::move(expected), std::move(found), state};
}

Finding unknown(std::string what, std::string expected, std::string reason) {
  return {std::move(what), std::move(expected), std::move(reason), Finding::State::kUnknown};
}

struct TopicPlan {
  std::string name;
  int32_t num_partitions = 1;
  int32_t replication_factor = 1;
  kafka::Configs configs;
};

class Topics {
 public:
  Topics(const TopicRequest& request, kafka::Admin& admin, registry::SchemaRegistry& registry)
      : request_(request), admin_(admin), registry_(registry) {}

  Result<> create() {
    for (const TopicPlan& plan : plans()) EIGENLAKE_RETURN_IF_ERROR(create(plan));
    EIGENLAKE_ASSIGN_OR_RETURN(const auto known, registry_.find_id(subject(), record_schema_json()));
    if (known && !request_.alter) return {};
    EIGENLAKE_ASSIGN_OR_RETURN(const auto latest, registry_.latest(subject()));
    if (!latest || request_.alter) EIGENLAKE_RETURN_IF_ERROR(registry_.set_compatibility(subject(), "NONE"));
    EIGENLAKE_RETURN_IF_ERROR(registry_.id_of(subject(), record_schema_json()));
    return {};
  }

  Result<std::vector<Finding>> check() {
    std::vector<Finding> findings;
    for (const TopicPlan& plan : plans()) EIGENLAKE_RETURN_IF_ERROR(check_topic(plan, findings));
    EIGENLAKE_RETURN_IF_ERROR(check_broker(findings));
    EIGENLAKE_RETURN_IF_ERROR(check_subject(findings));
    if (request_.connect_url) check_connectors(*request_.connect_url, findings);
    return findings;
  }

 private:
  std::string subject() const { return request_.kafka.topic + "-value"; }

  std::vector<TopicPlan> plans() const {
    const kafka::Configs configs = {
        {"max.message.bytes", std::to_string(kMessageBytes + kBatchOverhead)},
        {"retention.ms", std::to_string(request_.retention_hours * kMillisecondsPerHour)}};
    return {{request_.kafka.topic, request_.num_partitions, request_.replication_factor, configs},
            {request_.dead_letter_topic, 1, request_.replication_factor, configs}};
  }

  Result<> create(const TopicPlan& plan) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto found, admin_.describe_topic(plan.name));
    if (!found)
      return admin_.create_topic({plan.name, plan.num_partitions, plan.replication_factor, plan.configs});
    if (!request_.alter) return {};
    if (found->num_partitions < plan.num_partitions)
      EIGENLAKE_RETURN_IF_ERROR(admin_.add_partitions(plan.name, plan.num_partitions));
    return admin_.alter_topic(plan.name, plan.configs);
  }

  Result<> check_topic(const TopicPlan& plan, std::vector<Finding>& findings) {
    const std::string what = "topic " + plan.name;
    EIGENLAKE_ASSIGN_OR_RETURN(const auto found, admin_.describe_topic(plan.name));
    if (!found) {
      findings.push_back(equals(what, "exists", "missing"));
      return {};
    }
    findings.push_back(
        at_least(what + ": partitions", plan.num_partitions, std::to_string(found->num_partitions)));
    findings.push_back(at_least(what + ": replication factor", plan.replication_factor,
                                std::to_string(found->replication_factor)));
    for (const auto& [name, value] : plan.configs) {
      int64_t wanted = 0;
      std::from_chars(value.data(), value.data() + value.size(), wanted);
      findings.push_back(check_config(what, name, wanted, found->configs));
    }
    return {};
  }

  static Finding check_config(const std::string& what, const std::string& name, int64_t wanted,
                              const std::optional<kafka::Configs>& configs) {
    const auto label = fmt::format("{}: {}", what, name);
    if (!configs || !configs->contains(name))
      return unknown(label, fmt::format("at least {}", wanted), "not readable");
    const std::string& value = configs->at(name);
    // Kept forever.
    if (name == "retention.ms" && value == "-1") return equals(label, "-1", value);
    return at_least(label, wanted, value);
  }

  Result<> check_broker(std::vector<Finding>& findings) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto configs, admin_.broker_configs());
    // The topic's own limit wins over the broker's message.max.bytes.
    for (const char* name : {"socket.request.max.bytes", "replica.fetch.max.bytes"})
      findings.push_back(check_config("broker", name, kMessageBytes + kBatchOverhead, configs));
    return {};
  }

  Result<> check_subject(std::vector<Finding>& findings) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto latest, registry_.latest(subject()));
    const std::string what = "subject " + subject();
    if (!latest) {
      findings.push_back(equals(what, "exists", "missing"));
      return {};
    }
    EIGENLAKE_ASSIGN_OR_RETURN(const auto id, registry_.find_id(subject(), record_schema_json()));
    findings.push_back(
        equals(what + ": schema of this version", "registered", id ? "registered" : "not registered"));
    const auto schema = avro::parse_schema(latest->schema);
    const auto decoder = schema ? RecordDecoder::create(*schema) : std::unexpected(schema.error());
    findings.push_back(equals(what + ": latest schema", "one of a record",
                              decoder ? "one of a record" : decoder.error().to_string()));
    EIGENLAKE_ASSIGN_OR_RETURN(const auto level, registry_.compatibility(subject()));
    findings.push_back(equals(what + ": compatibility", "NONE", level));
    return {};
  }

  void check_connectors(const std::string& url, std::vector<Finding>& findings) {
    HttpClient http({.total_timeout_ms = request_.kafka.timeout_ms});
    const auto ask = [&](const std::string& path) -> Result<Json> {
      const auto answer = http.send({.method = "GET", .url = url + path, .headers = {}, .body = {}});
      if (!answer) return fail(ErrorKind::kUnavailable, "{}", answer.error().reason);
      if (answer->status != 200) return fail(ErrorKind::kUnavailable, "status {}", answer->status);
      return parse_json(answer->body);
    };
    const auto connectors = ask("/connectors?expand=info&expand=status");
    if (!connectors) {
      findings.push_back(equals("connectors at " + url, "an answer", connectors.error().to_string()));
      return;
    }
    size_t count = 0;
    for (const auto& [name, connector] : connectors->items()) {
      const auto config = connector.value("/info/config"_json_pointer, Json::object());
      const std::string topics = config.value("topics", config.value("topics.regex", ""));
      if (topics.find(request_.kafka.topic) == std::string::npos) continue;
      ++count;
      findings.push_back(equals("connector " + name, "RUNNING",
                                connector.value("/status/connector/state"_json_pointer, "unknown")));
      for (const auto& task : connector.value("/status/tasks"_json_pointer, Json::array()))
        findings.push_back(equals(fmt::format("connector {}: task {}", name, task.value("id", -1)), "RUNNING",
                                  task.value("state", "unknown")));
    }
    if (count == 0) findings.push_back(equals("connectors at " + url, "one for the topic", "none"));
  }

  const TopicRequest& request_;
  kafka::Admin& admin_;
  registry::SchemaRegistry& registry_;
};

}  // namespace

Result<> create_topics(const TopicRequest& request) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto admin, request.open_admin(request.kafka.producer.client));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto registry, registry::SchemaRegistry::create(request.kafka.registry));
  return Topics(request, *admin, *registry).create();
}

Result<std::vector<TopicFinding>> check_topics(const TopicRequest& request) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto admin, request.open_admin(request.kafka.producer.client));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto registry, registry::SchemaRegistry::create(request.kafka.registry));
  return Topics(request, *admin, *registry).check();
}

}  // namespace eigenlake
