// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "eigenlake/kafka/admin.h"

namespace eigenlake::kafka {

/// Topics and their settings in memory, as a cluster has them.
class FakeAdmin : public Admin {
 public:
  std::map<std::string, TopicDescription> topics;
  std::optional<Configs> of_broker = Configs();

  Result<std::optional<TopicDescription>> describe_topic(const std::string& name) override {
    const auto found = topics.find(name);
    return found == topics.end() ? std::nullopt : std::optional(found->second);
  }
  Result<std::optional<Configs>> topic_configs(const std::string& name) override {
    return topics.at(name).configs;
  }
  Result<std::optional<Configs>> broker_configs() override { return of_broker; }
  Result<> create_topic(const NewTopic& topic) override {
    topics[topic.name] = {topic.name, topic.num_partitions, topic.replication_factor, topic.configs};
    return {};
  }
  Result<> alter_topic(const std::string& name, const Configs& configs) override {
    for (const auto& [key, value] : configs) (*topics.at(name).configs)[key] = value;
    return {};
  }
  Result<> add_partitions(const std::string& name, int32_t num_partitions) override {
    topics.at(name).num_partitions = num_partitions;
    return {};
  }
  Result<std::map<int32_t, Watermarks>> watermarks(const std::string&) override {
    return std::map<int32_t, Watermarks>();
  }
};

/// Opens this one. It outlives its users.
inline AdminProvider provider_of(Admin& admin) {
  return [&admin](const ClientOptions&) { return std::shared_ptr<Admin>(std::shared_ptr<void>(), &admin); };
}

}  // namespace eigenlake::kafka
