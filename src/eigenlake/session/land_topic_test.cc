// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/land_topic.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/ingest/ingest.h"
#include "eigenlake/kafka/producer.h"
#include "eigenlake/kafka/testing/admin_of_mock.h"
#include "eigenlake/kafka/testing/mock_cluster.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/record/record_encoder.h"
#include "eigenlake/record/record_schema.h"
#include "eigenlake/registry/testing/fake_registry.h"
#include "eigenlake/registry/wire_format.h"

namespace eigenlake {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::SizeIs;

/// Keeps what it hears, and stops when it is told to.
struct Heard final : LandObserver {
  std::vector<LandedObject> objects;
  std::vector<IngestReport> batches;
  std::vector<LandLags> lags;
  LandCounters last;
  bool stops = false;
  std::optional<Error> failure;
  std::function<bool(const LandCounters&, const LandLags&)> is_enough;

  bool stop_requested() override { return stops; }
  void on_object(const LandedObject& object) override { objects.push_back(object); }
  void on_batch(const IngestReport& report) override { batches.push_back(report); }
  Result<> on_progress(const LandCounters& counters, const LandLags& of) override {
    last = counters;
    lags.push_back(of);
    stops = stops || (is_enough && is_enough(counters, of));
    return failure ? Result<>(std::unexpected(*failure)) : Result<>();
  }
};

/// The topic `runs` of two partitions in a cluster in this process, a registry, and an empty lake.
class LandTopicTest : public ::testing::Test {
 protected:
  LandTopicTest() {
    request_.kafka.registry = {.urls = {server_.endpoint()}, .timeout_ms = 3000, .attempts = 1};
    request_.kafka.producer.client = cluster_.client();
    request_.kafka.topic = "runs";
    request_.dead_letter_topic = "runs.dead-letter";
    request_.group = "lander";
    request_.until_end = true;
    request_.longest = std::chrono::seconds(30);
    request_.open_admin = kafka::provider_of(admin_);
    cluster_.create_topic("runs", 2);
    cluster_.create_topic("runs.dead-letter", 1);
    admin_.topics["runs"] = {"runs", 2, 1, {}};
    admin_.topics["runs.dead-letter"] = {"runs.dead-letter", 1, 1, {}};
  }

  void produce(int first, int count) {
    const auto schemas = registry::SchemaRegistry::create(request_.kafka.registry).value();
    const int32_t id = schemas->id_of("runs-value", record_schema_json()).value();
    for (int number = first; number < first + count; ++number) {
      std::string value;
      registry::append_frame(value, id);
      encode_record(small_record(number), value);
      send("key " + std::to_string(number), value);
    }
  }
  void send(const std::string& key, const std::string& value) {
    const auto producer = kafka::Producer::create({.client = cluster_.client()}, {}).value();
    ASSERT_TRUE(producer->send("runs", key, value, 0));
    ASSERT_TRUE(producer->flush(10'000));
  }
  LandCounters land() {
    const auto counters = land_topic(request_, store_.open(), heard_);
    EXPECT_TRUE(counters) << counters.error().to_string();
    return counters.value_or(LandCounters());
  }

  kafka::MockCluster cluster_;
  kafka::AdminOfMock admin_{cluster_.client()};
  registry::FakeRegistry registry_;
  TestHttpServer server_{std::ref(registry_)};
  TestLake store_;
  LandRequest request_;
  Heard heard_;
};

TEST_F(LandTopicTest, RawObjectsHoldTheRecordsOfTheTopic) {
  produce(1, 5);
  send("key", "no record");
  const LandCounters counters = land();
  EXPECT_EQ(counters.records, 5);
  EXPECT_EQ(counters.dead_letters, 1);
  EXPECT_EQ(counters.objects, heard_.objects.size());
  size_t records = 0;
  for (const LandedObject& object : heard_.objects) records += object.num_records;
  EXPECT_EQ(records, 5);
  EXPECT_EQ(heard_.last.records, 5);
  EXPECT_THAT(visible_contents(store_.open()).rows, ::testing::Not(Contains(::testing::Key("molecules"))));
  ASSERT_TRUE(ingest_and_features(store_.open(), {}, {}));
  EXPECT_EQ(visible_contents(store_.open()).rows.at("molecules"), 5);
}

TEST_F(LandTopicTest, DirectLandingFillsTheTables) {
  request_.sink = DirectSinkOptions{.topic = "runs"};
  produce(1, 4);
  EXPECT_EQ(land().records, 4);
  EXPECT_THAT(heard_.objects, SizeIs(0));
  EXPECT_FALSE(heard_.batches.empty());
  EXPECT_EQ(visible_contents(store_.open()).rows.at("molecules"), 4);
}

TEST_F(LandTopicTest, MissingTopicIsNamed) {
  for (std::string* topic : {&request_.dead_letter_topic, &request_.kafka.topic}) {
    *topic = "nowhere";
    const auto landed = land_topic(request_, store_.open(), heard_);
    ASSERT_FALSE(landed);
    EXPECT_EQ(landed.error().kind, ErrorKind::kNotFound);
    EXPECT_THAT(landed.error().message, HasSubstr("nowhere"));
  }
}

TEST_F(LandTopicTest, ObserverStopsIt) {
  produce(1, 1);
  request_.until_end = false;
  heard_.stops = true;
  EXPECT_EQ(land().records, 0);
}

TEST_F(LandTopicTest, EndsAfterItsTime) {
  request_.until_end = false;
  request_.longest = std::chrono::seconds(1);
  const auto begun = std::chrono::steady_clock::now();
  land();
  EXPECT_GE(std::chrono::steady_clock::now() - begun, request_.longest);
  EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(20));
}

TEST_F(LandTopicTest, LagsComeOnRequest) {
  request_.until_end = false;
  request_.longest = std::chrono::seconds(10);
  request_.sink = RawSinkOptions{.flush_after = std::chrono::milliseconds(100)};
  request_.with_lags = true;
  heard_.is_enough = [](const LandCounters&, const LandLags& lags) {
    return !lags.empty() && lags.begin()->second == 0;
  };
  produce(1, 2);
  land();
  EXPECT_TRUE(heard_.stops);
  EXPECT_THAT(heard_.lags.back(), SizeIs(0)) << "the last figures have none";
}

TEST_F(LandTopicTest, ErrorOfTheObserverEndsIt) {
  request_.until_end = false;
  heard_.failure = Error{ErrorKind::kStore, "the disk is full", {}};
  const auto landed = land_topic(request_, store_.open(), heard_);
  ASSERT_FALSE(landed);
  EXPECT_EQ(landed.error().message, "the disk is full");
}

}  // namespace
}  // namespace eigenlake
