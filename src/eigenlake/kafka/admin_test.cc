// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/kafka/admin.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/kafka/testing/mock_cluster.h"

/// Against librdkafka's mock, which has topics but no settings; tests/servers use a real broker.
namespace eigenlake::kafka {
namespace {

using ::testing::HasSubstr;

std::unique_ptr<Admin> admin_for(const ClientOptions& options) {
  auto admin = Admin::create(options);
  EXPECT_TRUE(admin) << admin.error().to_string();
  return *std::move(admin);
}

TEST(Admin, MissingTopicIsNone) {
  MockCluster cluster;
  cluster.create_topic("gone", 1);
  rd_kafka_mock_topic_set_error(cluster.get(), "gone", RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART);
  const auto admin = admin_for(cluster.client());
  const auto topic = admin->describe_topic("gone");
  ASSERT_TRUE(topic) << topic.error().to_string();
  EXPECT_FALSE(*topic);
  const auto marks = admin->watermarks("gone");
  ASSERT_FALSE(marks);
  EXPECT_EQ(marks.error().kind, ErrorKind::kNotFound);
  EXPECT_THAT(marks.error().message, HasSubstr("has no topic gone"));
  EXPECT_THAT(marks.error().message, HasSubstr(cluster.client().servers));
}

TEST(Admin, ForbiddenTopicIsNamed) {
  MockCluster cluster;
  cluster.create_topic("secret", 1);
  rd_kafka_mock_topic_set_error(cluster.get(), "secret", RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED);
  const auto topic = admin_for(cluster.client())->describe_topic("secret");
  ASSERT_FALSE(topic);
  EXPECT_EQ(topic.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(topic.error().message, HasSubstr("while reading the topic secret"));
}

TEST(Admin, UnreadableTopicSettingsAreAnError) {
  MockCluster cluster;
  cluster.create_topic("runs", 3);
  ClientOptions options = cluster.client();
  options.request_timeout_ms = 300;
  const auto admin = admin_for(options);
  for (const Error& error : {admin->describe_topic("runs").error(), admin->topic_configs("runs").error(),
                             admin->alter_topic("runs", {{"retention.ms", "1"}}).error()}) {
    EXPECT_EQ(error.kind, ErrorKind::kUnavailable);
    EXPECT_THAT(error.message, HasSubstr("while reading the settings of runs")) << "none is taken for unset";
  }
}

TEST(Admin, ImpossibleRequestsAreNotSent) {
  const auto admin = admin_for({.servers = "127.0.0.1:1", .request_timeout_ms = 1000});
  for (const auto& refused :
       {admin->create_topic({.name = "runs", .num_partitions = 200'000}), admin->add_partitions("runs", 0)}) {
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::kUsage);
    EXPECT_THAT(refused.error().message, HasSubstr("topic runs: "));
  }
}

TEST(Admin, UnreachableBrokerIsNamedWithItsReason) {
  const auto admin = admin_for({.servers = "127.0.0.1:1", .request_timeout_ms = 300});
  for (const Error& error :
       {admin->describe_topic("runs").error(), admin->create_topic({.name = "runs"}).error()}) {
    EXPECT_EQ(error.kind, ErrorKind::kUnavailable);
    EXPECT_THAT(error.message, HasSubstr("Connection refused"));
  }
}

TEST(Admin, OptionsAreChecked) {
  const auto admin = Admin::create({.servers = ""});
  ASSERT_FALSE(admin);
  EXPECT_EQ(admin.error().kind, ErrorKind::kUsage);
}

}  // namespace
}  // namespace eigenlake::kafka
