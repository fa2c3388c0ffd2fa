// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/record/record_json.h"
#include "eigenlake/session/testing/filled_lake.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class IngestCommandTest : public ProgramTest {
 protected:
  void put_raw(const std::string& name, const std::string& bytes) {
    ASSERT_TRUE(lake().raw_store().put(std::string(kRawPrefix) + name, bytes));
  }
};

TEST_F(IngestCommandTest, JsonCountsTheRawObjects) {
  store_small_records(lake(), 1, 2);
  const Json report = done({"ingest", "--json"}).object();
  EXPECT_THAT(keys_of(report),
              ElementsAre("batch_id", "objects", "objects_new", "objects_left_out", "records",
                          "records_faulty", "experiments_new", "experiments_duplicate", "experiments_deleted",
                          "experiments_without_features", "rows", "failures", "quarantined",
                          "recovered_batches", "seconds"));
  EXPECT_EQ(report["batch_id"], batches_of(lake()).back());
  EXPECT_EQ(report["objects"], 2);
  EXPECT_EQ(report["objects_new"], 2);
  EXPECT_EQ(report["experiments_new"], 2);
  EXPECT_EQ(report["rows"]["molecules"], 2);
  EXPECT_EQ(report["rows"]["vqe_iterations"], 6);
  EXPECT_TRUE(report["quarantined"].is_array());
}

TEST_F(IngestCommandTest, MissingFeaturesAreNoted) {
  store_small_records(lake(), 1, 2);
  EXPECT_THAT(done({"ingest"}).err, HasSubstr("2 experiments have no features yet; 'eigenlake features'"));
  const auto again = done({"ingest", "--json"});
  EXPECT_EQ(again.object()["experiments_without_features"], 2) << "also those of earlier batches";
  EXPECT_THAT(done({"ingest", "--quiet"}).err, IsEmpty());
  done({"features"});
  EXPECT_THAT(done({"ingest"}).err, IsEmpty());
  store_small_records(lake(), 3, 1);
  EXPECT_THAT(done({"ingest", "--dry-run"}).err, IsEmpty());
  EXPECT_THAT(done({"ingest"}).err, StartsWith("1 experiment has"));
}

TEST_F(IngestCommandTest, FeaturesAreComputedOnRequest) {
  store_small_records(lake(), 1, 2);
  expect_refusal({"ingest", "--rolling-window", "3"}, ExitCode::kUsage, {"--features"});
  const auto outcome = done({"ingest", "--features", "--rolling-window", "3", "--json"});
  EXPECT_EQ(outcome.err, "");
  const Json report = outcome.object();
  EXPECT_EQ(report["experiments_new"], 2);
  EXPECT_EQ(report["features"]["experiments_new"], 2);
  EXPECT_EQ(report["features"]["rows"]["ml_run_summary"], 2);
  EXPECT_THAT(batches_of(lake()), SizeIs(2));
  store_small_records(lake(), 3, 1);
  expect_refusal({"ingest", "--features"}, ExitCode::kUsage, {"rolling"});
  EXPECT_THAT(batches_of(lake()), SizeIs(2)) << "nothing was ingested";
  EXPECT_EQ(done({"features", "--rolling-window", "3", "--json"}).object()["experiments_new"], 0);
}

TEST_F(IngestCommandTest, KnownObjectsAreNotReadAgain) {
  store_small_records(lake(), 1, 2);
  done({"ingest"});
  const Json report = done({"ingest", "--json"}).object();
  EXPECT_EQ(report["batch_id"], "");
  EXPECT_EQ(report["objects"], 2);
  EXPECT_EQ(report["objects_new"], 0);
  EXPECT_THAT(batches_of(lake()), SizeIs(1));
}

TEST_F(IngestCommandTest, SameExperimentInAnotherObjectIsADuplicate) {
  store_small_records(lake(), 1, 1);
  done({"ingest"});
  store_small_records(lake(), 1, 1);
  const Json report = done({"ingest", "--json"}).object();
  EXPECT_EQ(report["experiments_new"], 0);
  EXPECT_EQ(report["experiments_duplicate"], 1);
}

