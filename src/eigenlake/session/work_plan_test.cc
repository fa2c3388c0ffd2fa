// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/work_plan.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/session/testing/small_work.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

MoleculeEntry unreadable(int number) {
  return {
      .file = "h2.json", .molecule_id = number, .molecule = fail(ErrorKind::kInvalidInput, "no molecule")};
}

SimulationWork plan(const WorkRequest& request) {
  auto work = plan_work(request);
  EXPECT_TRUE(work) << work.error().to_string();
  return work.value_or(SimulationWork());
}

TEST(WorkPlan, RunsOfOneMoleculeAreAdjacent) {
  const auto work = plan({.series = {{hydrogen(0.7, 0)}, {hydrogen(0.8, 1)}},
                          .options = {quick_options(1), quick_options(2)},
                          .varied = {"seed"}});
  ASSERT_THAT(work.plans, SizeIs(4));
  EXPECT_EQ(work.plans[0].place, work.plans[1].place);
  EXPECT_EQ(work.plans[2].place, work.plans[3].place);
  EXPECT_EQ(work.plans[0].variant, "seed 1");
  EXPECT_EQ(work.plans[1].variant, "seed 2");
  std::set<std::string> ids;
  for (const PlannedRun& run : work.plans) ids.insert(run.experiment_id);
  EXPECT_THAT(ids, SizeIs(4));
}

TEST(WorkPlan, PointsOfTheSameOptionsAreAdjacentInASeries) {
  const auto work = plan({.series = {{hydrogen(0.7, 0), hydrogen(0.8, 1)}},
                          .options = {quick_options(1), quick_options(2)},
                          .varied = {"seed"}});
  ASSERT_THAT(work.plans, SizeIs(4));
  EXPECT_EQ(work.plans[0].spec().seed, 1);
  EXPECT_EQ(work.plans[1].spec().seed, 1);
  EXPECT_EQ(work.plans[2].spec().seed, 2);
}

TEST(WorkPlan, EachPointFollowsItsPredecessorOnRequest) {
  const auto work = plan({.series = {{hydrogen(0.7, 0), unreadable(1), hydrogen(0.8, 2)}},
                          .options = {quick_options(1), quick_options(2)},
                          .varied = {"seed"},
                          .follow = true});
  ASSERT_THAT(work.plans, SizeIs(4));
  EXPECT_EQ(work.plans[0].spec().follow, "");
  EXPECT_EQ(work.plans[1].spec().follow, work.plans[0].experiment_id);
  EXPECT_EQ(work.plans[2].spec().follow, "") << "other options begin anew";
  EXPECT_EQ(work.plans[3].spec().follow, work.plans[2].experiment_id);
}

TEST(WorkPlan, UnreadableMoleculeIsOneFailure) {
  const auto work = plan({.series = {{unreadable(0)}, {hydrogen(0.7, 1)}},
                          .options = {quick_options(1), quick_options(2)},
                          .varied = {"seed"}});
  EXPECT_THAT(work.plans, SizeIs(2));
  ASSERT_THAT(work.failures, SizeIs(1));
  EXPECT_EQ(work.failures[0].input, "h2.json, molecule 0");
  EXPECT_EQ(work.failures[0].message(), "no molecule") << "readers name the input themselves";
}

TEST(WorkPlan, ImpossiblePlanIsAFailureOfItsOptions) {
  ExperimentSpec impossible = quick_options();
  impossible.active_space.active_space = ActiveSpace{40, 40};
  const auto work = plan(
      {.series = {{hydrogen(0.7)}}, .options = {impossible, quick_options()}, .varied = {"active-space"}});
  EXPECT_THAT(work.plans, SizeIs(1));
  ASSERT_THAT(work.failures, SizeIs(1));
  EXPECT_THAT(work.failures[0].input, HasSubstr("active-space 40,40"));
  EXPECT_EQ(work.failures[0].molecule, "H2");
  EXPECT_THAT(work.failures[0].message(), HasSubstr(work.failures[0].input + ": "));
}

TEST(WorkPlan, RepeatedExperimentIsPlannedOncePerPlace) {
  const auto twice = plan({.series = {{hydrogen(0.7)}}, .options = {quick_options(), quick_options()}});
  EXPECT_THAT(twice.plans, SizeIs(1));
  EXPECT_EQ(twice.num_repeated, 1U);
  const auto two_places =
      plan({.series = {{hydrogen(0.7, 0)}, {hydrogen(0.7, 1)}}, .options = {quick_options()}});
  EXPECT_THAT(two_places.plans, SizeIs(2));
  EXPECT_EQ(two_places.num_repeated, 0U);
}

TEST(WorkPlan, LabelsGoToEveryPlan) {
  const auto work = plan({.series = {{hydrogen(0.7)}},
                          .options = {quick_options(1), quick_options(2)},
                          .varied = {},
                          .follow = false,
                          .labels = {{"series", "a"}}});
  for (const PlannedRun& run : work.plans) EXPECT_EQ(run.plan.labels, work.labels);
  EXPECT_EQ(work.labels.at("series"), "a");
}

TEST(WorkPlan, MoleculesSideBySideShareThreads) {
  const auto request = [](size_t num_jobs, int num_threads) {
    return WorkRequest{.series = {{hydrogen(0.7, 0)}, {hydrogen(0.8, 1)}},
                       .options = {quick_options()},
                       .varied = {},
                       .follow = false,
                       .labels = {},
                       .num_jobs = num_jobs,
                       .num_threads = num_threads};
  };
  EXPECT_EQ(plan(request(2, 8)).threads_each, 4);
  EXPECT_EQ(plan(request(50, 8)).num_jobs, 2U) << "there are two runs";
  EXPECT_EQ(plan(request(2, 1)).threads_each, 1);
  EXPECT_EQ(plan(request(2, 1)).num_jobs, 1U) << "there is one thread";
}

TEST(WorkPlan, NumberOfRunsIsLimited) {
  EXPECT_TRUE(check_number_of_runs(kMaxRuns, 1));
  EXPECT_TRUE(check_number_of_runs(1, kMaxRuns));
  EXPECT_TRUE(check_number_of_runs(UINT64_MAX, 0));
  for (const auto& [combinations, molecules] :
       {std::pair{kMaxRuns + 1, uint64_t{1}}, {uint64_t{1}, kMaxRuns + 1}, {UINT64_MAX, uint64_t{2}}}) {
    const auto checked = check_number_of_runs(combinations, molecules);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().kind, ErrorKind::kUsage);
  }
}

TEST(WorkPlan, EmptyRequestIsNoWork) {
  const auto work = plan({.series = {}, .options = {quick_options()}});
  EXPECT_THAT(work.plans, IsEmpty());
  EXPECT_EQ(work.num_jobs, 1U);
}

}  // namespace
}  // namespace eigenlake
