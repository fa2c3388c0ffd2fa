// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/stream/raw_sink.h"

#include <random>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/avro/object_container.h"
#include "eigenlake/lake/sink_name.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/object_store/faulty_object_store.h"
#include "eigenlake/object_store/in_memory_object_store.h"
#include "eigenlake/record/experiment_id.h"
#include "eigenlake/record/record_encoder.h"
#include "eigenlake/record/record_json.h"
#include "eigenlake/record/record_schema.h"
#include "eigenlake/stream/landed_objects.h"
#include "eigenlake/stream/message_lander.h"
#include "eigenlake/stream/testing/fake_topic.h"

namespace eigenlake {
namespace {

/// A member of the group from its start to its death.
class RawMember {
 public:
  RawMember(Partition& partition, std::shared_ptr<ObjectStore> store, KeptLetters& letters,
            RawSinkOptions options = {}, std::shared_ptr<OneSchema> registry = std::make_shared<OneSchema>())
      : sink(options, std::move(store), nullptr, {}),
        lander(
            sink, MessageDecoder(std::move(registry)), letters, [](std::string_view) {},
            std::chrono::milliseconds(0)),
        consumer(partition, lander.listener()) {
    lander.use(consumer);
  }

  RawSink sink;
  MessageLander lander;
  FakeConsumer consumer;
};

RawSinkOptions of_four() {
  return {.records_per_object = 4};
}

/// [first, last] of each object by its header, and how many records it holds.
struct Landed {
  int64_t first = 0;
  int64_t last = 0;
  int64_t records = 0;
};

std::vector<Landed> landed_in(ObjectStore& store) {
  std::vector<Landed> all;
  const auto objects = store.list("experiments/experiment.vqe/runs+0+").value();
  for (const auto& object : objects) {
    if (!object.key.ends_with(".avro")) continue;  // What a torn write left.
    const auto file = store.get(object.key).value();
    auto reader = avro::ContainerReader::open(file).value();
    Landed landed{std::stoll(std::string(*reader.metadata(kFirstOffsetEntry))),
                  std::stoll(std::string(*reader.metadata(kLastOffsetEntry)))};
    EXPECT_EQ(parse_sink_name(object.key)->offset, landed.first);
    while (const auto block = reader.next_block().value()) landed.records += block->count;
    all.push_back(landed);
  }
  return all;
}

/// Every offset is covered by one object, the chain has no gap, and only dead letters are missing.
void expect_whole(ObjectStore& store, const Partition& partition, const KeptLetters& letters,
                  const std::string& when) {
  int64_t next = partition.low;
  int64_t records = 0;
  for (const auto& object : landed_in(store)) {
    EXPECT_EQ(object.first, next) << when;
    next = object.last + 1;
    records += object.records;
  }
  int64_t poison = 0;
  for (int64_t offset = partition.low; offset < std::ssize(partition.values); ++offset) {
    const auto& value = partition.values[static_cast<size_t>(offset)];
    const bool is_record = value && value->size() > 5;
    EXPECT_TRUE(is_record ? offset < next : letters.offsets.contains(offset)) << when << ' ' << offset;
    poison += is_record ? 0 : 1;
  }
  EXPECT_EQ(records, std::ssize(partition.values) - partition.low - poison) << when;
}

void finish(Partition& partition, const std::shared_ptr<ObjectStore>& store, KeptLetters& letters) {
  RawMember last(partition, store, letters, of_four());
  ASSERT_TRUE(last.consumer.assign());
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(last.lander.step(0));
  ASSERT_TRUE(last.lander.flush());
}

TEST(RawSink, CutsObjectsAtMultiplesOfOffsets) {
  Partition partition;
  for (int i = 0; i < 10; ++i) partition.add_record(i);
  const auto store = std::make_shared<InMemoryObjectStore>();
  KeptLetters letters;
  RawMember member(partition, store, letters, of_four());
  ASSERT_TRUE(member.consumer.assign());
  ASSERT_TRUE(member.lander.step(0));
  EXPECT_EQ(landed_in(*store).size(), 2U);
  EXPECT_EQ(partition.committed, 8);
  ASSERT_TRUE(member.lander.flush());
  const auto objects = landed_in(*store);
  ASSERT_EQ(objects.size(), 3U);
  EXPECT_EQ(objects[1].first, 4);
  EXPECT_EQ(objects[1].last, 7);
  EXPECT_EQ(objects[2].records, 2);
  EXPECT_EQ(partition.committed, 10);
}

TEST(RawSink, BodiesKeepTheirBytes) {
  Partition partition;
  partition.add_record(42);
  const auto store = std::make_shared<InMemoryObjectStore>();
  KeptLetters letters;
  finish(partition, store, letters);
  const auto file = store->get(landed_key(kPlace, 0, "avro")).value();
  auto reader = avro::ContainerReader::open(file).value();
  EXPECT_EQ(reader.metadata("avro.schema"), record_schema_json());
  EXPECT_EQ(reader.next_block().value()->data, partition.values[0]->substr(5));
}

TEST(RawSink, ObjectsCoverTheOffsetsOfDeadLetters) {
  Partition partition;
  partition.values = {"junk", std::nullopt};
  partition.add_record(1);
  partition.values.emplace_back("x");
  partition.add_record(2);
  partition.values.emplace_back("");
  const auto store = std::make_shared<InMemoryObjectStore>();
  KeptLetters letters;
  finish(partition, store, letters);
  EXPECT_EQ(letters.offsets, (std::set<int64_t>{0, 1, 3, 5}));
  expect_whole(*store, partition, letters, "");
  EXPECT_EQ(partition.committed, 6);
}

TEST(RawSink, LandingResumesAfterAnotherSinksObject) {
  Partition partition;
  for (int i = 0; i < 6; ++i) partition.add_record(i);
  const auto store = std::make_shared<InMemoryObjectStore>();
  const std::vector<RunRecord> records = {small_record(0), small_record(1)};
  ASSERT_TRUE(store->put(landed_key(kPlace, 0, "avro"), write_records_avro(records).value()));
  EXPECT_EQ(end_of_landed(*store, kPlace).value(), 2);
  KeptLetters letters;
  finish(partition, store, letters);
  EXPECT_TRUE(store->get(landed_key(kPlace, 2, "avro")));
}

TEST(RawSink, JsonLandsWithItsOffsetsAndResumes) {
  Partition partition;
  for (int i = 0; i < 6; ++i) partition.add_record(i);
  const auto store = std::make_shared<InMemoryObjectStore>();
  KeptLetters letters;
  RawSinkOptions options = of_four();
  options.format = LandFormat::kJson;
  for (int round = 0; round < 2; ++round) {
    RawMember member(partition, store, letters, options);
    ASSERT_TRUE(member.consumer.assign());
    ASSERT_TRUE(member.lander.step(0));
    ASSERT_TRUE(member.lander.flush());
  }
  EXPECT_EQ(store->list("").value().size(), 2U);
  EXPECT_EQ(end_of_landed(*store, kPlace).value(), 6);
  const auto text = store->get(landed_key(kPlace, 4, "json")).value();
  const auto records = open_json_stream(text);
  EXPECT_EQ(experiment_id(records->next().value()->value()).value(), experiment_id(small_record(4)).value());
}

TEST(RawSink, FailingRegistryMakesNoDeadLetters) {
  Partition partition;
  for (int i = 0; i < 3; ++i) partition.add_record(i);
  const auto store = std::make_shared<InMemoryObjectStore>();
  KeptLetters letters;
  const auto registry = std::make_shared<OneSchema>();
  registry->failures_left = 3;
  RawMember member(partition, store, letters, of_four(), registry);
  ASSERT_TRUE(member.consumer.assign());
  for (int i = 0; i < 6; ++i) ASSERT_TRUE(member.lander.step(0));
  ASSERT_TRUE(member.lander.flush());
  EXPECT_TRUE(letters.offsets.empty());
  expect_whole(*store, partition, letters, "");
}

TEST(RawSink, LargestOrOldestObjectIsDueFirst) {
  const kafka::TopicPartition other{"runs", 1};
  const auto store = std::make_shared<InMemoryObjectStore>();
  RawSinkOptions options{.flush_after = std::chrono::hours(1)};
  const std::string body = framed_record(1).substr(registry::kFrameBytes);
  options.buffered_bytes_max = 2 * body.size();
  RawSink sink(options, store, nullptr, {});
  Partition partition;
  FakeConsumer consumer(partition, {});
  const Places places = {kPlace, other};
  ASSERT_TRUE(sink.begin(places, consumer));
  MessageDecoder decoder(std::make_shared<OneSchema>());
  RunRecord record;
  const auto take = [&](const kafka::TopicPartition& place, int64_t offset) {
    kafka::Message message{place, offset, 0, {}, framed_record(1)};
    const auto decoded = decoder.decode(message, record).value();
    sink.take(std::move(message), std::get<DecodedMessage>(decoded), record);
  };
  const auto now = std::chrono::steady_clock::now();
  take(kPlace, 0);
  take(other, 0);
  EXPECT_THAT(sink.due(now), testing::IsEmpty());
  take(other, 1);
  EXPECT_THAT(sink.due(now), testing::ElementsAre(other));
  EXPECT_THAT(sink.due(now + std::chrono::hours(2)), testing::ElementsAre(kPlace, other));
  LandCounters counters;
  ASSERT_TRUE(sink.land(std::span(&other, 1), counters));
  EXPECT_EQ(counters.objects, 1U);
  EXPECT_EQ(counters.records, 2U);
  EXPECT_THAT(sink.due(now), testing::IsEmpty());
  EXPECT_EQ(sink.durable(), (kafka::Offsets{{kPlace, 0}, {other, 2}}));
}

TEST(RawSink, ForeignObjectUnderTheNextNameIsAConflict) {
  Partition partition;
  partition.add_record(1);
  const auto store = std::make_shared<InMemoryObjectStore>();
  KeptLetters letters;
  RawMember member(partition, store, letters, of_four());
  ASSERT_TRUE(member.consumer.assign());
  // It covers nothing, so the chain ends where it begins.
  ASSERT_TRUE(store->put(landed_key(kPlace, 0, "avro"), write_records_avro({}).value()));
  ASSERT_TRUE(member.lander.step(0));
  EXPECT_EQ(member.lander.flush().error().kind, ErrorKind::kConflict);
}

class RawSinkWithFaults : public testing::TestWithParam<std::tuple<StoreFault::Kind, bool>> {};

TEST_P(RawSinkWithFaults, FailedStoreCallsLandEachOffsetOnce) {
  const auto [kind, dies] = GetParam();
  for (uint64_t call = 1; call < 30; ++call) {
    Partition partition;
    for (int i = 0; i < 9; ++i) partition.add_record(i);
    partition.values.emplace_back("x");
    for (int i = 9; i < 14; ++i) partition.add_record(i);
    const auto store = std::make_shared<InMemoryObjectStore>();
    KeptLetters letters;
    {
      const auto faulty = std::make_shared<FaultyObjectStore>(store, StoreFault{call, kind, dies});
      RawMember member(partition, faulty, letters, of_four());
      if (member.consumer.assign()) {
        for (int i = 0; i < 4; ++i) std::ignore = member.lander.step(0);
        std::ignore = member.lander.flush();
      }
    }
    finish(partition, store, letters);
    expect_whole(*store, partition, letters, fmt::format("call {}", call));
  }
}

INSTANTIATE_TEST_SUITE_P(Each, RawSinkWithFaults,
                         testing::Combine(testing::Values(StoreFault::Kind::kFail,
                                                          StoreFault::Kind::kLoseReply,
                                                          StoreFault::Kind::kTear, StoreFault::Kind::kDelay),
                                          testing::Bool()));

/// Members join, die, and lose the partition with or without notice, while messages arrive.
TEST(RawSink, TwoOwnersLandEachOffsetOnce) {
  for (unsigned seed = 0; seed < 300; ++seed) {
    std::mt19937 random(seed);
    Partition partition;
    const auto store = std::make_shared<InMemoryObjectStore>();
    KeptLetters letters;
    std::vector<std::unique_ptr<RawMember>> members;
    for (int action = 0; action < 80; ++action) {
      const auto member = members.empty() ? nullptr : members[random() % members.size()].get();
      switch (random() % 8) {
        case 0:
        case 1:
          for (unsigned i = 0; i < 1 + random() % 5; ++i) {
            if (random() % 6 == 0)
              partition.values.emplace_back("x");
            else
              partition.add_record(static_cast<int>(partition.values.size()));
          }
          break;
        case 2:
          if (members.size() < 3) {
            members.push_back(std::make_unique<RawMember>(partition, store, letters, of_four()));
            ASSERT_TRUE(members.back()->consumer.assign());
          }
          break;
        case 3:
          if (!members.empty())
            members.erase(members.begin() + static_cast<ptrdiff_t>(random() % members.size()));
          break;
        case 4:
          if (member != nullptr) {
            ASSERT_TRUE(member->consumer.revoke(random() % 2 == 0));
            ASSERT_TRUE(member->consumer.assign());
          }
          break;
        case 5:
          EXPECT_TRUE(member == nullptr || member->lander.flush());
          break;
        default:
          EXPECT_TRUE(member == nullptr || member->lander.step(0));
      }
    }
    members.clear();
    finish(partition, store, letters);
    expect_whole(*store, partition, letters, fmt::format("seed {}", seed));
  }
}

}  // namespace
}  // namespace eigenlake
