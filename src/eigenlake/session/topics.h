#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/kafka/admin.h"
#include "eigenlake/registry/schema_registry.h"
#include "eigenlake/stream/publisher.h"

namespace eigenlake {

/// What the topic, its dead-letter topic and the subject of its schema are to be.
struct TopicRequest {
  PublisherOptions kafka = {};  ///< How brokers and registry are reached, and the topic.
  std::string dead_letter_topic = {};
  int32_t num_partitions = 1;
  int32_t replication_factor = 1;
  int64_t retention_hours = 1;
  bool alter = false;                           ///< Changes what is there and differs.
  std::optional<std::string> connect_url = {};  ///< Of Kafka Connect, whose connectors are looked at.
};

/// One thing that was looked at.
struct TopicFinding {
  enum class State { kAsExpected, kDiffers, kUnknown };
  std::string what;
  std::string expected;
  std::string found;
  State state = State::kDiffers;
};

/// Makes what is missing. Errors: of brokers and registry.
Result<> create_topics(const TopicRequest& request);

/// Errors: of brokers and registry; connectors that cannot be asked are a finding.
Result<std::vector<TopicFinding>> check_topics(const TopicRequest& request);

/// The same of brokers and a registry that are open already.
Result<> create_topics(const TopicRequest& request, kafka::Admin& admin, registry::SchemaRegistry& registry);
Result<std::vector<TopicFinding>> check_topics(const TopicRequest& request, kafka::Admin& admin,
                                               registry::SchemaRegistry& registry);

}  // namespace eigenlake
