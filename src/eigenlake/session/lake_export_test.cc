// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/lake_export.h"

#include <algorithm>
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/session/testing/filled_lake.h"
#include "eigenlake/session/testing/foreign_table.h"
#include "eigenlake/session/testing/scratch_folder.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class LakeExportTest : public ::testing::Test {
 protected:
  LakeExportTest() {
    fill_as_usual(test_);
    request_.place = folder_.place("out");
  }
  ExportReport write() {
    auto report = export_tables(lake_, request_);
    EXPECT_TRUE(report) << report.error().to_string();
    return report ? *std::move(report) : ExportReport();
  }
  static std::vector<std::string> names_of(const ExportReport& report) {
    std::vector<std::string> names;
    for (const DatasetTable& table : report.dataset.tables) names.push_back(table.name);
    return names;
  }
  std::string card() const { return folder_.read("out/README.md"); }

  const ScratchFolder folder_;
  TestLake test_;
  const Lake lake_ = test_.open();
  ExportRequest request_;
};

TEST_F(LakeExportTest, AllOfOurTablesAreWrittenByDefault) {
  put_foreign_table(lake_, "abacus", 1);
  const auto names = names_of(write());
  ASSERT_THAT(names, SizeIs(all_tables().size()));
  for (size_t i = 0; i < names.size(); ++i) EXPECT_EQ(names[i], all_tables()[i].name);
}

TEST_F(LakeExportTest, OurTablesComeBeforeForeignOnes) {
  put_foreign_table(lake_, "abacus", 3);
  request_.tables = {"abacus", "vqe_results", "molecules", "abacus"};
  const auto report = write();
  EXPECT_THAT(names_of(report), ElementsAre("molecules", "vqe_results", "abacus"));
  EXPECT_EQ(report.dataset.num_rows(), 9);
}

TEST_F(LakeExportTest, IcebergCopyAlwaysHasTheAuditTable) {
  request_.options.format = ExportFormat::kIceberg;
  request_.tables = {"molecules"};
  auto names = names_of(write());
  std::ranges::sort(names);
  EXPECT_THAT(names, ElementsAre("molecules", "processing_metadata"));
}

TEST_F(LakeExportTest, PlanChecksThePlaceAndMakesNothing) {
  request_.tables = {"molecules", "labels"};
  const auto plan = plan_export(lake_, request_);
  ASSERT_TRUE(plan) << plan.error().to_string();
  ASSERT_THAT(*plan, SizeIs(2));
  EXPECT_EQ((*plan)[0].table, "molecules");
  EXPECT_EQ((*plan)[0].rows, 3);
  EXPECT_EQ((*plan)[0].files, 2);
  EXPECT_GT((*plan)[0].bytes, 0);
  EXPECT_EQ((*plan)[1].rows, 0);
  EXPECT_FALSE(std::filesystem::exists(request_.place));
  write();
  EXPECT_FALSE(plan_export(lake_, request_)) << "the place is taken";
  request_.replace = true;
  EXPECT_TRUE(plan_export(lake_, request_));
}

TEST_F(LakeExportTest, ExistingPlaceIsReplacedOnlyOnRequest) {
  request_.tables = {"molecules"};
  write();
  request_.tables = {"vqe_iterations"};
  EXPECT_FALSE(export_tables(lake_, request_));
  request_.replace = true;
  EXPECT_EQ(write().dataset.num_rows(), 9);
}

TEST_F(LakeExportTest, CardNamesTheStateOfTheRows) {
  request_.tables = {"molecules"};
  request_.replace = true;
  write();
  EXPECT_THAT(card(), HasSubstr("all batches"));
  const std::string first = batches_of(lake_)[0];
  request_.travel.batch_id = first.substr(0, 30);
  EXPECT_EQ(write().dataset.num_rows(), 1);
  EXPECT_THAT(card(), HasSubstr(first)) << "the whole id";
  request_.travel = {};
  request_.travel.as_of_ms = int64_t{4'000'000'000'000};
  request_.as_of_text = "2096-10-02";
  EXPECT_EQ(write().dataset.num_rows(), 3);
  EXPECT_THAT(card(), HasSubstr("2096-10-02"));
}

TEST_F(LakeExportTest, ConditionSelectsExperimentsInEveryTable) {
  request_.options.where =
      "num_qubits > 0 -- all\n and experiment_id = (select min(experiment_id) from runs)";
  const auto plan = plan_export(lake_, request_);
  ASSERT_TRUE(plan) << plan.error().to_string();
  const auto report = write();
  EXPECT_EQ(report.dataset.selected.selected, 1);
  EXPECT_EQ(report.dataset.selected.total, 3);
  ASSERT_EQ(plan->size(), report.dataset.tables.size());
  for (size_t i = 0; i < plan->size(); ++i) EXPECT_EQ((*plan)[i].rows, report.dataset.tables[i].rows);
  EXPECT_EQ(report.dataset.tables[0].name, "molecules");
  EXPECT_EQ(report.dataset.tables[0].rows, 1);
  EXPECT_EQ(report.dataset.provenance.num_experiments, 1);
  EXPECT_THAT(names_of(report), testing::Not(testing::Contains("source_objects")));
  EXPECT_THAT(card(), HasSubstr("Selected are the 1 of 3 experiments"));
}

TEST_F(LakeExportTest, WrongConditionWritesNothing) {
  for (const std::string condition : {"no_such_column = 1", "1 =", "true); drop table x; select (true"}) {
    request_.options.where = condition;
    EXPECT_EQ(export_tables(lake_, request_).error().kind, ErrorKind::kUsage) << condition;
    EXPECT_FALSE(plan_export(lake_, request_)) << condition;
    EXPECT_FALSE(std::filesystem::exists(request_.place));
  }
}

TEST_F(LakeExportTest, TableThatIsLeftOutCannotBeRequested) {
  request_.tables = {"source_objects"};
  request_.options.where = "true";
  EXPECT_THAT(export_tables(lake_, request_).error().to_string(), HasSubstr("--where"));
  request_.options.where.clear();
  request_.options.format = ExportFormat::kIceberg;
  EXPECT_THAT(export_tables(lake_, request_).error().to_string(), HasSubstr("--with-paths"));
  request_.options.with_paths = true;
  EXPECT_THAT(names_of(write()), testing::Contains("source_objects"));
}

TEST_F(LakeExportTest, UnreadableTableIsNamed) {
  request_.tables = {"nosuch"};
  const auto plan = plan_export(lake_, request_);
  ASSERT_FALSE(plan);
  EXPECT_THAT(plan.error().to_string(), HasSubstr("nosuch"));
  EXPECT_FALSE(export_tables(lake_, request_));
  EXPECT_FALSE(std::filesystem::exists(request_.place));
}

TEST_F(LakeExportTest, StoreOfUnknownSchemeIsRejected) {
  request_.place = "ftp://host/out";
  request_.tables = {"molecules"};
  EXPECT_EQ(export_tables(lake_, request_).error().kind, ErrorKind::kUsage);
}

}  // namespace
}  // namespace eigenlake
