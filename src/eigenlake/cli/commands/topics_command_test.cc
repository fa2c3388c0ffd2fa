#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program_with_kafka.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class TopicsCommandTest : public KafkaProgramTest {};

TEST_F(TopicsCommandTest, UnreachableBrokersAreAnError) {
  close_ports();
  const auto outcome = call({"topics", "check"});
  EXPECT_EQ(outcome.code, ExitCode::kStore);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, HasSubstr("127.0.0.1:1"));
}

TEST_F(TopicsCommandTest, UnknownActionsAreRejected) {
  expect_refusal({"topics"}, ExitCode::kUsage, {"create|check"});
  expect_refusal({"topics", "delete"}, ExitCode::kUsage, {"'delete'"});
  expect_refusal({"topics", "check", "runs"}, ExitCode::kUsage, {"'runs'"});
  expect_refusal({"topics", "check", "--partitions", "0"}, ExitCode::kUsage, {"--partitions", "'0'"});
  expect_refusal({"topics", "check", "--lake-x"}, ExitCode::kUsage, {"--lake-x"});
  expect_refusal({"topics", "check", "--ssl", "--sasl-plaintext"}, ExitCode::kUsage, {"sasl-plaintext"});
}

}  // namespace
}  // namespace eigenlake
