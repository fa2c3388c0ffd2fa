// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"
#include "eigenlake/session/testing/filled_lake.h"

namespace eigenlake {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class TagCommandTest : public ProgramTest {
 protected:
  /// Molecules that a query at the tag finds.
  int64_t count_at(const std::string& tag) {
    return done({"sql", "select count(*) as n from molecules", "--tag", tag, "--json"}).object()["n"];
  }
};

TEST_F(TagCommandTest, TagKeepsTheStateOfEveryTable) {
  fill(1, 1);
  const Json created = done({"tag", "create", "paper", "--json"}).object();
  EXPECT_THAT(keys_of(created), ElementsAre("tag", "tables"));
  EXPECT_EQ(created["tag"], "paper");
  EXPECT_THAT(created["tables"], Contains("molecules"));
  EXPECT_THAT(created["tables"], testing::Not(Contains("labels")));
  fill(2, 1);
  EXPECT_EQ(count_at("paper"), 1);
}

TEST_F(TagCommandTest, EarlierBatchCanBeTagged) {
  fill(1, 1);
  fill(2, 1);
  done({"tag", "create", "first", "--batch", batches_of(lake())[0]});
  done({"tag", "create", "now"});
  EXPECT_EQ(count_at("first"), 1);
  EXPECT_EQ(count_at("now"), 2);
}

TEST_F(TagCommandTest, TagsAreListedUntilDeleted) {
  out_is_terminal_ = true;
  fill(1, 1);
  done({"tag", "create", "zenith"});
  done({"tag", "create", "apex"});
  const auto tags = done({"tag", "list", "--json"}).objects();
  ASSERT_THAT(tags, SizeIs(2));
  EXPECT_THAT(keys_of(tags[0]), ElementsAre("tag", "state_of", "tables"));
  EXPECT_EQ(tags[0]["tag"], "apex");
  EXPECT_TRUE(tags[0]["tables"].is_array());
  const auto lines = lines_of(done({"tag", "list"}).out);
  EXPECT_THAT(lines, SizeIs(4));
  EXPECT_THAT(lines[0], StartsWith("tag"));
  EXPECT_THAT(done({"tag", "delete", "apex"}).out, HasSubstr("deleted apex"));
  EXPECT_THAT(done({"tag", "list", "--json"}).objects(), SizeIs(1));
}

TEST_F(TagCommandTest, DryRunPutsNoTag) {
  fill(1, 1);
  EXPECT_THAT(done({"tag", "create", "paper", "--dry-run"}).out, StartsWith("would put paper on "));
  EXPECT_THAT(done({"tag", "list", "--json"}).out, IsEmpty());
  expect_refusal({"tag", "delete", "paper", "--dry-run"}, ExitCode::kUsage, {"--dry-run"});
}

TEST_F(TagCommandTest, QuietPrintsNothing) {
  fill(1, 1);
  EXPECT_EQ(done({"tag", "create", "paper", "--quiet"}).out, "");
  EXPECT_EQ(done({"tag", "delete", "paper", "--quiet"}).out, "");
}

TEST_F(TagCommandTest, UnknownActionsAreRejected) {
  expect_refusal({"tag"}, ExitCode::kUsage, {"create NAME"});
  expect_refusal({"tag", "crate", "x"}, ExitCode::kUsage, {"'crate'", "'create'"});
  expect_refusal({"tag", "create"}, ExitCode::kUsage, {"create"});
  expect_refusal({"tag", "delete"}, ExitCode::kUsage, {"delete"});
  expect_refusal({"tag", "list", "paper"}, ExitCode::kUsage, {"'paper'"});
}

TEST_F(TagCommandTest, InvalidTakenAndUnknownNamesAreRejected) {
  expect_refusal({"tag", "create", "a/b"}, ExitCode::kUsage, {"a/b"});
  fill(1, 1);
  done({"tag", "create", "paper"});
  expect_refusal({"tag", "create", "paper"}, ExitCode::kUsage, {"paper"});
  expect_refusal({"tag", "delete", "other"}, ExitCode::kBadInput, {"other"});
}

TEST_F(TagCommandTest, EmptyLakeCannotBeTagged) {
  expect_refusal({"tag", "create", "paper"}, ExitCode::kBadInput, {folder_.place("lake")});
  EXPECT_FALSE(has_lake());
  lake();
  expect_refusal({"tag", "create", "paper"}, ExitCode::kBadInput, {"no rows"});
}

TEST_F(TagCommandTest, BatchAndTimeExcludeEachOther) {
  fill(1, 1);
  expect_refusal({"tag", "create", "x", "--batch", "1", "--as-of", "2025-01-01"}, ExitCode::kUsage,
                 {"--batch", "--as-of"});
  expect_refusal({"tag", "create", "x", "--as-of", "2001-01-01"}, ExitCode::kBadInput, {"2001-01-01"});
}

}  // namespace
}  // namespace eigenlake
