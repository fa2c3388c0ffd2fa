// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/experiment_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/ingest/ingest_test_data.h"

namespace eigenlake {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

Experiment experiment_in(const char* basis_set, int number, int num_iterations) {
  RunRecord record = small_record(number, num_iterations);
  record.basis_set = basis_set;
  return {fmt::format("{:064}", number), std::move(record), {}};
}

/// Three experiments of two partitions, with rows of different numbers.
std::vector<Experiment> some_experiments() {
  return {experiment_in("sto3g", 1, 5), experiment_in("6-31g", 2, 1), experiment_in("sto3g", 3, 2)};
}

/// A batch of the tables that the first one makes.
Batch begin_normalized(const Lake& lake, const BatchPlan& plan) {
  std::vector<std::string_view> names(kNormalizedTables.begin(), kNormalizedTables.end());
  names.push_back(kLedgerTable);
  const auto tables = LakeTables::load_all(lake).value();
  return Batch::begin(lake, tables, names, plan).value();
}

TEST(ExperimentFiles, EachPartitionHasOneFilePerTable) {
  TestLake test;
  const Lake lake = test.open();
  ThreadPool pool(2);
  const auto plan = new_batch_plan(kIngestProcessingName, {});
  Batch batch = begin_normalized(lake, plan);
  ExperimentFiles files(batch, pool);
  ASSERT_TRUE(files.add(some_experiments()));
  EXPECT_THAT(batch.table("vqe_iterations").open_files(), SizeIs(2));
  ASSERT_TRUE(files.add({experiment_in("6-31g", 4, 7)}));
  EXPECT_THAT(batch.table("vqe_iterations").open_files(), SizeIs(1)) << "those before are durable";
  EXPECT_EQ(batch.table("molecules").rows(), 4);
  EXPECT_EQ(batch.table("vqe_iterations").rows(), 15);
  ASSERT_TRUE(batch.commit("", [] {}));
  const auto contents = visible_contents(lake);
  for (const auto name : kNormalizedTables)
    EXPECT_EQ(contents.rows.at(std::string(name)), batch.table(name).rows()) << name;
}

TEST(ExperimentFiles, TablesWithTheBatchGetNoFiles) {
  TestLake test;
  const Lake lake = test.open();
  ThreadPool pool(2);
  const auto plan = new_batch_plan(kIngestProcessingName, {});
  Batch first = begin_normalized(lake, plan);
  ASSERT_TRUE(ExperimentFiles(first, pool).add(some_experiments()));
  const auto report = first.commit("", [] {});
  ASSERT_TRUE(report);
  Batch again = begin_normalized(lake, plan);
  ASSERT_TRUE(ExperimentFiles(again, pool).add(some_experiments()));
  for (const auto name : kNormalizedTables) {
    EXPECT_EQ(again.table(name).rows(), report->rows.at(std::string(name))) << name;
    EXPECT_THAT(again.table(name).open_files(), IsEmpty()) << name;
  }
}

TEST(ExperimentFiles, NoExperimentsGiveNoFiles) {
  TestLake test;
  const Lake lake = test.open();
  ThreadPool pool(1);
  Batch batch = begin_normalized(lake, new_batch_plan(kIngestProcessingName, {}));
  ASSERT_TRUE(ExperimentFiles(batch, pool).add({}));
  EXPECT_EQ(batch.table("molecules").rows(), 0);
  EXPECT_THAT(batch.table("molecules").open_files(), IsEmpty());
}

}  // namespace
}  // namespace eigenlake
