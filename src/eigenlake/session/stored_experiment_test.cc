// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/stored_experiment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/failed_run.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/session/experiment_notes.h"
#include "eigenlake/session/sql_rows.h"
#include "eigenlake/session/testing/filled_lake.h"

namespace eigenlake {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class StoredExperimentTest : public ::testing::Test {
 protected:
  StoredExperimentTest() { fill_as_usual(test_); }
  std::vector<Json> rows_of(const std::string& table, const TimeTravel& travel = {}) const {
    const auto visible = VisibleLake::load(lake_, travel).value();
    auto session = open_session(visible, std::vector<std::string>{table}, 1).value();
    return read_rows(session, "select * from " + table).value();
  }

  TestLake test_;
  const Lake lake_ = test_.open();
  const std::vector<std::string> ids_ = {small_id(1), small_id(2)};
};

TEST_F(StoredExperimentTest, TablesTogetherAreTheExperiment) {
  const auto run = read_experiment(lake_, ids_[1].substr(0, 16), 1);
  ASSERT_TRUE(run) << run.error().to_string();
  EXPECT_EQ(run->begin().key(), "experiment_id");
  EXPECT_EQ((*run)["experiment_id"], ids_[1]);
  EXPECT_EQ((*run)["minimum_energy"], -1.75);
  EXPECT_EQ((*run)["num_hamiltonian_terms"], 2);
  EXPECT_EQ((*run)["optimal_parameters"], (Json{0.25, 0.5}));
  ASSERT_THAT((*run)["iterations"], SizeIs(3));
  for (int step = 1; step <= 3; ++step)
    EXPECT_EQ((*run)["iterations"][static_cast<size_t>(step - 1)]["iteration_step"], step);
}

TEST_F(StoredExperimentTest, MissingFeaturesKeepTheRest) {
  const auto id = store_small_records(lake_, 7, 1)[0];
  ASSERT_TRUE(ingest(lake_, {}));
  const auto run = read_experiment(lake_, id, 1);
  ASSERT_TRUE(run) << run.error().to_string();
  EXPECT_EQ((*run)["basis_set"], "sto3g");
}

TEST_F(StoredExperimentTest, UnknownExperimentIsNotFound) {
  EXPECT_EQ(read_experiment(lake_, "zz", 1).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(read_experiment(lake_, "", 1).error().kind, ErrorKind::kUsage);
}

TEST_F(StoredExperimentTest, FailuresAreOrderedByTime) {
  EXPECT_THAT(*read_failures(lake_, 1), IsEmpty());
  for (const int64_t time : {5'000'000, 1'000'000})
    ASSERT_TRUE(store_failed_run(lake_, {.input = "a.json",
                                         .molecule = std::to_string(time),
                                         .kind = "unsupported",
                                         .reason = "why",
                                         .command = "run",
                                         .failed_at = time,
                                         .engine_version = "1"}));
  ASSERT_TRUE(ingest(lake_, {}));
  const auto failures = read_failures(lake_, 1);
  ASSERT_TRUE(failures) << failures.error().to_string();
  ASSERT_THAT(*failures, SizeIs(2));
  EXPECT_EQ((*failures)[0]["molecule"], "1000000");
  EXPECT_EQ((*failures)[1]["molecule"], "5000000");
}

TEST_F(StoredExperimentTest, LabelIsSetOnTheExperimentOfThePrefix) {
  const auto dry = label_experiment(lake_, ids_[0], {{{}, "series", "a"}}, true, 1);
  ASSERT_TRUE(dry) << dry.error().to_string();
  EXPECT_EQ(dry->experiment_id, ids_[0]);
  EXPECT_EQ(dry->batch_id, "");
  EXPECT_THAT(batches_of(lake_), SizeIs(4));
  const auto set = label_experiment(lake_, ids_[0].substr(0, 16), {{{}, "series", "a"}}, false, 1);
  ASSERT_TRUE(set) << set.error().to_string();
  EXPECT_EQ(set->experiment_id, ids_[0]);
  EXPECT_EQ(set->batch_id, batches_of(lake_).back());
  const auto rows = rows_of("labels");
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows[0]["experiment_id"], ids_[0]);
  EXPECT_EQ(label_experiment(lake_, "zz", {{{}, "a", "b"}}, false, 1).error().kind, ErrorKind::kNotFound);
}

TEST_F(StoredExperimentTest, TagIsOnTheTablesThatHaveRows) {
  const auto dry = tag_state(lake_, "paper", {}, true);
  ASSERT_TRUE(dry) << dry.error().to_string();
  EXPECT_THAT(*dry, Contains("molecules"));
  EXPECT_THAT(*dry, Not(Contains("labels")));
  const auto put = tag_state(lake_, "paper", {}, false);
  ASSERT_TRUE(put) << put.error().to_string() << "; a dry run puts none";
  EXPECT_EQ(*put, *dry);
  fill_lake(lake_, 9, 1);
  TimeTravel travel;
  travel.tag = "paper";
  EXPECT_THAT(rows_of("molecules", travel), SizeIs(3));
  EXPECT_EQ(tag_state(lake_, "paper", {}, false).error().kind, ErrorKind::kUsage);
  EXPECT_EQ(tag_state(lake_, "a b", {}, true).error().kind, ErrorKind::kUsage);
}

TEST_F(StoredExperimentTest, TagCanBeOnAnEarlierState) {
  TimeTravel first;
  first.batch_id = batches_of(lake_)[0];
  ASSERT_TRUE(tag_state(lake_, "first", first, false));
  TimeTravel travel;
  travel.tag = "first";
  EXPECT_THAT(rows_of("molecules", travel), SizeIs(1));
}

TEST(TagState, LakeWithoutRowsHasNothingToTag) {
  const TestLake test;
  const auto tagged = tag_state(test.open(), "paper", {}, false);
  ASSERT_FALSE(tagged);
  EXPECT_EQ(tagged.error().kind, ErrorKind::kNotFound);
}

TEST(TagState, LossIsNotTagged) {
  const TestLake test;
  const Lake lake = test.open();
  fill_lake(lake, 1, 1);
  lose_table(lake, "vqe_results");
  const auto tagged = tag_state(lake, "paper", {}, false);
  ASSERT_FALSE(tagged);
  EXPECT_EQ(tagged.error().kind, ErrorKind::kStore);
  EXPECT_THAT(tagged.error().message, HasSubstr("vqe_results"));
}

}  // namespace
}  // namespace eigenlake
