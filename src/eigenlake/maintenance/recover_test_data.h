// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/ingest/delete_experiments.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/maintenance/check_lake.h"
#include "eigenlake/maintenance/recover_lake.h"
#include "eigenlake/tables/table_names.h"

// What the tests of recovery share: a lake, what may happen to it, and how it must look afterwards.

namespace eigenlake::recovery {

/// Two batches of experiments with their features.
inline void fill(TestLake& test) {
  for (int number = 1; number <= 3; ++number) {
    test.put_avro(fmt::format("{}.avro", number), {small_record(number)});
    if (number != 2) ASSERT_TRUE(ingest_and_features(test.open(), {}, {}));
  }
}

inline std::vector<ObjectInfo> files_of(const TestLake& test, std::string_view table,
                                        std::string_view folder = "") {
  return test.warehouse().list(fmt::format("{}/{}/{}", kDatabase, table, folder)).value();
}

inline void lose(TestLake& test, std::string_view table) {
  for (const auto& object : files_of(test, table)) ASSERT_TRUE(test.warehouse().remove(object.key));
}

/// One that the current state needs.
inline void lose_data_file(TestLake& test, std::string_view table) {
  const auto tables = LakeTables::load_all(test.open()).value();
  const auto files = iceberg::plan_files(*tables.find(table)).value();
  ASSERT_TRUE(test.warehouse().remove(files.at(0).key));
}

/// The table's files, to put them back as a backup does.
inline std::map<std::string, std::string> backup_of(const TestLake& test, std::string_view table) {
  std::map<std::string, std::string> backup;
  for (const auto& object : files_of(test, table))
    backup[object.key] = test.warehouse().get(object.key).value();
  return backup;
}

inline void put_back(TestLake& test, std::string_view table,
                     const std::map<std::string, std::string>& backup) {
  lose(test, table);
  for (const auto& [key, bytes] : backup) ASSERT_TRUE(test.warehouse().put(key, bytes));
}

inline Result<RecoverReport> recover(const Lake& lake, RecoverySource source) {
  return recover_lake(lake, {.source = source, .accept = {}});
}

/// The error of a reader, or what it sees.
inline std::string look(const Lake& lake) {
  const auto tables = LakeTables::load_all(lake);
  return tables ? "" : tables.error().message;
}

/// Nothing is lost, and readers see what they saw.
inline void expect_whole(const TestLake& test, const LakeContents& expected, const std::string& when = "") {
  const auto found = visible_contents(test.open());
  EXPECT_EQ(found.rows, expected.rows) << when;
  EXPECT_EQ(found.experiments, expected.experiments) << when;
  const auto check = check_lake(test.open(), {.tables = {}, .deep = true});
  ASSERT_TRUE(check) << when << check.error().to_string();
  for (const auto& table : check->tables)
    for (const auto& fault : table.report.faults)
      ADD_FAILURE() << when << table.table << ": " << fault.message;
  const auto again = recover(test.open(), RecoverySource::kNothing);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->num_lost, 0u) << when;
}

inline void expect_recovers(const TestLake& test, RecoverySource source, const LakeContents& expected) {
  const auto planned = recover_lake(test.open(LakeAccess::kRecover), {.source = source, .dry_run = true});
  ASSERT_TRUE(planned) << planned.error().to_string();
  EXPECT_GT(planned->num_lost, 0u);
  const auto done = recover(test.open(LakeAccess::kRecover), source);
  ASSERT_TRUE(done) << done.error().to_string();
  for (const auto& step : done->steps) EXPECT_TRUE(step.is_whole) << step.table << ": " << step.what;
  EXPECT_EQ(done->num_lost, 0u);
  expect_whole(test, expected);
}

/// Deletes the first experiment. Returns its id.
inline std::string delete_one(const TestLake& test) {
  const std::string id = *visible_contents(test.open()).experiments.at("molecules").begin();
  EXPECT_TRUE(change_deletions(test.open(), {.experiment_ids = {id}, .changed_by = "test"}, 1));
  return id;
}

}  // namespace eigenlake::recovery
