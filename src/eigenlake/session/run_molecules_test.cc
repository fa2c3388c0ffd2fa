// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/run_molecules.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/session/testing/scratch_folder.h"
#include "eigenlake/session/testing/small_work.h"

namespace eigenlake {
namespace {

using ::testing::SizeIs;

constexpr const char* kHydrogen = R"({"symbols": ["H", "H"], "coords": [[0, 0, 0], [0, 0, 0.7414]]})";
constexpr const char* kNobody = R"({"symbols": ["Xx"], "coords": [[0, 0, 0]]})";

class RunMoleculesTest : public ::testing::Test {
 protected:
  RunMoleculesTest() {
    request_.molecules.files = {folder_.place("molecules.json")};
    request_.lake.location.lake = folder_.place("lake");
    request_.work.options = {quick_options(0), quick_options(1)};
    request_.work.varied = {"seed"};
    request_.command = "run";
  }
  void write(const std::string& molecules) const { std::ofstream(request_.molecules.files[0]) << molecules; }
  bool has_lake() const { return std::filesystem::exists(request_.lake.location.lake); }

  const ScratchFolder folder_;
  RunRequest request_;
  KeepingObserver observer_;
};

TEST_F(RunMoleculesTest, OneCallGoesFromTheFileToTheTables) {
  write(fmt::format("[{}, {}]", kHydrogen, kNobody));
  const auto report = run_molecules(request_, observer_);
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(observer_.num_planned, 2U);
  EXPECT_EQ(report->outcome.num_succeeded, 2U);
  EXPECT_THAT(report->unplanned, SizeIs(1));
  EXPECT_TRUE(observer_.are_tables_complete);
}

TEST_F(RunMoleculesTest, PreviewMarksWhatTheLakeHasAndCreatesNone) {
  write(kHydrogen);
  auto work = preview_molecules(request_, observer_);
  ASSERT_TRUE(work) << work.error().to_string();
  EXPECT_THAT(work->plans, SizeIs(2));
  for (const PlannedRun& plan : work->plans) {
    EXPECT_FALSE(plan.in_lake);
    EXPECT_GT(plan.memory.tables, 0.0);
  }
  EXPECT_FALSE(has_lake());
  ASSERT_TRUE(run_molecules(request_, observer_));
  work = preview_molecules(request_, observer_);
  ASSERT_TRUE(work) << work.error().to_string();
  for (const PlannedRun& plan : work->plans) EXPECT_TRUE(plan.in_lake);
}

TEST_F(RunMoleculesTest, OtherFeatureSettingsMatterOnlyWhereThereIsSomethingToCompute) {
  write(kHydrogen);
  ASSERT_TRUE(run_molecules(request_, observer_));
  request_.features.rolling_window += 1;
  ASSERT_TRUE(preview_molecules(request_, observer_));
  EXPECT_THAT(observer_.other_features, SizeIs(1));
  request_.work.options = {quick_options(2)};
  EXPECT_FALSE(preview_molecules(request_, observer_));
  EXPECT_FALSE(run_molecules(request_, observer_));
}

TEST_F(RunMoleculesTest, WithoutAnyPlanATopicIsNotOpened) {
  write(kNobody);
  request_.target = RunTarget::kTopic;
  request_.publishing.emplace();  // of no broker
  const auto report = run_molecules(request_, observer_);
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_THAT(report->unplanned, SizeIs(1));
  EXPECT_FALSE(report->published);
  EXPECT_FALSE(has_lake());
}

TEST_F(RunMoleculesTest, MissingFileIsAnErrorOfItsMolecule) {
  const auto report = run_molecules(request_, observer_);
  ASSERT_TRUE(report) << report.error().to_string();
  ASSERT_THAT(report->unplanned, SizeIs(1));
  EXPECT_EQ(report->unplanned[0].error.kind, ErrorKind::kNotFound);
  EXPECT_FALSE(has_lake());
}

}  // namespace
}  // namespace eigenlake
