// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/topics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/kafka/testing/fake_admin.h"
#include "eigenlake/record/record_schema.h"
#include "eigenlake/registry/testing/fake_registry.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;
using State = TopicFinding::State;

/// The topic `runs` of two partitions and its dead-letter topic, with settings that suffice.
class TopicsTest : public ::testing::Test {
 protected:
  TopicsTest() {
    const kafka::Configs configs = {{"max.message.bytes", "100000000"}, {"retention.ms", "99999999999"}};
    admin_.topics["runs"] = {"runs", 2, 1, configs};
    admin_.topics["runs.dead-letter"] = {"runs.dead-letter", 1, 1, configs};
    request_.kafka.registry = {.urls = {server_.endpoint()}, .timeout_ms = 1000, .attempts = 1};
    request_.kafka.topic = "runs";
    request_.kafka.timeout_ms = 1000;
    request_.dead_letter_topic = "runs.dead-letter";
    request_.open_admin = kafka::provider_of(admin_);
  }
  Result<> create() { return create_topics(request_); }
  std::vector<TopicFinding> check() {
    auto findings = check_topics(request_);
    EXPECT_TRUE(findings) << findings.error().to_string();
    return findings.value_or(std::vector<TopicFinding>());
  }
  TopicFinding finding(const std::string& what) {
    for (const TopicFinding& found : check())
      if (found.what == what) return found;
    ADD_FAILURE() << what;
    return {};
  }
  bool is_looked_at(const std::string& what) {
    for (const TopicFinding& found : check())
      if (found.what == what) return true;
    return false;
  }

  kafka::FakeAdmin admin_;
  registry::FakeRegistry registry_;
  TestHttpServer server_{std::ref(registry_)};
  TopicRequest request_;
};

TEST_F(TopicsTest, MorePartitionsThanWantedAreAsExpected) {
  EXPECT_EQ(finding("topic runs: partitions").state, State::kAsExpected);
  EXPECT_EQ(finding("topic runs: partitions").found, "2");
  request_.num_partitions = 3;
  EXPECT_EQ(finding("topic runs: partitions").state, State::kDiffers);
  EXPECT_EQ(finding("topic runs: partitions").expected, "at least 3");
  EXPECT_EQ(finding("topic runs.dead-letter: partitions").state, State::kAsExpected)
      << "dead letters need one";
}

TEST_F(TopicsTest, FewerReplicasThanWantedDiffer) {
  EXPECT_EQ(finding("topic runs: replication factor").state, State::kAsExpected);
  request_.replication_factor = 3;
  EXPECT_EQ(finding("topic runs: replication factor").state, State::kDiffers);
}

TEST_F(TopicsTest, MissingTopicIsOneFinding) {
  request_.kafka.topic = "nosuch";
  const TopicFinding missing = finding("topic nosuch");
  EXPECT_EQ(missing.found, "missing");
  EXPECT_EQ(missing.state, State::kDiffers);
  EXPECT_FALSE(is_looked_at("topic nosuch: partitions"));
}

TEST_F(TopicsTest, MissingSubjectIsOneFinding) {
  EXPECT_EQ(finding("subject runs-value").found, "missing");
  EXPECT_FALSE(is_looked_at("subject runs-value: compatibility"));
}

TEST_F(TopicsTest, SchemaAndCompatibilityAreChecked) {
  registry_.subjects["runs-value"] = {std::string(record_schema_json())};
  registry_.levels["runs-value"] = "NONE";
  EXPECT_EQ(finding("subject runs-value: schema of this version").state, State::kAsExpected);
  EXPECT_EQ(finding("subject runs-value: latest schema").state, State::kAsExpected);
  EXPECT_EQ(finding("subject runs-value: compatibility").state, State::kAsExpected);
  registry_.levels["runs-value"] = "BACKWARD";
  EXPECT_EQ(finding("subject runs-value: compatibility").found, "BACKWARD");
  EXPECT_EQ(finding("subject runs-value: compatibility").state, State::kDiffers);
}

TEST_F(TopicsTest, ForeignLatestSchemaDiffers) {
  registry_.subjects["runs-value"] = {std::string(record_schema_json()), R"("long")"};
  registry_.levels["runs-value"] = "NONE";
  EXPECT_EQ(finding("subject runs-value: schema of this version").state, State::kAsExpected);
  EXPECT_EQ(finding("subject runs-value: latest schema").state, State::kDiffers);
}

TEST_F(TopicsTest, SubjectWithoutOurSchemaDiffers) {
  registry_.subjects["runs-value"] = {R"("long")"};
  registry_.levels["runs-value"] = "NONE";
  EXPECT_EQ(finding("subject runs-value: schema of this version").found, "not registered");
  EXPECT_EQ(finding("subject runs-value: schema of this version").state, State::kDiffers);
}

TEST_F(TopicsTest, CreationRegistersTheSchemaOfANewSubject) {
  const auto made = create();
  ASSERT_TRUE(made) << made.error().to_string();
  EXPECT_EQ(registry_.subjects.at("runs-value").size(), 1U);
  EXPECT_EQ(registry_.levels.at("runs-value"), "NONE");
}

