// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"
#include "eigenlake/session/testing/filled_lake.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

class LabelCommandTest : public ProgramTest {
 protected:
  LabelCommandTest() : id_(fill(1, 2).front()) {}
  /// The labels of the experiment, as the view runs has them.
  Json labels() {
    return done({"sql", "select labels from runs where experiment_id = '" + id_ + "'", "--json"})
        .object()["labels"];
  }
  const std::string id_;
};

TEST_F(LabelCommandTest, ViewRunsHasTheLabels) {
  const Json set = done({"label", id_.substr(0, 20), "series=a", "note=x=y", "--json"}).object();
  EXPECT_THAT(keys_of(set), ElementsAre("experiment_id", "labels", "batch_id"));
  EXPECT_EQ(set["experiment_id"], id_);
  EXPECT_EQ(set["labels"], (Json{{"series", "a"}, {"note", "x=y"}}));
  EXPECT_EQ(set["batch_id"], batches_of(lake()).back());
  EXPECT_EQ(labels()["series"], "a");
  EXPECT_EQ(labels()["note"], "x=y");
}

TEST_F(LabelCommandTest, EmptyValueRemovesTheLabel) {
  done({"label", id_, "series=a", "other=b"});
  const Json removed = done({"label", id_, "series=", "--json"}).object();
  EXPECT_TRUE(removed["labels"]["series"].is_null());
  EXPECT_EQ(labels(), (Json{{"other", "b"}}));
}

TEST_F(LabelCommandTest, TextCountsTheLabels) {
  EXPECT_EQ(done({"label", id_, "a=1"}).out, "set 1 label of " + id_.substr(0, 12) + "…\n");
  EXPECT_EQ(done({"label", id_, "a=1", "b=2"}).out, "set 2 labels of " + id_.substr(0, 12) + "…\n");
  EXPECT_EQ(done({"label", id_, "a=3", "--quiet"}).out, "");
}

TEST_F(LabelCommandTest, DryRunWritesNoBatch) {
  EXPECT_THAT(done({"label", id_, "a=1", "--dry-run"}).out, HasSubstr("would set 1 label"));
  EXPECT_EQ(done({"label", id_, "a=1", "--dry-run", "--json"}).object()["batch_id"], "");
  EXPECT_THAT(batches_of(lake()), SizeIs(2));
}

TEST_F(LabelCommandTest, InvalidLabelsAreRejected) {
  expect_refusal({"label", id_}, ExitCode::kUsage, {"KEY=VALUE"});
  expect_refusal({"label", id_, "series"}, ExitCode::kUsage, {"series"});
  expect_refusal({"label", id_, "=a"}, ExitCode::kUsage, {"=a"});
  expect_refusal({"label", id_, "a=1", "a=2"}, ExitCode::kUsage, {"'a'"});
  EXPECT_THAT(batches_of(lake()), SizeIs(2));
}

TEST_F(LabelCommandTest, UnknownOrAmbiguousIdIsRejected) {
  expect_refusal({"label", "zz", "a=1"}, ExitCode::kBadInput, {"'zz'"});
  const int other = numbers_alike(2).back();
  const std::string like_it = fill(other, 1).front();
  expect_refusal({"label", id_.substr(0, 1), "a=1"}, ExitCode::kUsage, {id_, like_it});
  expect_refusal({"label", "", "a=1"}, ExitCode::kUsage, {"empty"});
}

TEST_F(LabelCommandTest, MissingLakeIsNotCreated) {
  environment_["EIGENLAKE_LAKE"] = folder_.place("none");
  expect_refusal({"label", id_, "a=1"}, ExitCode::kBadInput, {folder_.place("none")});
  EXPECT_FALSE(has_lake());
}

}  // namespace
}  // namespace eigenlake
