// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/kafka/admin.h"
#include "eigenlake/stream/publisher.h"

namespace eigenlake {

/// What the topic, its dead-letter topic and the subject of its schema should be.
struct TopicRequest {
  PublisherOptions kafka = {};  ///< How brokers and registry are reached, and the topic.
  std::string dead_letter_topic = {};
  int32_t num_partitions = 1;
  int32_t replication_factor = 1;
  int64_t retention_hours = 1;
  bool alter = false;                           ///< Changes existing ones that differ.
  std::optional<std::string> connect_url = {};  ///< Of Kafka Connect, whose connectors are checked.
  kafka::AdminProvider open_admin = kafka::Admin::create;
};

struct TopicFinding {
  enum class State { kAsExpected, kDiffers, kUnknown };
  std::string what;
  std::string expected;
  std::string found;
  State state = State::kDiffers;
};

/// Creates missing topics and the schema. Errors: of brokers and registry.
Result<> create_topics(const TopicRequest& request);

/// Errors: of brokers and registry; unreachable connectors are a finding.
Result<std::vector<TopicFinding>> check_topics(const TopicRequest& request);

}  // namespace eigenlake