TEST_F(TopicsTest, CreationMakesMissingTopicsAsRequested) {
  admin_.topics.clear();
  request_.num_partitions = 12;
  request_.replication_factor = 3;
  request_.retention_hours = 2;
  ASSERT_TRUE(create());
  EXPECT_EQ(admin_.topics.at("runs").num_partitions, 12);
  EXPECT_EQ(admin_.topics.at("runs").replication_factor, 3);
  EXPECT_EQ(admin_.topics.at("runs").configs->at("retention.ms"), "7200000");
  EXPECT_EQ(admin_.topics.at("runs.dead-letter").num_partitions, 1);
  for (const TopicFinding& found : check()) {
    if (found.what.starts_with("broker")) continue;
    EXPECT_EQ(found.state, State::kAsExpected) << found.what << " " << found.found;
  }
}

TEST_F(TopicsTest, ExistingTopicChangesOnlyWithAlter) {
  admin_.topics.at("runs").configs->at("retention.ms") = "1";
  request_.num_partitions = 5;
  ASSERT_TRUE(create());
  EXPECT_EQ(admin_.topics.at("runs").num_partitions, 2);
  EXPECT_EQ(finding("topic runs: retention.ms").state, State::kDiffers);
  request_.alter = true;
  ASSERT_TRUE(create());
  EXPECT_EQ(admin_.topics.at("runs").num_partitions, 5);
  EXPECT_EQ(finding("topic runs: retention.ms").state, State::kAsExpected);
  request_.num_partitions = 3;
  ASSERT_TRUE(create());
  EXPECT_EQ(admin_.topics.at("runs").num_partitions, 5) << "partitions are never fewer";
}

TEST_F(TopicsTest, UnlimitedRetentionIsAsExpected) {
  admin_.topics.at("runs").configs->at("retention.ms") = "-1";
  EXPECT_EQ(finding("topic runs: retention.ms").state, State::kAsExpected);
  admin_.topics.at("runs").configs->at("max.message.bytes") = "-1";
  EXPECT_EQ(finding("topic runs: max.message.bytes").state, State::kDiffers);
}

TEST_F(TopicsTest, UnreadableSettingsAreUnknown) {
  admin_.topics.at("runs").configs = std::nullopt;
  EXPECT_EQ(finding("topic runs: retention.ms").state, State::kUnknown);
  admin_.of_broker = std::nullopt;
  EXPECT_EQ(finding("broker: socket.request.max.bytes").state, State::kUnknown);
  admin_.of_broker = kafka::Configs{{"socket.request.max.bytes", "1000"}};
  EXPECT_EQ(finding("broker: socket.request.max.bytes").state, State::kDiffers);
}

TEST_F(TopicsTest, SubjectOfCompatibilityNoneGetsOurSchema) {
  registry_.subjects["runs-value"] = {R"("long")"};
  registry_.levels["runs-value"] = "NONE";
  ASSERT_TRUE(create());
  EXPECT_EQ(registry_.subjects.at("runs-value").size(), 2U);
}

TEST_F(TopicsTest, ExistingSubjectKeepsItsCompatibility) {
  registry_.subjects["runs-value"] = {R"("long")"};
  registry_.levels["runs-value"] = "BACKWARD";
  EXPECT_FALSE(create()) << "the registry finds them incompatible";
  EXPECT_EQ(registry_.levels.at("runs-value"), "BACKWARD");
}

TEST_F(TopicsTest, ConnectorsOfTheTopicAreChecked) {
  TestHttpServer connect([](const SeenRequest& request) {
    EXPECT_EQ(request.path, "/connectors");
    return TestReply{.body = R"({"sink": {"info": {"config": {"topics.regex": "runs.*"}},
                                 "status": {"connector": {"state": "RUNNING"},
                                            "tasks": [{"id": 3, "state": "FAILED"}]}},
                                 "other": {"info": {"config": {"topics": "x"}}}})"};
  });
  request_.connect_url = connect.endpoint();
  EXPECT_EQ(finding("connector sink").state, State::kAsExpected);
  EXPECT_EQ(finding("connector sink: task 3").found, "FAILED");
  EXPECT_EQ(finding("connector sink: task 3").state, State::kDiffers);
  EXPECT_FALSE(is_looked_at("connector other"));
}

TEST_F(TopicsTest, UnreachableOrMissingConnectorsDiffer) {
  int status = 200;
  TestHttpServer connect([&](const SeenRequest&) { return TestReply{.status = status, .body = "{}"}; });
  request_.connect_url = connect.endpoint();
  EXPECT_EQ(finding("connectors at " + connect.endpoint()).found, "none");
  status = 503;
  EXPECT_THAT(finding("connectors at " + connect.endpoint()).found, HasSubstr("503"));
  request_.connect_url = "http://127.0.0.1:1";
  EXPECT_EQ(finding("connectors at http://127.0.0.1:1").state, State::kDiffers);
}

TEST_F(TopicsTest, UnreachableRegistryIsAnError) {
  registry_.failures_left = 1000;
  const auto checked = check_topics(request_);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().kind, ErrorKind::kUnavailable);
}

}  // namespace
}  // namespace eigenlake
