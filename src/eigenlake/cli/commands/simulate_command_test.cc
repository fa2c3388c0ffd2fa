// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program_with_kafka.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class SimulateCommandTest : public ProgramTest {
 protected:
  SimulateCommandTest() : file_(folder_.write("h2.json", kH2)) {}
  size_t num_raw_objects() { return lake().raw_store().list(kRawPrefix)->size(); }
  const std::string file_;
};

class SimulateWithKafkaTest : public KafkaProgramTest {};

TEST_F(SimulateCommandTest, RecordsBecomeRawObjectsWithoutTables) {
  const auto outcome = done({"simulate", file_});
  EXPECT_THAT(outcome.out, HasSubstr("H2"));
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("raw-results"), HasSubstr("eigenlake ingest")));
  EXPECT_EQ(num_raw_objects(), 1U);
  for (const Json& table : done({"tables", "--json"}).objects()) EXPECT_EQ(table["rows"], 0);
  EXPECT_EQ(done({"ingest", "--json"}).object()["experiments_new"], 1);
}

TEST_F(SimulateCommandTest, RawObjectMakesAnExperimentKnown) {
  const Json first = done({"simulate", file_, "--json"}).object();
  EXPECT_EQ(first["skipped"], false);
  const auto again = done({"simulate", file_, "--json"});
  EXPECT_EQ(again.object()["skipped"], true);
  EXPECT_EQ(again.object()["total_energy"], first["total_energy"]);
  EXPECT_EQ(num_raw_objects(), 1U);
  EXPECT_EQ(done({"simulate", file_, "--dry-run", "--json"}).object()["in_lake"], true);
  EXPECT_EQ(done({"simulate", file_, "--force", "--json"}).object()["skipped"], false);
  EXPECT_EQ(num_raw_objects(), 2U);
}

TEST_F(SimulateCommandTest, UnsetLabelOfAKnownExperimentIsNoted) {
  done({"simulate", file_});
  EXPECT_THAT(done({"simulate", file_, "--label", "a=b"}).err, HasSubstr("no label"));
}

TEST_F(SimulateCommandTest, DryRunCreatesNoLake) {
  EXPECT_EQ(done({"simulate", file_, "--dry-run", "--json"}).object()["in_lake"], false);
  EXPECT_FALSE(has_lake());
}

TEST_F(SimulateWithKafkaTest, NoLakeIsCreated) {
  const auto outcome = done({"simulate", folder_.write("h2.json", kH2), "--kafka"});
  EXPECT_THAT(outcome.err, HasSubstr("Topic runs has 1 record more"));
  EXPECT_FALSE(has_lake());
  EXPECT_EQ(registry_.subjects.count("runs-value"), 1U);
}

TEST_F(SimulateCommandTest, FailuresWaitAsRawObjects) {
  const std::string bad = folder_.write("bad.json", R"([{"symbols": ["Xx"], "coords": [[0, 0, 0]]}])");
  EXPECT_EQ(call({"simulate", bad}).code, ExitCode::kBadInput);
  EXPECT_THAT(done({"failures", "--json"}).out, IsEmpty());
  done({"ingest"});
  const auto failures = done({"failures", "--json"}).objects();
  ASSERT_THAT(failures, SizeIs(1));
  EXPECT_EQ(failures[0]["command"], "simulate");
}

TEST_F(SimulateCommandTest, FilesAreRequired) {
  expect_refusal({"simulate"}, ExitCode::kUsage, {"FILE"});
  expect_refusal({"simulate", folder_.place("none.json")}, ExitCode::kBadInput, {"none.json"});
  expect_refusal({"simulate", file_, "--rolling-window", "3"}, ExitCode::kUsage, {"--rolling-window"});
  EXPECT_FALSE(has_lake());
}

}  // namespace
}  // namespace eigenlake
