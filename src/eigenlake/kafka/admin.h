// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/kafka/consumer.h"
#include "eigenlake/kafka/kafka_options.h"

struct rd_kafka_s;  // librdkafka's rd_kafka_t

namespace eigenlake::kafka {

using Configs = std::map<std::string, std::string, std::less<>>;

struct TopicDescription {
  std::string name;
  int32_t num_partitions = 0;
  int32_t replication_factor = 0;  ///< Of partition 0.
  std::optional<Configs> configs;  ///< None without permission to read them.
};

struct NewTopic {
  std::string name;
  int32_t num_partitions = 1;
  int32_t replication_factor = -1;  ///< The broker's default.
  Configs configs = {};
};

struct RdkafkaOwner;

/// Reads and changes topics and settings of a cluster.
///
/// Errors:  kUnavailable where no broker answers within the client's request timeout, with the last reason
///          (certificates, authentication); kUsage without permission.
/// Threads: one at a time.
class Admin {
 public:
  /// Errors: as of check(ClientOptions).
  static Result<std::unique_ptr<Admin>> create(const ClientOptions& options);
  virtual ~Admin() = default;

  /// None where there is no such topic.
  virtual Result<std::optional<TopicDescription>> describe_topic(const std::string& name) = 0;
  /// The topic's settings alone, in one request; none without permission.
  virtual Result<std::optional<Configs>> topic_configs(const std::string& name) = 0;
  /// Settings of the connected broker; none without permission.
  virtual Result<std::optional<Configs>> broker_configs() = 0;
  /// Errors: kAlreadyExists.
  virtual Result<> create_topic(const NewTopic& topic) = 0;
  /// Sets these and leaves the others as they are.
  virtual Result<> alter_topic(const std::string& name, const Configs& configs) = 0;
  /// Errors: kUsage where there are more already.
  virtual Result<> add_partitions(const std::string& name, int32_t num_partitions) = 0;
  virtual Result<std::map<int32_t, Watermarks>> watermarks(const std::string& topic) = 0;
};

/// Opens one: Admin::create, or that of a test.
using AdminProvider = std::function<Result<std::shared_ptr<Admin>>(const ClientOptions&)>;

/// Uses the connections of a client that another owner polls and that outlives it.
std::unique_ptr<Admin> admin_of(rd_kafka_s* client, const RdkafkaOwner& owner, int request_timeout_ms);

}  // namespace eigenlake::kafka
