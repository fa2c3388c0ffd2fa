// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program_with_kafka.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class TopicsCommandTest : public KafkaProgramTest {};

TEST_F(TopicsCommandTest, CheckNamesWhatDiffers) {
  use_fake_admin();
  const auto outcome = call({"topics", "check", "--partitions", "1"});
  EXPECT_EQ(outcome.code, ExitCode::kBadInput);
  EXPECT_THAT(outcome.out, HasSubstr("ok      topic runs: partitions: expected at least 1, found 1\n"));
  EXPECT_THAT(outcome.out, HasSubstr("differs topic runs.dead-letter: expected "));
  EXPECT_THAT(outcome.err, IsEmpty());
  EXPECT_FALSE(admin_.topics.contains("runs.dead-letter"));
}

TEST_F(TopicsCommandTest, CreationMakesWhatIsMissing) {
  use_fake_admin();
  EXPECT_EQ(call({"topics", "create", "--dry-run"}).code, ExitCode::kBadInput);
  EXPECT_FALSE(admin_.topics.contains("runs.dead-letter"));
  const auto created = done({"topics", "create", "--alter", "--json"});
  EXPECT_TRUE(admin_.topics.contains("runs.dead-letter"));
  for (const Json& finding : created.objects()) {
    EXPECT_THAT(keys_of(finding), ElementsAre("what", "expected", "found", "state"));
    EXPECT_NE(finding["state"], "differs") << finding;
  }
  done({"topics", "check"});
}

TEST_F(TopicsCommandTest, UnreachableBrokersAreAnError) {
  close_ports();
  const auto outcome = call({"topics", "check"});
  EXPECT_EQ(outcome.code, ExitCode::kStore);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, HasSubstr("127.0.0.1:1"));
}

TEST_F(TopicsCommandTest, UnknownActionsAreRejected) {
  expect_refusal({"topics"}, ExitCode::kUsage, {"create | check"});
  expect_refusal({"topics", "delete"}, ExitCode::kUsage, {"'delete'"});
  expect_refusal({"topics", "check", "runs"}, ExitCode::kUsage, {"'runs'"});
  expect_refusal({"topics", "check", "--partitions", "0"}, ExitCode::kUsage, {"--partitions", "'0'"});
  expect_refusal({"topics", "check", "--lake-x"}, ExitCode::kUsage, {"--lake-x"});
  expect_refusal({"topics", "check", "--ssl", "--sasl-plaintext"}, ExitCode::kUsage, {"sasl-plaintext"});
}

}  // namespace
}  // namespace eigenlake
