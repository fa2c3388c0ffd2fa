// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/experiment_removal.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/session/testing/filled_lake.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ExperimentRemovalTest : public ::testing::Test {
 protected:
  ExperimentRemovalTest() { fill_as_usual(test_); }
  Result<ExperimentRemoval> open(const std::vector<std::string>& ids, bool purge = false) const {
    return ExperimentRemoval::open(lake_, {.ids = ids, .condition = {}, .purge = purge, .reason = "why"});
  }
  Result<ExperimentRemoval> open_where(const std::string& condition) const {
    return ExperimentRemoval::open(lake_, {.ids = {}, .condition = condition});
  }
  void remove(const std::string& id) const {
    const auto done = open({id})->carry_out();
    ASSERT_TRUE(done) << done.error().to_string();
  }
  int64_t num_molecules() const { return visible_contents(lake_).rows["molecules"]; }

  TestLake test_;
  const Lake lake_ = test_.open();
  const std::vector<std::string> ids_ = {small_id(1), small_id(2), small_id(3)};
};

TEST_F(ExperimentRemovalTest, IdsAreOrderedAndUnique) {
  const auto removal = open({ids_[2], ids_[0].substr(0, 20), ids_[2]});
  ASSERT_TRUE(removal) << removal.error().to_string();
  auto expected = std::vector{ids_[0], ids_[2]};
  std::ranges::sort(expected);
  EXPECT_EQ(removal->ids(), expected);
}

TEST_F(ExperimentRemovalTest, ConditionPicksExperiments) {
  EXPECT_THAT(open_where("seed = 2")->ids(), ElementsAre(ids_[1]));
  EXPECT_THAT(open_where("false")->ids(), IsEmpty());
}

TEST_F(ExperimentRemovalTest, IdsAndConditionExcludeEachOther) {
  EXPECT_EQ(open({}).error().kind, ErrorKind::kUsage);
  const auto both = ExperimentRemoval::open(lake_, {.ids = {ids_[0]}, .condition = "true"});
  EXPECT_EQ(both.error().kind, ErrorKind::kUsage);
  EXPECT_EQ(open({"zz"}).error().kind, ErrorKind::kNotFound);
}

TEST_F(ExperimentRemovalTest, PlanCountsAndRemovesNothing) {
  const auto plan = open({ids_[0]})->plan();
  ASSERT_TRUE(plan) << plan.error().to_string();
  EXPECT_EQ(plan->deletion.rows.at("molecules"), 1);
  EXPECT_EQ(plan->deletion.rows.at("vqe_iterations"), 3);
  EXPECT_EQ(plan->deletion.batch_id, "");
  EXPECT_EQ(num_molecules(), 3);
}

TEST_F(ExperimentRemovalTest, RemovalDeletesTheRows) {
  const auto removal = open({ids_[0]});
  const auto done = removal->carry_out();
  ASSERT_TRUE(done) << done.error().to_string();
  EXPECT_THAT(done->deletion.experiment_ids, ElementsAre(ids_[0]));
  EXPECT_EQ(done->deletion.batch_id, batches_of(lake_).back());
  EXPECT_EQ(done->files, 0);
  EXPECT_EQ(num_molecules(), 2);
}

TEST_F(ExperimentRemovalTest, DeletedExperimentsAreReportedAndKept) {
  remove(ids_[0]);
  const auto again = open({ids_[0].substr(0, 20), ids_[1]});
  ASSERT_TRUE(again) << again.error().to_string();
  EXPECT_THAT(again->deleted_already(), ElementsAre(ids_[0]));
  EXPECT_THAT(again->ids(), ElementsAre(ids_[1]));
}

TEST_F(ExperimentRemovalTest, PurgeIncludesDeletedExperiments) {
  remove(ids_[0]);
  const auto purge = open({ids_[0]}, true);
  ASSERT_TRUE(purge) << purge.error().to_string();
  EXPECT_THAT(purge->ids(), ElementsAre(ids_[0]));
  EXPECT_THAT(purge->deleted_already(), IsEmpty());
  const auto done = purge->carry_out();
  ASSERT_TRUE(done) << done.error().to_string();
  EXPECT_GT(done->files, 0);
  EXPECT_GT(done->snapshots, 0);
}

TEST_F(ExperimentRemovalTest, NothingToRemoveMakesNoBatch) {
  const auto done = open_where("false")->carry_out();
  ASSERT_TRUE(done) << done.error().to_string();
  EXPECT_THAT(done->deletion.experiment_ids, IsEmpty());
  EXPECT_THAT(batches_of(lake_), SizeIs(4));
}

TEST_F(ExperimentRemovalTest, ListHasOneRowForEach) {
  size_t num_rows = 0;
  std::vector<std::string> columns;
  auto removal = open({ids_[0], ids_[1]});
  const auto listed = removal->list([&](SqlResult& result) -> Result<> {
    for (size_t i = 0; i < result.num_columns(); ++i) columns.push_back(result.name(i));
    while (true) {
      EIGENLAKE_ASSIGN_OR_RETURN(const bool has_rows, result.next_chunk());
      if (!has_rows) return {};
      num_rows += result.num_rows();
    }
  });
  ASSERT_TRUE(listed) << listed.error().to_string();
  EXPECT_EQ(num_rows, 2U);
  EXPECT_THAT(columns, ElementsAre("experiment", "name", "basis_set", "ansatz_name", "optimizer",
                                   "total_energy", "labels"));
  EXPECT_TRUE(open_where("false")->list([](SqlResult&) { return fail(ErrorKind::kInternal, "no rows"); }));
}

}  // namespace
}  // namespace eigenlake
