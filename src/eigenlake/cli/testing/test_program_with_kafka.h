// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/cli/testing/test_program.h"
#include "eigenlake/kafka/testing/admin_of_mock.h"
#include "eigenlake/kafka/testing/mock_cluster.h"
#include "eigenlake/registry/testing/fake_registry.h"

namespace eigenlake {

/// The program with brokers and a registry in this process, named by the environment, with the topic `runs`
/// and short timeouts.
class KafkaProgramTest : public ProgramTest {
 protected:
  KafkaProgramTest() {
    create_topic("runs");
    environment_.insert({{"KAFKA_SERVERS", cluster_.client().servers},
                         {"SCHEMA_REGISTRY_URL", server_.endpoint()},
                         {"EIGENLAKE_TOPIC", "runs"},
                         {"EIGENLAKE_SPOOL", folder_.place("spool")},
                         {"EIGENLAKE_TIMEOUT", "1"},
                         {"EIGENLAKE_RETRIES", "1"},
                         {"EIGENLAKE_RETRY_DELAY", "0"},
                         {"EIGENLAKE_SCHEMA_REGISTRY_TIMEOUT", "1"}});
  }
  /// Names unreachable brokers: a call gives up after a second.
  void close_ports() { environment_["KAFKA_SERVERS"] = "127.0.0.1:1"; }

  /// What commands for topics find from then on: the mock of the cluster has no controller.
  void use_fake_admin() { open_admin_ = kafka::provider_of(admin_); }
  void create_topic(const std::string& name) {
    cluster_.create_topic(name, 1);
    admin_.topics[name] = {name, 1, 1, kafka::Configs()};
  }

  kafka::MockCluster cluster_;
  kafka::AdminOfMock admin_{cluster_.client()};
  registry::FakeRegistry registry_;
  TestHttpServer server_{std::ref(registry_)};
};

}  // namespace eigenlake
