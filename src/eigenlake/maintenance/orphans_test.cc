// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/orphans.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/maintenance/maintain.h"
#include "eigenlake/maintenance/maintenance_test_data.h"

namespace eigenlake {
namespace {

TEST(Orphans, AreUnneededOldFiles) {
  TestLake test;
  grow(test, 1, 2);
  const Lake lake = test.open();
  const std::string folder = "quantum_features/molecules/";
  const std::vector<std::string> strays = {folder + "data/stray.parquet", folder + "metadata/stray-m0.avro"};
  const std::vector<std::string> others = {folder + "metadata/notes.txt", folder + "README",
                                           "quantum_features/of_somebody/data/x.parquet"};
  for (const auto& keys : {strays, others}) {
    for (const auto& key : keys) ASSERT_TRUE(lake.warehouse_store().put(key, "x"));
  }
  MaintainOptions options;
  options.steps = {MaintenanceStep::kOrphans};
  auto young = maintain(lake, options);
  ASSERT_TRUE(young);
  for (const auto& table : young->tables) EXPECT_TRUE(table.orphans.empty()) << "three days have not passed";
  options = greedy();
  options.steps = {MaintenanceStep::kOrphans};
  options.list_orphans_only = true;
  const auto listed = maintain(lake, options);
  ASSERT_TRUE(listed);
  EXPECT_EQ(listed->tables[0].table, "molecules");
  EXPECT_EQ(listed->tables[0].orphans.size(), 2u);
  EXPECT_TRUE(lake.warehouse_store().exists(strays[0]).value());
  options.list_orphans_only = false;
  ASSERT_TRUE(maintain(lake, options));
  for (const auto& key : strays) EXPECT_FALSE(lake.warehouse_store().exists(key).value()) << key;
  for (const auto& key : others) EXPECT_TRUE(lake.warehouse_store().exists(key).value()) << key;
  expect_clean(lake, "");
}

/// Puts the files of another lake's table beside those of this lake, as another catalog over the same
/// warehouse writes them; returns their keys.
std::vector<std::string> add_table_of_another_catalog(const TestLake& other, ObjectStore& store) {
  std::vector<std::string> keys;
  const Lake lake = other.open();
  const auto objects = lake.warehouse_store().list("quantum_features/molecules/").value();
  for (const auto& object : objects) {
    std::string key = object.key;
    if (const auto version = key.find("/metadata/v"); version != std::string::npos)
      key.replace(version, 11, "/metadata/0000-");
    EXPECT_TRUE(store.put_if_absent(key, lake.warehouse_store().get(object.key).value())) << key;
    if (!key.ends_with("version-hint.text")) keys.push_back(std::move(key));
  }
  return keys;
}

TEST(Orphans, TableOfOtherCatalogKeepsItsFiles) {
  TestLake test;
  grow(test, 1, 2);
  TestLake other;
  grow(other, 1, 2);
  const Lake lake = test.open();
  ASSERT_TRUE(lake.warehouse_store().remove("quantum_features/molecules/metadata/version-hint.text"));
  const auto keys = add_table_of_another_catalog(other, lake.warehouse_store());
  ASSERT_GT(keys.size(), 5u);
  auto options = greedy();
  options.steps = {MaintenanceStep::kOrphans};
  ASSERT_TRUE(maintain(lake, options));
  for (const auto& key : keys)
    if (!key.contains(".metadata.json")) EXPECT_TRUE(lake.warehouse_store().exists(key).value()) << key;
  EXPECT_TRUE(lake.warehouse_store().exists(keys.back()).value()) << "the newest metadata file";
}

TEST(Orphans, OlderStatesOfOtherCatalogKeepNothing) {
  TestLake test;
  grow(test, 1, 2);
  TestLake other;
  grow(other, 1, 2);
  // From now on the older metadata files name snapshots whose files are gone.
  auto options = greedy();
  options.steps = {MaintenanceStep::kExpire, MaintenanceStep::kOrphans};
  ASSERT_TRUE(maintain(other.open(), options));
  const Lake lake = test.open();
  const auto keys = add_table_of_another_catalog(other, lake.warehouse_store());
  const auto report = maintain(lake, greedy());
  ASSERT_TRUE(report);
  EXPECT_EQ(errors_of(*report), "");
  for (const auto& key : keys)
    if (!key.contains(".metadata.json")) EXPECT_TRUE(lake.warehouse_store().exists(key).value()) << key;
}

}  // namespace
}  // namespace eigenlake
