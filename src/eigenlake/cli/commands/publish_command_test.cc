// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program_with_kafka.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/record/record_encoder.h"
#include "eigenlake/record/record_json.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class PublishCommandTest : public KafkaProgramTest {
 protected:
  PublishCommandTest() : file_(folder_.write("two.json", json_of(1) + json_of(2))) {}
  static std::string json_of(int number) {
    std::string text;
    append_record_json(text, small_record(number));
    return text + "\n";
  }
  const std::string file_;
};

TEST_F(PublishCommandTest, TextCountsTheRecords) {
  const std::string avro =
      folder_.write("one.avro", write_records_avro(std::vector{small_record(3)}).value());
  EXPECT_THAT(done({"publish", file_, avro}).out, StartsWith("3 records ("));
}

TEST_F(PublishCommandTest, RecordsWaitInTheSpoolForABroker) {
  close_ports();
  const auto outcome = call({"publish", file_, "--json"});
  EXPECT_EQ(outcome.code, ExitCode::kDeliveredLater);
  EXPECT_EQ(outcome.object()["published"], 0);
  EXPECT_EQ(outcome.object()["waiting"], 2);
  EXPECT_TRUE(outcome.object()["reason"].is_string());
  EXPECT_THAT(outcome.err, StartsWith("warning: 2 records"));
  EXPECT_THAT(outcome.err, HasSubstr(folder_.place("spool")));
}

TEST_F(PublishCommandTest, TooLargeRecordStaysInTheSpool) {
  std::string large;
  append_record_json(large, small_record(3, 100));
  const std::string file = folder_.write("mixed.json", json_of(1) + large);
  const auto outcome = call({"publish", file, "--message-bytes-max", "1000", "--json"});
  EXPECT_EQ(outcome.code, ExitCode::kDeliveredLater);
  const Json report = outcome.object();
  EXPECT_THAT(keys_of(report), ElementsAre("topic", "published", "bytes", "waiting", "refused", "reason"));
  EXPECT_EQ(report["topic"], "runs");
  EXPECT_EQ(report["published"], 1);
  EXPECT_GT(report["bytes"], 0);
  EXPECT_EQ(report["waiting"], 1);
  ASSERT_EQ(report["refused"].size(), 1U);
  EXPECT_THAT(report["refused"][0].get<std::string>(), HasSubstr("1000"));
  EXPECT_THAT(outcome.err, HasSubstr("error: "));
}

TEST_F(PublishCommandTest, DryRunCountsAndSendsNothing) {
  const auto outcome = done({"publish", file_, "--dry-run", "--json"});
  EXPECT_EQ(outcome.object(), (Json{{"topic", "runs"}, {"records", 2}, {"waiting", 0}}));
  EXPECT_THAT(outcome.err, HasSubstr("runs"));
  EXPECT_THAT(outcome.err, HasSubstr(environment_["KAFKA_SERVERS"]));
  EXPECT_TRUE(registry_.subjects.empty());
  EXPECT_THAT(done({"publish", file_, "--dry-run", "--quiet"}).out, StartsWith("2 records"));
}

TEST_F(PublishCommandTest, BadFileIsRejectedBeforeSending) {
  const std::string bad = folder_.write("bad.json", json_of(3) + "{");
  expect_refusal({"publish", file_, bad}, ExitCode::kBadInput, {"bad.json"});
  expect_refusal({"publish", folder_.place("none.avro")}, ExitCode::kBadInput, {"none.avro"});
  EXPECT_FALSE(fs::exists(folder_.place("spool")));
}

TEST_F(PublishCommandTest, FilesOrSpoolAreRequired) {
  environment_.erase("EIGENLAKE_SPOOL");
  expect_refusal({"publish"}, ExitCode::kUsage, {"FILE", "--spool"});
  expect_refusal({"publish", file_, "--topic", "a b"}, ExitCode::kUsage, {"'a b'"});
  expect_refusal({"publish", file_, "--acks", "2"}, ExitCode::kUsage, {"--acks", "'2'"});
  expect_refusal({"publish", file_, "--spool-size", "0"}, ExitCode::kUsage, {"--spool-size"});
}

}  // namespace
}  // namespace eigenlake
