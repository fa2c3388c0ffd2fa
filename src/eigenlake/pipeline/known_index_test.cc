#include "eigenlake/pipeline/known_index.h"

#include <gtest/gtest.h>

#include "eigenlake/pipeline/test_lake.h"

namespace eigenlake {
namespace {

constexpr const char* kIndexKey = "index/known.txt";

/// Of a lake without tables: an index made from them has nothing, so all that is there is from the copy.
KnownIndex load(const Lake& lake) {
  return KnownIndex::load(lake, LakeTables(), AuditLog()).value();
}

TEST(KnownIndex, KeepsExperimentsAndObjectsWithAnyName) {
  TestLake test;
  const Lake lake = test.open();
  const std::vector<std::string> ids = {std::string(64, 'a'), std::string(64, 'b')};
  const std::vector<ObjectInfo> objects = {
      {"a\n+b.json", 1, "1-2"}, {"back\\slash\\n", 1, "1-2"}, {"with space", 1, "e tag"}};
  KnownIndex index;
  index.add_experiments(std::vector<std::string_view>(ids.begin(), ids.end()), "batch 1");
  index.mark_features(std::span(ids).first(1));
  index.add_objects(objects);
  ASSERT_TRUE(index.save(lake, {}));
  const KnownIndex loaded = load(lake);
  EXPECT_EQ(loaded.num_experiments(), 2u);
  EXPECT_EQ(loaded.experiments_without_features(), std::vector{ids[1]});
  auto unknown = objects;
  loaded.erase_known(unknown);
  EXPECT_TRUE(unknown.empty());
}

TEST(KnownIndex, TheCopyTellsTheBatchOfEachExperiment) {
  TestLake test;
  const Lake lake = test.open();
  const auto id = [](char digit) { return std::string(64, digit); };
  EXPECT_FALSE(BatchesOfExperiments::load(lake).find(id('a')));
  KnownIndex index;
  index.add_experiments(std::vector<std::string_view>{id('d'), id('a')}, "batch 1");
  index.add_experiments(std::vector<std::string_view>{id('c')}, "batch 2");
  index.mark_features(std::vector{id('c')});
  for (const bool with_objects : {false, true}) {
    if (with_objects) index.add_objects(std::vector<ObjectInfo>{{"key", 1, "etag"}});
    ASSERT_TRUE(index.save(lake, {}));
    const auto batches = BatchesOfExperiments::load(lake);
    EXPECT_EQ(batches.find(id('a')), "batch 1");
    EXPECT_EQ(batches.find(id('c')), "batch 2");
    EXPECT_EQ(batches.find(id('d')), "batch 1");
    for (const char digit : {'0', 'b', 'e'}) EXPECT_FALSE(batches.find(id(digit))) << digit;
    EXPECT_FALSE(batches.find("short"));
  }
  auto text = test.state_store().get(kIndexKey).value();
  text[text.size() / 2] ^= 1;
  ASSERT_TRUE(test.state_store().put(kIndexKey, text));
  EXPECT_FALSE(BatchesOfExperiments::load(lake).find(id('a')));
}

TEST(KnownIndex, HasNoCopyOfIdsThatAreNotHexadecimal) {
  TestLake test;
  const Lake lake = test.open();
  KnownIndex index;
  index.add_experiments(std::vector<std::string_view>{"x\n y z"}, "batch 1");
  ASSERT_TRUE(index.save(lake, {}));
  EXPECT_FALSE(test.state_store().get(kIndexKey));
}

TEST(KnownIndex, AHeaderWithOtherTypesIsDamage) {
  TestLake test;
  const Lake lake = test.open();
  for (const char* header : {R"({"version":"3"})", R"({"version":3,"checksum":"1"})", "3", "[]", ""}) {
    ASSERT_TRUE(test.state_store().put(kIndexKey, std::string(header) + "\n"));
    EXPECT_EQ(load(lake).num_experiments(), 0u) << header;
  }
}

}  // namespace
}  // namespace eigenlake
