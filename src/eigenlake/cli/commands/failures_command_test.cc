// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/failed_run.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class FailuresCommandTest : public ProgramTest {
 protected:
  void put_failure(const std::string& molecule, int64_t failed_at) {
    const Lake there = lake();
    ASSERT_TRUE(store_failed_run(there, {.input = "a.json, molecule 0",
                                         .molecule = molecule,
                                         .kind = "unsupported",
                                         .reason = "it is too large",
                                         .command = "run",
                                         .failed_at = failed_at,
                                         .engine_version = "1.2.3"}));
    ASSERT_TRUE(ingest(there, {}));
  }
};

TEST_F(FailuresCommandTest, FailuresComeOldestFirst) {
  put_failure("younger", 2'000'000);
  put_failure("older", 1'000'000);
  const auto failures = done({"failures", "--json"}).objects();
  ASSERT_THAT(failures, SizeIs(2));
  EXPECT_THAT(keys_of(failures[0]), ElementsAre("failed_at", "command", "input", "molecule", "kind", "reason",
                                                "engine_version", "processing_batch_id"));
  EXPECT_EQ(failures[0]["molecule"], "older");
  EXPECT_EQ(failures[1]["molecule"], "younger");
  EXPECT_EQ(failures[0]["reason"], "it is too large");
  EXPECT_EQ(failures[0]["engine_version"], "1.2.3");
}

TEST_F(FailuresCommandTest, TextHasALineForEach) {
  out_is_terminal_ = true;
  put_failure("Xx2", 1'000'000);
  const auto lines = lines_of(done({"failures"}).out);
  ASSERT_THAT(lines, SizeIs(3));
  for (const char* heading : {"failed at", "command", "input", "molecule", "kind", "reason"})
    EXPECT_THAT(lines[0], HasSubstr(heading));
  EXPECT_THAT(lines[2], AllOf(HasSubstr("Xx2"), HasSubstr("it is too large"), HasSubstr("1970-01-01")));
}

TEST_F(FailuresCommandTest, LakeWithoutFailuresListsNone) {
  fill(1, 1);
  EXPECT_THAT(done({"failures", "--json"}).out, IsEmpty());
}

TEST_F(FailuresCommandTest, OperandsAndMissingLakeAreRejected) {
  expect_refusal({"failures", "run"}, ExitCode::kUsage, {"'run'"});
  expect_refusal({"failures"}, ExitCode::kBadInput, {folder_.place("lake")});
  EXPECT_FALSE(has_lake());
}

}  // namespace
}  // namespace eigenlake
