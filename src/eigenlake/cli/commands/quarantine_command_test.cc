// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/record/record_json.h"
#include "eigenlake/session/testing/filled_lake.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

/// A lake with two objects in quarantine.
class QuarantineCommandTest : public ProgramTest {
 protected:
  QuarantineCommandTest() {
    put_raw("a.json", "no json");
    put_raw("b.json", "{");
    EXPECT_EQ(call({"ingest"}).code, ExitCode::kQuarantined);
  }
  static std::string key(const std::string& name) { return std::string(kRawPrefix) + name; }
  void put_raw(const std::string& name, const std::string& bytes) {
    ASSERT_TRUE(lake().raw_store().put(key(name), bytes));
  }
  void mend(const std::string& name, int number) {
    std::string text;
    append_record_json(text, small_record(number));
    put_raw(name, text);
  }
  std::string uri(const std::string& name) { return lake().raw_store().uri_of(key(name)); }
};

TEST_F(QuarantineCommandTest, ListNamesObjectsAndErrors) {
  out_is_terminal_ = true;
  const auto entries = done({"quarantine", "list", "--json"}).objects();
  ASSERT_THAT(entries, SizeIs(2));
  EXPECT_THAT(keys_of(entries[0]), ElementsAre("object_uri", "etag", "size_bytes", "format", "records",
                                               "error", "batch_id", "processed_at"));
  EXPECT_EQ(entries[0]["object_uri"], uri("a.json"));
  EXPECT_EQ(entries[0]["size_bytes"], 7);
  EXPECT_EQ(entries[0]["batch_id"], batches_of(lake())[0]);
  const auto lines = lines_of(done({"quarantine", "list"}).out);
  ASSERT_THAT(lines, SizeIs(4));
  for (const char* heading : {"object", "bytes", "read at", "error"})
    EXPECT_THAT(lines[0], HasSubstr(heading));
  EXPECT_THAT(lines[2], HasSubstr("a.json"));
}

TEST_F(QuarantineCommandTest, MissingObjectsLeaveTheListWithANote) {
  ASSERT_TRUE(lake().raw_store().remove(key("a.json")));
  const auto outcome = done({"quarantine", "list", "--json"});
  EXPECT_THAT(outcome.objects(), SizeIs(1));
  EXPECT_THAT(outcome.err, StartsWith("1 more"));
}

TEST_F(QuarantineCommandTest, RetryReportsEachObject) {
  mend("a.json", 1);
  const auto outcome = call({"quarantine", "retry", "--json"});
  EXPECT_EQ(outcome.code, ExitCode::kQuarantined);
  const Json report = outcome.object();
  ASSERT_THAT(report["outcomes"], SizeIs(2));
  EXPECT_THAT(keys_of(report["outcomes"][0]), ElementsAre("object_uri", "outcome", "error", "records",
                                                          "experiments_new", "experiments_duplicate"));
  EXPECT_EQ(report["outcomes"][0]["outcome"], "ingested");
  EXPECT_TRUE(report["outcomes"][0]["error"].is_null());
  EXPECT_EQ(report["outcomes"][0]["experiments_new"], 1);
  EXPECT_EQ(report["outcomes"][1]["outcome"], "refused");
  EXPECT_TRUE(report["outcomes"][1]["error"].is_string());
  EXPECT_THAT(done({"quarantine", "list", "--json"}).objects(), SizeIs(1));
}

TEST_F(QuarantineCommandTest, RetryOfNamedObjectsLeavesTheOthers) {
  mend("a.json", 1);
  mend("b.json", 2);
  const auto outcome = done({"quarantine", "retry", "b.json"});
  EXPECT_THAT(lines_of(outcome.out)[0], AllOf(StartsWith(uri("b.json")), HasSubstr("1 experiment new")));
  const auto left = done({"quarantine", "list", "--json"}).object();
  EXPECT_EQ(left["object_uri"], uri("a.json"));
}

TEST_F(QuarantineCommandTest, RetryOfAMissingObjectEndsItsEntry) {
  ASSERT_TRUE(lake().raw_store().remove(key("a.json")));
  const Json report = done({"quarantine", "retry", uri("a.json"), "--json"}).object();
  EXPECT_EQ(report["outcomes"][0]["outcome"], "gone");
  EXPECT_FALSE(report["outcomes"][0].contains("records"));
}

TEST_F(QuarantineCommandTest, DryRetryReadsNothing) {
  mend("a.json", 1);
  done({"quarantine", "retry", "--dry-run"});
  EXPECT_THAT(done({"quarantine", "list", "--json"}).objects(), SizeIs(2));
  EXPECT_THAT(batches_of(lake()), SizeIs(1));
}

TEST_F(QuarantineCommandTest, DropEndsEntriesWithAReason) {
  const Json dropped = done({"quarantine", "drop", "a.json", "--reason", "a torn upload", "--json"}).object();
  EXPECT_THAT(keys_of(dropped), ElementsAre("object_uri", "etag", "error", "batch_id"));
  EXPECT_EQ(dropped["object_uri"], uri("a.json"));
  EXPECT_EQ(dropped["batch_id"], batches_of(lake()).back());
  const auto left = done({"quarantine", "list", "--json"});
  EXPECT_THAT(left.objects(), SizeIs(1));
  EXPECT_THAT(left.err, StartsWith("1 more"));
  const Json row = done({"sql",
                         "select error from source_objects where object_uri like '%a.json' and error like "
                         "'%torn upload%'",
                         "--json"})
                       .object();
  EXPECT_THAT(row["error"].get<std::string>(), HasSubstr("a torn upload"));
}

TEST_F(QuarantineCommandTest, DryDropKeepsTheEntries) {
  const auto outcome = done({"quarantine", "drop", "a.json", "--reason", "torn", "--dry-run"});
  EXPECT_EQ(outcome.out, "would drop " + uri("a.json") + "\n");
  EXPECT_THAT(done({"quarantine", "list", "--json"}).objects(), SizeIs(2));
  EXPECT_THAT(done({"quarantine", "drop", "a.json", "--reason", "torn", "--quiet"}).out, IsEmpty());
}

TEST_F(QuarantineCommandTest, DropRequiresNamesAndAReason) {
  expect_refusal({"quarantine", "drop", "--reason", "x"}, ExitCode::kUsage, {"name"});
  expect_refusal({"quarantine", "drop", "a.json"}, ExitCode::kUsage, {"reason"});
  expect_refusal({"quarantine", "drop", "c.json", "--reason", "x"}, ExitCode::kBadInput, {"c.json"});
}

TEST_F(QuarantineCommandTest, ReasonRequiresDrop) {
  expect_refusal({"quarantine", "retry", "--reason", "x"}, ExitCode::kUsage, {"--reason", "retry"});
  expect_refusal({"quarantine", "list", "--reason", "x"}, ExitCode::kUsage, {"--reason", "list"});
}

TEST_F(QuarantineCommandTest, UnknownActionsAreRejected) {
  expect_refusal({"quarantine"}, ExitCode::kUsage, {"list"});
  expect_refusal({"quarantine", "empty"}, ExitCode::kUsage, {"empty"});
  expect_refusal({"quarantine", "list", "a.json"}, ExitCode::kUsage, {"a.json"});
  expect_refusal({"quarantine", "retry", "c.json"}, ExitCode::kBadInput, {"c.json"});
}

}  // namespace
}  // namespace eigenlake
