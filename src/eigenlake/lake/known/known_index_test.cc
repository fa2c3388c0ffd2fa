// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/known/known_index.h"

#include <algorithm>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/testing/test_lake.h"

namespace eigenlake {
namespace {

using ::testing::Contains;
using ::testing::Not;

constexpr const char* kIndexKey = "index/known.txt";

/// Of a lake without tables: an index made from them has nothing, so all that is there is from the copy.
KnownIndex load(const Lake& lake) {
  return KnownIndex::load(lake, LakeTables(), AuditLog()).value();
}

std::string hexadecimal_id(int number) {
  return fmt::format("{:064x}", uint64_t{0x9e3779b97f4a7c15} * static_cast<uint64_t>(number + 1));
}

std::string sink_key(int offset) {
  return fmt::format("experiments/experiment.vqe/runs+0+{:010}.avro", offset);
}

/// Adds experiments `first` to `first + count - 1`, each from an object of its own.
void add(KnownIndex& index, int first, int count, const std::string& batch) {
  std::vector<std::string> ids;
  std::vector<ObjectInfo> objects;
  for (int i = first; i < first + count; ++i) {
    ids.push_back(hexadecimal_id(i));
    objects.push_back({.key = sink_key(i), .etag = fmt::format("{:x}", i)});
  }
  index.add_experiments(std::vector<std::string_view>(ids.begin(), ids.end()), batch);
  index.add_objects(objects);
}

std::vector<std::string> files_of(const Lake& lake) {
  std::vector<std::string> keys;
  const auto files = lake.state_store().list("index/").value();
  for (const auto& file : files) keys.push_back(file.key);
  return keys;
}

TEST(KnownIndex, KeepsAnyName) {
  TestLake test;
  const Lake lake = test.open();
  const std::vector<std::string> ids = {std::string(64, 'a'), std::string(64, 'b'), "of others\n y\\ z"};
  const std::vector<ObjectInfo> objects = {
      {"a\n+b.json", 1, "1-2"}, {"back\\slash\\n", 1, "1-2"}, {"with space", 1, "e tag"}};
  // With many others they come to lie in the objects that the copy names.
  for (const int others : {0, 2000}) {
    KnownIndex index;
    index.add_experiments(std::vector<std::string_view>(ids.begin(), ids.end()), "batch 1");
    ASSERT_TRUE(index.mark_features(std::span(ids).first(1)));
    index.add_objects(objects);
    add(index, 0, others, "batch 2");
    ASSERT_TRUE(index.save(lake, {}));
    EXPECT_EQ(files_of(lake).size(), others == 0 ? 1U : 3U);
    KnownIndex loaded = load(lake);
    EXPECT_EQ(loaded.num_experiments(), ids.size() + static_cast<size_t>(others));
    const auto without = loaded.experiments_without_features()->ids;
    EXPECT_EQ(without.size(), loaded.num_experiments() - 1);
    EXPECT_EQ(without.size(), loaded.num_experiments_without_features());
    EXPECT_THAT(without, Not(Contains(ids[0])));
    EXPECT_THAT(without, Contains(ids[2]));
    for (const auto& id : ids) {
      EXPECT_TRUE(loaded.has_experiment(id).value());
      EXPECT_EQ(loaded.batch_of(id).value(), "batch 1");
    }
    auto unknown = objects;
    unknown.push_back({"with space", 1, "other"});
    ASSERT_TRUE(loaded.erase_known(unknown));
    ASSERT_EQ(unknown.size(), 1U);
    EXPECT_EQ(unknown[0].etag, "other");
  }
}

TEST(KnownIndex, FindsLinesOfEveryStep) {
  TestLake test;
  const Lake lake = test.open();
  constexpr int kSteps = 60;
  constexpr int kPerStep = 100;
  for (int step = 0; step < kSteps; ++step) {
    KnownIndex index = load(lake);
    const int first = step * kPerStep;
    ASSERT_FALSE(index.has_experiment(hexadecimal_id(first)).value());
    if (step > 0) {
      ASSERT_TRUE(index.has_experiment(hexadecimal_id(first - 1)).value());
    }
    add(index, first, kPerStep, fmt::format("batch {}", step));
    // Features come a few steps later, so that some experiments lie elsewhere by then, and one of ten never.
    std::vector<std::string> done;
    for (int i = std::max(0, first - 3 * kPerStep); i < first - 2 * kPerStep; ++i)
      if (i % 10 != 0) done.push_back(hexadecimal_id(i));
    ASSERT_TRUE(index.mark_features(done));
    ASSERT_TRUE(index.save(lake, {}));
    ASSERT_LE(files_of(lake).size(), 3U);
  }
  KnownIndex index = load(lake);
  constexpr int kAll = kSteps * kPerStep;
  EXPECT_EQ(index.num_experiments(), static_cast<uint64_t>(kAll));
  EXPECT_EQ(index.experiments_without_features()->ids.size(), 3 * kPerStep + (kAll - 3 * kPerStep) / 10);
  EXPECT_EQ(index.experiments_without_features()->ids.size(), index.num_experiments_without_features());
  for (int i = 0; i < kAll; i += 7)
    ASSERT_EQ(index.batch_of(hexadecimal_id(i)).value(), fmt::format("batch {}", i / kPerStep)) << i;
  for (int i = kAll; i < kAll + 100; ++i) ASSERT_FALSE(index.has_experiment(hexadecimal_id(i)).value()) << i;
  const auto runs = index.runs().value();
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].last_key, sink_key(kAll - 1));
  EXPECT_EQ(runs[0].num_objects, static_cast<uint64_t>(kAll));
  std::vector<ObjectInfo> listed = {{.key = sink_key(3), .etag = "3"},
                                    {.key = sink_key(kAll - 1), .etag = fmt::format("{:x}", kAll - 1)},
                                    {.key = sink_key(kAll), .etag = "0"}};
  ASSERT_TRUE(index.erase_known(listed));
  ASSERT_EQ(listed.size(), 1U);
  EXPECT_EQ(listed[0].key, sink_key(kAll));
}

