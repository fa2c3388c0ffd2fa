// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/kafka/consumer.h"

#include <chrono>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/kafka/producer.h"
#include "eigenlake/kafka/testing/mock_cluster.h"

namespace eigenlake::kafka {
namespace {

using ::testing::HasSubstr;

class ConsumerTest : public ::testing::Test {
 protected:
  void SetUp() override { cluster_.create_topic("runs", 2); }

  /// Messages "0", "1", … with keys that spread over the partitions.
  void produce(int first, int count) {
    auto producer = Producer::create({.client = cluster_.client()}, {});
    ASSERT_TRUE(producer);
    for (int i = first; i < first + count; ++i)
      ASSERT_TRUE((*producer)->send("runs", fmt::format("key {}", i), std::to_string(i), 0));
    ASSERT_TRUE((*producer)->flush(10'000));
  }

  ConsumerOptions options() const {
    return {.client = cluster_.client(), .group = "sink", .topics = {"runs"}, .session_timeout_ms = 6000};
  }

  /// Polls until `count` messages came, or for ten seconds.
  static std::multiset<int> read(Consumer& consumer, size_t count, Offsets* next = nullptr) {
    std::multiset<int> numbers;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (numbers.size() < count && std::chrono::steady_clock::now() < deadline) {
      const auto batch = consumer.poll(1000, 200);
      if (!batch) continue;
      for (const auto& message : *batch) {
        numbers.insert(std::stoi(*message.value));
        if (next != nullptr) (*next)[message.place] = message.offset + 1;
      }
    }
    return numbers;
  }

  static std::multiset<int> numbers(int first, int end) {
    std::multiset<int> all;
    for (int i = first; i < end; ++i) all.insert(i);
    return all;
  }

  MockCluster cluster_;
};

TEST_F(ConsumerTest, NewGroupBeginsAtTheEarliest) {
  produce(0, 100);
  auto consumer = open_consumer(options(), {});
  ASSERT_TRUE(consumer) << consumer.error().to_string();
  EXPECT_EQ(read(**consumer, 100), numbers(0, 100));
}

TEST_F(ConsumerTest, NextMemberResumesAtTheCommittedOffset) {
  produce(0, 50);
  {
    auto consumer = open_consumer(options(), {});
    ASSERT_TRUE(consumer);
    Offsets next;
    EXPECT_EQ(read(**consumer, 50, &next), numbers(0, 50));
    ASSERT_TRUE((*consumer)->commit(next));
    ASSERT_TRUE((*consumer)->close());
  }
  produce(50, 30);
  auto consumer = open_consumer(options(), {});
  ASSERT_TRUE(consumer);
  EXPECT_EQ(read(**consumer, 30), numbers(50, 80));
}

TEST_F(ConsumerTest, ListenerChoosesTheFirstOffset) {
  produce(0, 40);
  std::set<TopicPartition> seen;
  RebalanceListener listener;
  listener.on_assigned = [&](std::span<const TopicPartition> partitions) -> Result<Offsets> {
    seen.insert(partitions.begin(), partitions.end());
    Offsets begin;
    for (const auto& place : partitions) begin[place] = 5;
    return begin;
  };
  auto consumer = open_consumer(options(), listener);
  ASSERT_TRUE(consumer);
  EXPECT_EQ(read(**consumer, 30).size(), 30U);
  EXPECT_EQ(seen.size(), 2U);
}

TEST_F(ConsumerTest, FailedListenerIsRetried) {
  produce(0, 10);
  int calls = 0;
  RebalanceListener listener;
  listener.on_assigned = [&](std::span<const TopicPartition>) -> Result<Offsets> {
    if (++calls == 1) return fail(ErrorKind::kStore, "the store is away");
    return Offsets();
  };
  auto consumer = open_consumer(options(), listener);
  ASSERT_TRUE(consumer);
  EXPECT_EQ(read(**consumer, 10), numbers(0, 10));
  EXPECT_EQ(calls, 2);
}

TEST_F(ConsumerTest, PollReturnsTheListenersError) {
  RebalanceListener listener;
  listener.on_assigned = [](std::span<const TopicPartition>) -> Result<Offsets> {
    return fail(ErrorKind::kStore, "the store is away");
  };
  auto consumer = open_consumer(options(), listener);
  ASSERT_TRUE(consumer);
  Result<std::vector<Message>> polled;
  for (int i = 0; i < 50 && polled; ++i) polled = (*consumer)->poll(10, 200);
  ASSERT_FALSE(polled);
  EXPECT_EQ(polled.error().message, "the store is away");
}

TEST_F(ConsumerTest, ClosingRevokesThePartitions) {
  std::set<TopicPartition> gone;
  RebalanceListener listener;
  listener.on_revoked = [&](std::span<const TopicPartition> partitions, bool lost) -> Result<> {
    EXPECT_FALSE(lost);
    gone.insert(partitions.begin(), partitions.end());
    return {};
  };
  produce(0, 1);
  auto consumer = open_consumer(options(), listener);
  ASSERT_TRUE(consumer);
  read(**consumer, 1);
  ASSERT_TRUE((*consumer)->close());
  EXPECT_EQ(gone.size(), 2U);
}

TEST_F(ConsumerTest, SeekGoesBackAndDropsFetchedMessages) {
  produce(0, 20);
  auto consumer = open_consumer(options(), {});
  ASSERT_TRUE(consumer);
  Offsets next;
  EXPECT_EQ(read(**consumer, 20, &next).size(), 20U);
  for (auto& [place, offset] : next) offset = 0;
  ASSERT_TRUE((*consumer)->seek(next));
  EXPECT_EQ(read(**consumer, 20), numbers(0, 20));
}

TEST_F(ConsumerTest, OffsetOutOfRangeIsAnError) {
  produce(0, 4);
  RebalanceListener listener;
  listener.on_assigned = [](std::span<const TopicPartition> partitions) -> Result<Offsets> {
    Offsets begin;
    for (const auto& place : partitions) begin[place] = 1000;
    return begin;
  };
  auto consumer = open_consumer(options(), listener);
  ASSERT_TRUE(consumer);
  Result<std::vector<Message>> polled;
  for (int i = 0; i < 50 && polled; ++i) polled = (*consumer)->poll(10, 200);
  ASSERT_FALSE(polled);
  EXPECT_EQ(polled.error().kind, ErrorKind::kCorrupt) << polled.error().to_string();
}

TEST_F(ConsumerTest, WatermarksBoundTheExistingOffsets) {
  produce(0, 20);
  auto consumer = open_consumer(options(), {});
  ASSERT_TRUE(consumer);
  int64_t messages = 0;
  for (int32_t partition = 0; partition < 2; ++partition) {
    const auto marks = (*consumer)->watermarks({"runs", partition}, 3000);
    ASSERT_TRUE(marks) << marks.error().to_string();
    messages += marks->high - marks->low;
  }
  EXPECT_EQ(messages, 20);
}

TEST(Consumer, PollNamesTheUnreachableBroker) {
  auto consumer = open_consumer({.client = {.servers = "127.0.0.1:1"}, .group = "g", .topics = {"runs"}}, {});
  ASSERT_TRUE(consumer);
  Result<std::vector<Message>> polled;
  for (int i = 0; i < 50 && polled; ++i) polled = (*consumer)->poll(10, 200);
  ASSERT_FALSE(polled);
  EXPECT_EQ(polled.error().kind, ErrorKind::kUnavailable);
  EXPECT_THAT(polled.error().message, HasSubstr("127.0.0.1:1"));
  EXPECT_THAT(polled.error().message, HasSubstr("Connection refused"));
}

}  // namespace
}  // namespace eigenlake::kafka
