// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/testing/filled_lake.h"

#include <gtest/gtest.h>

#include "eigenlake/ingest/ingest.h"
#include "eigenlake/ingest/raw_record.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/record/experiment_id.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {

std::string small_id(int number) {
  return experiment_id(small_record(number)).value();
}

std::vector<int> numbers_alike(int count) {
  std::vector<int> numbers;
  for (int number = 1; std::ssize(numbers) < count; ++number)
    if (small_id(number)[0] == small_id(1)[0]) numbers.push_back(number);
  return numbers;
}

std::vector<std::string> store_small_records(const Lake& lake, int first, int count) {
  std::vector<std::string> ids;
  for (int number = first; number < first + count; ++number) {
    ids.push_back(small_id(number));
    const auto stored = store_raw_record(lake, small_record(number), ids.back());
    EXPECT_TRUE(stored) << stored.error().to_string();
  }
  return ids;
}

std::vector<std::string> fill_lake(const Lake& lake, int first, int count) {
  auto ids = store_small_records(lake, first, count);
  const auto done = ingest_and_features(lake, {}, {});
  EXPECT_TRUE(done) << done.error().to_string();
  return ids;
}

void fill_as_usual(TestLake& lake) {
  static const TestLake usual;
  static const bool is_filled = [] {
    fill_lake(usual.open(), 1, 1);
    fill_lake(usual.open(), 2, 2);
    return true;
  }();
  EXPECT_TRUE(is_filled);
  lake.copy_from(usual);
}

std::vector<std::string> batches_of(const Lake& lake) {
  std::vector<std::string> ids;
  const auto tables = LakeTables::load_all(lake).value();
  const auto log = AuditLog::read(tables.find(kAuditTable)).value();
  for (const AuditedBatch& batch : log.batches()) ids.push_back(batch.batch_id);
  return ids;
}

void lose_table(const Lake& lake, const std::string& table) {
  const auto files = lake.warehouse_store().list("quantum_features/" + table + "/").value();
  for (const ObjectInfo& file : files) EXPECT_TRUE(lake.warehouse_store().remove(file.key));
}

void damage_table(const Lake& lake, const std::string& table) {
  const auto files = lake.warehouse_store().list("quantum_features/" + table + "/metadata/").value();
  for (const ObjectInfo& file : files) EXPECT_TRUE(lake.warehouse_store().put(file.key, "{}"));
}

PlannedRun small_plan(int number) {
  PlannedRun plan;
  plan.place = "small.json, molecule " + std::to_string(number);
  plan.molecule_name = "small " + std::to_string(number);
  plan.experiment_id = small_id(number);
  plan.plan.num_parameters = 2;
  return plan;
}

}  // namespace eigenlake
