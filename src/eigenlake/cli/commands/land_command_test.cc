#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program_with_kafka.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class LandCommandTest : public KafkaProgramTest {};

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
