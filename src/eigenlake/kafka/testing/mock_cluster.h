// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include <librdkafka/rdkafka.h>
#include <librdkafka/rdkafka_mock.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/kafka/kafka_options.h"

namespace eigenlake::kafka {

/// librdkafka's mock of a cluster, in this process: topics, groups and idempotent producers without a broker.
class MockCluster {
 public:
  explicit MockCluster(int num_brokers = 1) {
    rd_kafka_conf_t* conf = rd_kafka_conf_new();
    rd_kafka_conf_set_log_cb(conf, nullptr);
    client_ = rd_kafka_new(RD_KAFKA_PRODUCER, conf, nullptr, 0);
    EIGENLAKE_ASSERT(client_ != nullptr);
    cluster_ = rd_kafka_mock_cluster_new(client_, num_brokers);
    EIGENLAKE_ASSERT(cluster_ != nullptr);
  }
  ~MockCluster() {
    rd_kafka_mock_cluster_destroy(cluster_);
    rd_kafka_destroy(client_);
  }
  MockCluster(const MockCluster&) = delete;
  MockCluster& operator=(const MockCluster&) = delete;

  void create_topic(const std::string& name, int num_partitions) {
    EIGENLAKE_ASSERT(rd_kafka_mock_topic_create(cluster_, name.c_str(), num_partitions, 1) ==
                     RD_KAFKA_RESP_ERR_NO_ERROR);
  }
  ClientOptions client() const {
    return {.servers = rd_kafka_mock_cluster_bootstraps(cluster_), .request_timeout_ms = 3000};
  }
  void set_down(bool down) {
    if (down) rd_kafka_mock_broker_set_down(cluster_, 1);
    if (!down) rd_kafka_mock_broker_set_up(cluster_, 1);
  }
  rd_kafka_mock_cluster_t* get() { return cluster_; }

 private:
  rd_kafka_t* client_ = nullptr;
  rd_kafka_mock_cluster_t* cluster_ = nullptr;
};

}  // namespace eigenlake::kafka