TEST(KnownIndex, RepeatedObjectCountsOnce) {
  TestLake test;
  const Lake lake = test.open();
  KnownIndex index;
  add(index, 1, 2000, "batch 1");
  ASSERT_TRUE(index.save(lake, {}));
  index.add_objects(std::vector<ObjectInfo>{{sink_key(7), 1, "new"}, {sink_key(0), 1, "late"}});
  EXPECT_EQ(index.runs()->at(0).num_objects, 2001U);
  EXPECT_EQ(index.runs()->at(0).last_key, sink_key(2000));
}

TEST(KnownIndex, UnorderedRunIsListed) {
  TestLake test;
  const Lake lake = test.open();
  KnownIndex index;
  add(index, 0, 2000, "batch 1");
  ASSERT_TRUE(index.save(lake, {}));
  EXPECT_EQ(index.runs()->size(), 1U);
  index.add_objects(std::vector<ObjectInfo>{{"experiments/experiment.vqe/runs+0+99999999999.avro", 1, "1"}});
  EXPECT_TRUE(index.runs()->empty());
}

TEST(KnownIndex, DamagedCopyIsRemoved) {
  TestLake test;
  const Lake lake = test.open();
  for (const bool missing : {false, true}) {
    KnownIndex index;
    add(index, 0, 5000, "batch 1");
    ASSERT_TRUE(index.save(lake, {}));
    const auto files = files_of(lake);
    ASSERT_EQ(files.size(), 3U);
    auto loaded = KnownIndex::load_copy(lake);
    ASSERT_TRUE(loaded);
    auto text = lake.state_store().get(files[0]).value();
    text[text.size() / 2] ^= 1;
    if (missing)
      ASSERT_TRUE(lake.state_store().remove(files[0]));
    else
      ASSERT_TRUE(lake.state_store().put(files[0], text));
    const auto ids = loaded->experiments_without_features();
    ASSERT_FALSE(ids);
    EXPECT_EQ(ids.error().kind, missing ? ErrorKind::kNotFound : ErrorKind::kCorrupt);
    EXPECT_FALSE(KnownIndex::load_copy(lake));
    EXPECT_EQ(load(lake).num_experiments(), 0U);
  }
}

TEST(KnownIndex, WrongHeaderTypesAreDamage) {
  TestLake test;
  const Lake lake = test.open();
  for (const char* header : {R"({"version":"3"})", R"({"version":3,"checksum":"1"})", "3", "[]", ""}) {
    ASSERT_TRUE(test.state_store().put(kIndexKey, std::string(header) + "\n"));
    EXPECT_EQ(load(lake).num_experiments(), 0u) << header;
  }
}

}  // namespace
}  // namespace eigenlake
