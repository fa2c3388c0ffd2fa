// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/stream/publisher.h"

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/kafka/consumer.h"
#include "eigenlake/kafka/testing/mock_cluster.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/object_store/faulty_object_store.h"
#include "eigenlake/object_store/in_memory_object_store.h"
#include "eigenlake/record/experiment_id.h"
#include "eigenlake/record/record_encoder.h"
#include "eigenlake/record/record_schema.h"
#include "eigenlake/registry/testing/fake_registry.h"
#include "eigenlake/registry/wire_format.h"
#include "eigenlake/stream/spool.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;

std::string body_of(const RunRecord& record) {
  std::string body;
  encode_record(record, body);
  return body;
}

class PublisherTest : public testing::Test {
 protected:
  PublisherTest() {
    std::filesystem::remove_all(folder_);
    cluster_.create_topic("runs", 1);
  }
  ~PublisherTest() override { std::filesystem::remove_all(folder_); }

  PublisherOptions options() const {
    return {.producer = {.client = cluster_.client(), .delivery_timeout_ms = 2000},
            .registry = {.urls = {server_.endpoint()}, .timeout_ms = 1000, .attempts = 1},
            .topic = "runs",
            .spool_folder = folder_ / "spool",
            .timeout_ms = 2000,
            .retry_delay_ms = 100};
  }

  /// Publishes records `first` to `first + count - 1` and waits for the end.
  PublishReport publish(const PublisherOptions& options, int first, int count) {
    auto publisher = Publisher::open(options);
    EXPECT_TRUE(publisher) << publisher.error().to_string();
    for (int i = first; i < first + count; ++i) {
      const auto record = small_record(i);
      EXPECT_TRUE((*publisher)->publish(record, *experiment_id(record)));
    }
    return (*publisher)->finish([&] { return (*publisher)->progress().pending > 1'000'000; });
  }

  std::vector<kafka::Message> consume(size_t count) {
    auto consumer = kafka::open_consumer({.client = cluster_.client(), .group = "test", .topics = {"runs"}},
                                         {.on_assigned = {}, .on_revoked = {}});
    EXPECT_TRUE(consumer) << consumer.error().to_string();
    std::vector<kafka::Message> all;
    for (int attempt = 0; attempt < 100 && all.size() < count; ++attempt) {
      auto some = (*consumer)->poll(count, 200);
      EXPECT_TRUE(some) << some.error().to_string();
      std::ranges::move(*some, std::back_inserter(all));
    }
    return all;
  }

  size_t num_spooled() { return Spool(folder_ / "spool", 1 << 30).waiting("runs").value().size(); }

  const std::filesystem::path folder_ = std::filesystem::path(testing::TempDir()) / "publisher_test";
  kafka::MockCluster cluster_;
  registry::FakeRegistry fake_;
  TestHttpServer server_{std::ref(fake_)};
};

TEST_F(PublisherTest, RecordArrivesUnderItsIdInConfluentsFormat) {
  const auto report = publish(options(), 0, 3);
  EXPECT_EQ(report.published, 3U);
  EXPECT_EQ(report.waiting, 0U);
  EXPECT_FALSE(report.reason) << report.reason->to_string();
  const auto messages = consume(3);
  ASSERT_EQ(messages.size(), 3U);
  for (int i = 0; i < 3; ++i) {
    const auto record = small_record(i);
    EXPECT_EQ(messages[static_cast<size_t>(i)].key, *experiment_id(record));
    const auto frame = registry::parse_frame(*messages[static_cast<size_t>(i)].value);
    ASSERT_TRUE(frame) << frame.error().to_string();
    EXPECT_EQ(frame->body, body_of(record));
    EXPECT_EQ(frame->schema_id, 1);
  }
  EXPECT_EQ(fake_.subjects.at("runs-value"), std::vector{std::string(record_schema_json())});
  EXPECT_EQ(fake_.levels.at("runs-value"), "NONE");
}

TEST_F(PublisherTest, ExistingSubjectKeepsItsCompatibility) {
  fake_.subjects["runs-value"] = {"\"long\""};
  EXPECT_EQ(publish(options(), 0, 1).published, 1U);
  EXPECT_TRUE(fake_.levels.empty());
}

TEST_F(PublisherTest, NextCallDeliversWaitingRecords) {
  cluster_.set_down(true);
  const auto report = publish(options(), 0, 3);
  EXPECT_EQ(report.published, 0U);
  EXPECT_EQ(report.waiting, 3U);
  ASSERT_TRUE(report.reason);
  EXPECT_THAT(report.reason->to_string(), HasSubstr("127.0.0.1"));
  EXPECT_EQ(num_spooled(), 3U);
  cluster_.set_down(false);
  const auto later = publish(options(), 3, 1);
  EXPECT_EQ(later.published, 4U);
  EXPECT_EQ(later.waiting, 0U);
  EXPECT_EQ(consume(4).size(), 4U);
}

TEST_F(PublisherTest, RecordsWaitForARegistryWithTheReason) {
  fake_.failures_left = 1'000'000;
  const auto report = publish(options(), 0, 2);
  EXPECT_EQ(report.waiting, 2U);
  ASSERT_TRUE(report.reason);
  EXPECT_THAT(report.reason->to_string(), HasSubstr("out of order"));
  fake_.failures_left = 0;
  EXPECT_EQ(publish(options(), 0, 0).published, 2U);
}

TEST_F(PublisherTest, RegistryThatReturnsInTimeIsWaitedFor) {
  fake_.failures_left = 3;
  const auto report = publish(options(), 0, 2);
  EXPECT_EQ(report.published, 2U);
  EXPECT_FALSE(report.reason);
}

