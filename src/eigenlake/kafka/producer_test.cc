// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/kafka/producer.h"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/kafka/testing/mock_cluster.h"

namespace eigenlake::kafka {
namespace {

using ::testing::HasSubstr;

struct Reports {
  std::map<uint64_t, Result<MessagePlace>> by_tag;
  Producer::OnDelivery sink() {
    return [this](const DeliveryReport& report) { by_tag.emplace(report.tag, report.outcome); };
  }
};

TEST(Producer, EveryMessageGetsOneReportWithItsOffset) {
  MockCluster cluster;
  cluster.create_topic("runs", 1);
  Reports reports;
  auto producer = Producer::create({.client = cluster.client()}, reports.sink());
  ASSERT_TRUE(producer) << producer.error().to_string();
  for (uint64_t tag = 0; tag < 100; ++tag) ASSERT_TRUE((*producer)->send("runs", "key", "value", tag));
  ASSERT_TRUE((*producer)->flush(10'000));
  ASSERT_EQ(reports.by_tag.size(), 100U);
  for (const auto& [tag, place] : reports.by_tag) {
    ASSERT_TRUE(place) << place.error().to_string();
    EXPECT_EQ(place->offset, static_cast<int64_t>(tag));
  }
}

TEST(Producer, TooLargeMessageNamesBothSizes) {
  MockCluster cluster;
  Reports reports;
  auto producer = Producer::create({.client = cluster.client(), .message_bytes_max = 1000}, reports.sink());
  ASSERT_TRUE(producer);
  const auto sent = (*producer)->send("runs", "k", std::string(1000, 'x'), 1);
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().kind, ErrorKind::kResourceLimit);
  EXPECT_THAT(sent.error().message, HasSubstr("at most 1000 bytes"));
  EXPECT_THAT(sent.error().message, HasSubstr("got 1001"));
  EXPECT_TRUE(reports.by_tag.empty());
}

TEST(Producer, ReportNamesTheUnreachableBroker) {
  Reports reports;
  ProducerOptions options{.client = {.servers = "127.0.0.1:1"}, .delivery_timeout_ms = 1000};
  auto producer = Producer::create(options, reports.sink());
  ASSERT_TRUE(producer) << producer.error().to_string();
  ASSERT_TRUE((*producer)->send("runs", "k", "v", 7));
  ASSERT_TRUE((*producer)->flush(10'000));
  ASSERT_EQ(reports.by_tag.size(), 1U);
  const Error& error = reports.by_tag.at(7).error();
  EXPECT_EQ(error.kind, ErrorKind::kUnavailable);
  EXPECT_THAT(error.message, HasSubstr("127.0.0.1:1"));
  EXPECT_THAT(error.message, HasSubstr("Connection refused"));
}

TEST(Producer, PurgedMessagesAreReportedAsInterrupted) {
  Reports reports;
  auto producer = Producer::create({.client = {.servers = "127.0.0.1:1"}}, reports.sink());
  ASSERT_TRUE(producer);
  ASSERT_TRUE((*producer)->send("runs", "k", "v", 7));
  (*producer)->purge();
  ASSERT_EQ(reports.by_tag.size(), 1U);
  EXPECT_EQ(reports.by_tag.at(7).error().kind, ErrorKind::kInterrupted);
}

TEST(Producer, BrokersSizeLimitIsAResourceLimit) {
  MockCluster cluster;
  cluster.create_topic("runs", 1);
  rd_kafka_mock_push_request_errors(cluster.get(), 0 /* Produce */, 1, RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
  Reports reports;
  auto producer = Producer::create({.client = cluster.client()}, reports.sink());
  ASSERT_TRUE(producer);
  ASSERT_TRUE((*producer)->send("runs", "k", "v", 1));
  ASSERT_TRUE((*producer)->flush(10'000));
  ASSERT_EQ(reports.by_tag.size(), 1U);
  ASSERT_FALSE(reports.by_tag.at(1));
  EXPECT_EQ(reports.by_tag.at(1).error().kind, ErrorKind::kResourceLimit);
}

}  // namespace
}  // namespace eigenlake::kafka