TEST_F(IngestCommandTest, TextCountsObjectsExperimentsAndRows) {
  store_small_records(lake(), 1, 2);
  const auto lines = lines_of(done({"ingest"}).out);
  EXPECT_THAT(lines[0], StartsWith("raw objects: 2 of 2 new; experiments: 2 new, 0 known already"));
  EXPECT_THAT(lines, testing::Contains("  molecules                       2 rows"));
  EXPECT_THAT(lines.back(), StartsWith("batch " + batches_of(lake()).back()));
  EXPECT_THAT(done({"ingest", "--quiet"}).out, IsEmpty());
}

TEST_F(IngestCommandTest, DryRunCountsAndWritesNothing) {
  store_small_records(lake(), 1, 2);
  const Json report = done({"ingest", "--dry-run", "--json"}).object();
  EXPECT_EQ(report["objects_new"], 2);
  EXPECT_EQ(report["batch_id"], "");
  EXPECT_THAT(batches_of(lake()), IsEmpty());
}

TEST_F(IngestCommandTest, UnreadableObjectIsQuarantined) {
  store_small_records(lake(), 1, 1);
  put_raw("bad.json", "no json");
  const auto outcome = call({"ingest", "--json"});
  EXPECT_EQ(outcome.code, ExitCode::kQuarantined);
  const Json report = outcome.object();
  EXPECT_EQ(report["experiments_new"], 1);
  ASSERT_THAT(report["quarantined"], SizeIs(1));
  EXPECT_THAT(keys_of(report["quarantined"][0]), ElementsAre("object_uri", "error"));
  EXPECT_THAT(report["quarantined"][0]["object_uri"].get<std::string>(), HasSubstr("bad.json"));
  EXPECT_THAT(outcome.err, StartsWith("warning: "));
  EXPECT_THAT(outcome.err, HasSubstr("bad.json"));
  EXPECT_EQ(call({"ingest"}).code, ExitCode::kOk);
}

TEST_F(IngestCommandTest, FaultyRecordsLeaveTheGoodOnes) {
  std::string text;
  append_record_json(text, small_record(1));
  put_raw("mixed.json", text + R"({"basis_set": null})");
  const auto outcome = call({"ingest", "--json"});
  EXPECT_EQ(outcome.code, ExitCode::kQuarantined);
  EXPECT_EQ(outcome.object()["experiments_new"], 1);
  EXPECT_EQ(outcome.object()["records"], 2);
  EXPECT_EQ(outcome.object()["records_faulty"], 1);
}

TEST_F(IngestCommandTest, UnfinishedFilesAreLeftOut) {
  store_small_records(lake(), 1, 1);
  folder_.write("lake/raw-results/" + std::string(kRawPrefix) + "a.avro.tmp", "half");
  EXPECT_EQ(done({"ingest", "--dry-run", "--json"}).object()["objects_left_out"], 1);
  EXPECT_THAT(done({"ingest"}).out, HasSubstr("1 more are left out"));
}

TEST_F(IngestCommandTest, DeletedExperimentsStayOutWithANote) {
  const auto ids = fill(1, 1);
  done({"delete", ids[0]});
  store_small_records(lake(), 1, 1);
  const auto outcome = done({"ingest", "--json"});
  EXPECT_EQ(outcome.object()["experiments_deleted"], 1);
  EXPECT_THAT(outcome.err, HasSubstr("--force"));
}

TEST_F(IngestCommandTest, MissingLakeIsCreatedWithANote) {
  const auto dry = done({"ingest", "--dry-run"});
  EXPECT_THAT(dry.err, HasSubstr(folder_.place("lake")));
  EXPECT_FALSE(has_lake());
  const auto outcome = done({"ingest"});
  EXPECT_THAT(outcome.err, HasSubstr(folder_.place("lake")));
  EXPECT_TRUE(has_lake());
  EXPECT_THAT(done({"ingest"}).err, IsEmpty());
}

TEST_F(IngestCommandTest, TerminalShowsAndRemovesProgress) {
  store_small_records(lake(), 1, 2);
  err_is_terminal_ = true;
  const std::string shown = done({"ingest"}).err;
  EXPECT_THAT(shown, HasSubstr("2 of 2 raw objects, 2 experiments"));
  EXPECT_THAT(shown, HasSubstr("\r\033[K2 experiments have no features"));
}

TEST_F(IngestCommandTest, OperandIsRejected) {
  expect_refusal({"ingest", "a.avro"}, ExitCode::kUsage, {"'a.avro'"});
  EXPECT_FALSE(has_lake());
}

}  // namespace
}  // namespace eigenlake
