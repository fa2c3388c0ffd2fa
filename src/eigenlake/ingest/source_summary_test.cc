// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/source_summary.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/lake/lake.h"

namespace eigenlake {
namespace {

using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

iceberg::SnapshotSummary summary_of(const std::vector<std::string>& names) {
  std::vector<ObjectInfo> objects;
  for (const auto& name : names) objects.push_back({std::string(kRawPrefix) + name, 1, "etag"});
  return source_summary(objects, SourceKeys::kListed);
}

TEST(SourceSummary, BatchWithoutRawObjectsIsEmpty) {
  EXPECT_THAT(summary_of({}), IsEmpty());
}

TEST(SourceSummary, NamesObjects) {
  EXPECT_THAT(summary_of({"a.avro", "x/b.json"}),
              UnorderedElementsAre(Pair("eigenlake.source-objects", "2"),
                                   Pair("eigenlake.source-object-keys", R"(["a.avro","x/b.json"])")));
}

TEST(SourceSummary, OmitsNamesUnlessListed) {
  const std::vector<ObjectInfo> objects = {{std::string(kRawPrefix) + "a.avro", 1, "etag"}};
  EXPECT_THAT(source_summary(objects, SourceKeys::kLeftOut),
              UnorderedElementsAre(Pair("eigenlake.source-objects", "1")));
}

TEST(SourceSummary, CountsTooManyNamesOnly) {
  EXPECT_THAT(summary_of(std::vector<std::string>(100, "some-name-of-an-object.json")),
              UnorderedElementsAre(Pair("eigenlake.source-objects", "100")));
}

TEST(SourceSummary, GivesOffsetsOfEachPartition) {
  auto summary =
      summary_of({"t+10+0000000005.avro", "t+2+0000000009.avro", "t+2+0000000007.avro", "other.json"});
  ASSERT_EQ(summary.size(), 4u);
  EXPECT_EQ(summary["eigenlake.kafka-topic"], "t");
  EXPECT_EQ(summary["eigenlake.kafka-offsets"], R"({"2":[7,9],"10":[5,5]})");
}

TEST(SourceSummary, TwoTopicsAreNotNamed) {
  EXPECT_EQ(summary_of({"t+1+0000000005.avro", "u+1+0000000005.avro"}).size(), 2u);
}

}  // namespace
}  // namespace eigenlake
