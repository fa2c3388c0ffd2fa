// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"
#include "eigenlake/session/testing/filled_lake.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

/// A lake with two experiments in its tables.
class FeaturesCommandTest : public ProgramTest {
 protected:
  FeaturesCommandTest() {
    store_small_records(lake(), 1, 2);
    done({"ingest"});
  }
};

TEST_F(FeaturesCommandTest, JsonCountsTheComputedFeatures) {
  const Json report = done({"features", "--json"}).object();
  EXPECT_THAT(keys_of(report), ElementsAre("batch_id", "experiments_new", "experiments_again", "rows",
                                           "recovered_batches", "seconds"));
  EXPECT_EQ(report["experiments_new"], 2);
  EXPECT_EQ(report["rows"]["ml_run_summary"], 2);
  EXPECT_EQ(report["rows"]["ml_iteration_features"], 6);
  EXPECT_EQ(report["batch_id"], batches_of(lake()).back());
}

TEST_F(FeaturesCommandTest, SecondCallComputesNothing) {
  done({"features"});
  const Json report = done({"features", "--json"}).object();
  EXPECT_EQ(report["experiments_new"], 0);
  EXPECT_EQ(report["batch_id"], "");
}

TEST_F(FeaturesCommandTest, TextCountsExperimentsAndRows) {
  const auto lines = lines_of(done({"features"}).out);
  EXPECT_THAT(lines[0], StartsWith("2 experiments"));
  EXPECT_THAT(lines, testing::Contains("  ml_run_summary                  2 rows"));
  EXPECT_THAT(lines.back(), StartsWith("batch " + batches_of(lake()).back()));
  EXPECT_THAT(done({"features", "--quiet"}).out, IsEmpty());
}

TEST_F(FeaturesCommandTest, DryRunCountsAndWritesNothing) {
  EXPECT_EQ(done({"features", "--dry-run", "--json"}).object()["experiments_new"], 2);
  EXPECT_THAT(batches_of(lake()), SizeIs(1));
}

TEST_F(FeaturesCommandTest, WindowBelongsToTheLake) {
  done({"features", "--rolling-window", "3"});
  const auto nothing = done({"features", "--rolling-window", "4"});
  EXPECT_THAT(nothing.err, HasSubstr("4"));
  store_small_records(lake(), 3, 1);
  done({"ingest"});
  const auto outcome = call({"features", "--rolling-window", "4"});
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_THAT(outcome.err, HasSubstr("3"));
  EXPECT_EQ(call({"features", "--rolling-window", "4", "--dry-run"}).code, ExitCode::kUsage);
  environment_["ML_ROLLING_WINDOW"] = "3";
  EXPECT_EQ(done({"features", "--json"}).object()["experiments_new"], 1);
}

TEST_F(FeaturesCommandTest, InvalidWindowIsRejected) {
  expect_refusal({"features", "--rolling-window", "0"}, ExitCode::kUsage, {"--rolling-window", "'0'"});
  expect_refusal({"features", "--rolling-window", "1.5"}, ExitCode::kUsage, {"'1.5'"});
  expect_refusal({"features", "all"}, ExitCode::kUsage, {"'all'"});
}

TEST_F(FeaturesCommandTest, MissingLakeIsNotCreated) {
  environment_["EIGENLAKE_LAKE"] = folder_.place("none");
  expect_refusal({"features"}, ExitCode::kBadInput, {folder_.place("none")});
  EXPECT_FALSE(has_lake());
}

}  // namespace
}  // namespace eigenlake
