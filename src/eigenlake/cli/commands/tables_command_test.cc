// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"
#include "eigenlake/session/testing/filled_lake.h"
#include "eigenlake/session/testing/foreign_table.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

class TablesCommandTest : public ReadingProgramTest {
 protected:
  /// The object of one table.
  static Json of(const std::vector<Json>& tables, const std::string& name) {
    for (const Json& table : tables)
      if (table["table"] == name) return table;
    ADD_FAILURE() << name;
    return {};
  }
};

class TablesOfOtherLakesTest : public ProgramTest {};

TEST_F(TablesCommandTest, EachTableIsAnObjectInTheOrderOfTheSchema) {
  const auto tables = done({"tables", "--json"}).objects();
  ASSERT_THAT(tables, SizeIs(all_tables().size() + 1));
  for (size_t i = 0; i < all_tables().size(); ++i) EXPECT_EQ(tables[i]["table"], all_tables()[i].name);
  EXPECT_THAT(keys_of(tables[0]), ElementsAre("table", "rows", "files", "bytes", "snapshots"));
  const Json molecules = of(tables, "molecules");
  EXPECT_EQ(molecules["rows"], 3);
  EXPECT_EQ(molecules["files"], 2);
  EXPECT_EQ(molecules["snapshots"], 2);
  EXPECT_GT(molecules["bytes"], 0);
  EXPECT_EQ(of(tables, "vqe_iterations")["rows"], 9);
}

TEST_F(TablesCommandTest, FutureTableHasNoRows) {
  const Json labels = of(done({"tables", "--json"}).objects(), "labels");
  EXPECT_EQ(labels["rows"], 0);
  EXPECT_EQ(labels["files"], 0);
  EXPECT_EQ(labels["snapshots"], 0);
}

TEST_F(TablesCommandTest, TextAlignsNumbersRight) {
  out_is_terminal_ = true;
  const auto lines = lines_of(done({"tables"}).out);
  ASSERT_THAT(lines, SizeIs(all_tables().size() + 3));
  EXPECT_THAT(lines[0], StartsWith("table"));
  EXPECT_THAT(lines[0], HasSubstr("snapshots"));
  for (const char* heading : {"rows", "files", "bytes"}) EXPECT_THAT(lines[0], HasSubstr(heading));
  for (size_t i = 2; i < lines.size(); ++i) EXPECT_EQ(lines[i].size(), lines[0].size()) << lines[i];
}

TEST_F(TablesCommandTest, ForeignTablesComeLast) {
  const Json last = done({"tables", "--json"}).objects().back();
  EXPECT_EQ(last["table"], "abacus");
  EXPECT_EQ(last["rows"], 4);
}

TEST_F(TablesOfOtherLakesTest, UnreadableTableIsLeftOutWithAWarning) {
  fill(1, 1);
  const Lake there = lake();
  put_foreign_table(there, "broken", 2);
  damage_table(there, "broken");
  const auto outcome = done({"tables", "--json"});
  EXPECT_THAT(outcome.objects(), SizeIs(all_tables().size()));
  EXPECT_THAT(outcome.err, StartsWith("warning: table broken"));
}

TEST_F(TablesCommandTest, OperandIsRejected) {
  expect_refusal({"tables", "molecules"}, ExitCode::kUsage, {"'molecules'"});
}

TEST_F(TablesOfOtherLakesTest, MissingLakeIsNotCreated) {
  expect_refusal({"tables"}, ExitCode::kBadInput, {folder_.place("lake")});
  expect_refusal({"tables", "--lake", folder_.place("other")}, ExitCode::kBadInput, {"other"});
  EXPECT_EQ(folder_.num_entries(), 0);
}

}  // namespace
}  // namespace eigenlake
