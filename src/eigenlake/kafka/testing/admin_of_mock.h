// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <utility>

#include "eigenlake/kafka/consumer.h"
#include "eigenlake/kafka/testing/fake_admin.h"

namespace eigenlake::kafka {

/// Knows the topics, and asks the cluster where they end: librdkafka's mock has no controller.
class AdminOfMock final : public FakeAdmin {
 public:
  explicit AdminOfMock(ClientOptions client) : client_(std::move(client)) {}

  Result<std::map<int32_t, Watermarks>> watermarks(const std::string& topic) override {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto consumer,
                               open_consumer({.client = client_, .group = "ends", .topics = {topic}}, {}));
    std::map<int32_t, Watermarks> ends;
    for (int32_t partition = 0; partition < topics.at(topic).num_partitions; ++partition) {
      EIGENLAKE_ASSIGN_OR_RETURN(ends[partition], consumer->watermarks({topic, partition}, 10'000));
    }
    return ends;
  }

 private:
  ClientOptions client_;
};

}  // namespace eigenlake::kafka
