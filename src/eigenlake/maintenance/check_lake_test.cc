// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/check_lake.h"

#include <gtest/gtest.h>

#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/maintenance/maintenance_test_data.h"
#include "eigenlake/tables/iceberg_table.h"

namespace eigenlake {
namespace {

TEST(Check, NamesMissingAndDamagedFiles) {
  TestLake test;
  grow(test, 1, 2);
  const Lake lake = test.open();
  const auto table = lake.catalog().load_table(table_identifier("molecules")).value();
  const auto files = iceberg::plan_files(table).value();
  ASSERT_GE(files.size(), 2u);
  const auto faults = [&](bool deep) {
    const auto check = check_lake(lake, {.tables = {"molecules"}, .deep = deep});
    EXPECT_TRUE(check);
    return check->tables.at(0).report.faults;
  };
  EXPECT_TRUE(faults(true).empty());
  const auto bytes = lake.warehouse_store().get(files[0].key).value();
  ASSERT_TRUE(lake.warehouse_store().remove(files[0].key));
  ASSERT_EQ(faults(false).size(), 1u);
  EXPECT_EQ(faults(false)[0].file, files[0].data_file.file_path);
  ASSERT_TRUE(lake.warehouse_store().put(files[0].key, bytes.substr(0, bytes.size() / 2)));
  ASSERT_EQ(faults(false).size(), 1u);
  EXPECT_TRUE(faults(false)[0].message.contains(" bytes, found "));
  // The same size with a damaged page: only reading it tells.
  auto damaged = bytes;
  for (size_t i = 40; i < 60; ++i) damaged[i] = static_cast<char>(~damaged[i]);
  ASSERT_TRUE(lake.warehouse_store().put(files[0].key, damaged));
  EXPECT_TRUE(faults(false).empty());
  EXPECT_FALSE(faults(true).empty());
  // A file of another batch in its place: rows of an existing key.
  ASSERT_TRUE(lake.warehouse_store().put(files[0].key, lake.warehouse_store().get(files[1].key).value()));
  EXPECT_FALSE(faults(true).empty());
}

TEST(Check, NamesMissingManifestAndList) {
  TestLake test;
  grow(test, 1, 2);
  const Lake lake = test.open();
  const auto table = lake.catalog().load_table(table_identifier("molecules")).value();
  const auto& snapshot = *table.metadata().current_snapshot();
  const auto manifests = iceberg::read_manifest_list(table, snapshot).value();
  ASSERT_TRUE(lake.warehouse_store().remove(table.key_of(manifests[0].manifest_path).value()));
  auto check = check_lake(lake, {.tables = {"molecules"}}).value();
  ASSERT_EQ(check.num_faults(), 1u);
  EXPECT_EQ(check.tables[0].report.faults[0].file, manifests[0].manifest_path);
  ASSERT_TRUE(lake.warehouse_store().remove(table.key_of(snapshot.manifest_list()).value()));
  check = check_lake(lake, {.tables = {"molecules"}}).value();
  ASSERT_EQ(check.num_faults(), 1u);
  EXPECT_EQ(check.tables[0].report.faults[0].snapshot_id, snapshot.snapshot_id);
}

}  // namespace
}  // namespace eigenlake