TEST_F(PublisherTest, TooLargeRecordWaitsAndOthersAreSent) {
  auto small = options();
  small.producer.message_bytes_max = static_cast<int>(body_of(small_record(0)).size()) + 500;
  auto publisher = Publisher::open(small);
  ASSERT_TRUE(publisher);
  const auto large = small_record(1, 500);
  ASSERT_TRUE((*publisher)->publish(large, *experiment_id(large)));
  const auto record = small_record(0);
  ASSERT_TRUE((*publisher)->publish(record, *experiment_id(record)));
  const auto report = (*publisher)->finish();
  EXPECT_EQ(report.published, 1U);
  EXPECT_EQ(report.waiting, 1U);
  ASSERT_EQ(report.refused.size(), 1U);
  EXPECT_THAT(report.refused[0].to_string(), HasSubstr(std::to_string(small.producer.message_bytes_max)));
  EXPECT_THAT(report.refused[0].to_string(), HasSubstr(*experiment_id(large)));
}

TEST_F(PublisherTest, GivingUpLosesNothing) {
  cluster_.set_down(true);
  {
    auto publisher = Publisher::open(options());
    ASSERT_TRUE(publisher);
    const auto record = small_record(0);
    ASSERT_TRUE((*publisher)->publish(record, *experiment_id(record)));
  }
  EXPECT_EQ(num_spooled(), 1U);
}

TEST_F(PublisherTest, InvalidOptionsAreRejectedAtOnce) {
  auto without_registry = options();
  without_registry.registry.urls = {};
  EXPECT_EQ(Publisher::open(without_registry).error().kind, ErrorKind::kUsage);
  auto without_user = options();
  without_user.producer.client.security.protocol = kafka::SecurityProtocol::kSaslSsl;
  EXPECT_EQ(Publisher::open(without_user).error().kind, ErrorKind::kUsage);
}

TEST(Spool, KeepsTheOrderOfRecords) {
  Spool spool(std::make_shared<InMemoryObjectStore>(), "memory", 1 << 20);
  EXPECT_TRUE(spool.waiting("runs").value().empty());
  ASSERT_TRUE(spool.put("runs", "b", "one"));
  ASSERT_TRUE(spool.put("other", "x", "else"));
  EXPECT_EQ(spool.waiting("runs").value(), std::vector<std::string>{"b"});
  const auto record = spool.get("runs", "b").value();
  ASSERT_TRUE(record);
  EXPECT_EQ(record->body, "one");
  EXPECT_EQ(record->schema_json, record_schema_json());
  ASSERT_TRUE(spool.remove("runs", "b"));
  ASSERT_TRUE(spool.remove("runs", "b"));
  EXPECT_FALSE(spool.get("runs", "b").value());
}

TEST(Spool, FullSpoolAcceptsAfterDelivery) {
  Spool spool(std::make_shared<InMemoryObjectStore>(), "memory", 40'000);
  ASSERT_TRUE(spool.put("runs", "a", std::string(20'000, 'x')));
  const auto full = spool.put("runs", "b", std::string(20'000, 'x'));
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().kind, ErrorKind::kResourceLimit);
  EXPECT_THAT(full.error().message, HasSubstr("40000"));
  EXPECT_THAT(full.error().message, HasSubstr("publish --spool"));
  ASSERT_TRUE(spool.remove("runs", "a"));
  EXPECT_TRUE(spool.put("runs", "b", std::string(20'000, 'x')));
}

TEST(Spool, DamagedFileIsNamed) {
  const auto store = std::make_shared<InMemoryObjectStore>();
  Spool spool(store, "memory", 1 << 20);
  ASSERT_TRUE(store->put("runs/torn.avro", "Obj\x01 torn"));
  const auto record = spool.get("runs", "torn");
  ASSERT_FALSE(record);
  EXPECT_THAT(record.error().to_string(), HasSubstr("torn.avro"));
}

TEST_F(PublisherTest, RecordIsSpooledBeforeItIsSent) {
  auto publisher = Publisher::open(options());
  ASSERT_TRUE(publisher) << publisher.error().to_string();
  const RunRecord record = small_record(1);
  size_t num_spooled_before = 0;
  const auto before_sending = [&]() -> Result<> {
    num_spooled_before = num_spooled();
    return {};
  };
  ASSERT_TRUE((*publisher)->publish(record, *experiment_id(record), before_sending));
  EXPECT_EQ(num_spooled_before, 1U);
  EXPECT_EQ((*publisher)->finish().published, 1U);
}

TEST_F(PublisherTest, RecordWaitsWhenPreparationFails) {
  auto publisher = Publisher::open(options());
  ASSERT_TRUE(publisher) << publisher.error().to_string();
  const RunRecord record = small_record(1);
  const std::string id = *experiment_id(record);
  const auto published = (*publisher)->publish(record, id, [] { return fail(ErrorKind::kStore, "full"); });
  ASSERT_FALSE(published);
  EXPECT_EQ(published.error().message, "full");
  const auto report = (*publisher)->finish();
  EXPECT_EQ(report.published, 0U);
  EXPECT_EQ(report.waiting, 1U);
  const auto spooled = Spool(folder_ / "spool", 1 << 30).get_record("runs", id);
  ASSERT_TRUE(spooled && *spooled);
  EXPECT_EQ(body_of(**spooled), body_of(record));
}

}  // namespace
}  // namespace eigenlake
