// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program_with_kafka.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/record/record_json.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LandCommandTest : public KafkaProgramTest {};

/// With two records in the topic.
class LandingTest : public LandCommandTest {
 protected:
  LandingTest() {
    use_fake_admin();
    create_topic("runs.dead-letter");
    std::string records;
    for (const int number : {1, 2}) append_record_json(records, small_record(number));
    done({"publish", folder_.write("two.json", records)});
    environment_["EIGENLAKE_TIMEOUT"] = "30";  // joining a group takes seconds
  }
};

TEST_F(LandingTest, JsonHasALineForEachObject) {
  const auto outcome = done({"land", "--until-end", "--json"});
  const Json object = outcome.object();
  EXPECT_THAT(keys_of(object),
              ElementsAre("object", "topic", "partition", "first_offset", "last_offset", "records", "bytes"));
  EXPECT_THAT(object["object"].get<std::string>(), HasSubstr("runs+0+0000000000.avro"));
  EXPECT_EQ(object["records"], 2);
  EXPECT_EQ(object["last_offset"], 1);
  EXPECT_THAT(outcome.err, IsEmpty());
  EXPECT_EQ(done({"ingest", "--json"}).object()["experiments_new"], 2);
}

TEST_F(LandingTest, TextCountsRecordsAndNamesTheNextStep) {
  const auto outcome = done({"land", "--until-end", "--land-format", "json", "--verbose"});
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, AllOf(HasSubstr(".json: 2 records"), HasSubstr("2 records in 1 object,"),
                                 HasSubstr("'eigenlake ingest'"), HasSubstr("0 dead letters")));
}

TEST_F(LandingTest, DirectLandingReportsItsBatches) {
  const std::string metrics = folder_.place("land.prom");
  const auto outcome = done({"land", "--until-end", "--direct", "--json", "--metrics-file", metrics});
  EXPECT_THAT(keys_of(outcome.object()), ElementsAre("batch", "records", "experiments_new",
                                                     "experiments_duplicate", "quarantined", "seconds"));
  EXPECT_EQ(outcome.object()["experiments_new"], 2);
  EXPECT_THAT(folder_.read("land.prom"), HasSubstr("eigenlake_land_records_total 2\n"));
}

TEST_F(LandingTest, MissingTopicIsAnError) {
  expect_refusal({"land", "--until-end", "--topic", "nowhere"}, ExitCode::kBadInput,
                 {"no topic nowhere", "'eigenlake topics create'"});
}

TEST_F(LandCommandTest, DryRunNamesTopicAndGroup) {
  const auto raw = done({"land", "--dry-run"});
  EXPECT_THAT(raw.err, AllOf(HasSubstr("runs"), HasSubstr("eigenlake-land,"), HasSubstr("runs.dead-letter")));
  EXPECT_THAT(done({"land", "--dry-run", "--direct"}).err, HasSubstr("eigenlake-land-direct,"));
  EXPECT_THAT(done({"land", "--dry-run", "--group", "mine", "--dead-letter-topic", "lost"}).err,
              AllOf(HasSubstr("mine,"), HasSubstr("lost")));
  EXPECT_FALSE(has_lake());
}

TEST_F(LandCommandTest, UnreachableBrokersAreAnError) {
  close_ports();
  expect_refusal({"land", "--until-end"}, ExitCode::kStore, {"127.0.0.1:1"});
}

TEST_F(LandCommandTest, InvalidValuesAreRejected) {
  expect_refusal({"land", "runs"}, ExitCode::kUsage, {"'runs'"});
  expect_refusal({"land", "--land-format", "csv"}, ExitCode::kUsage, {"--land-format", "'csv'"});
  expect_refusal({"land", "--land-codec", "lz4"}, ExitCode::kUsage, {"--land-codec", "'lz4'"});
  expect_refusal({"land", "--records-per-object", "0"}, ExitCode::kUsage, {"--records-per-object"});
  expect_refusal({"land", "--flush-seconds", "-1"}, ExitCode::kUsage, {"--flush-seconds"});
  EXPECT_FALSE(has_lake());
}

}  // namespace
}  // namespace eigenlake
