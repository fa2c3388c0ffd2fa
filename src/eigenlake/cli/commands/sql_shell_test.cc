// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/sql_shell.h"

#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"
#include "eigenlake/session/testing/foreign_table.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

class SqlShellTest : public ProgramTest {
 protected:
  SqlShellTest() { lake(); }
  Outcome type(const std::string& text, const std::vector<std::string>& more = {}) {
    input_ = text;
    std::vector<std::string> words = {"sql", "--format", "csv"};
    words.insert(words.end(), more.begin(), more.end());
    return call(words);
  }
};

TEST_F(SqlShellTest, StatementEndsAtItsSemicolon) {
  EXPECT_EQ(type("select 1 as a;\n\nselect\n2 as b\n;\n").out, "a\n1\nb\n2\n");
  EXPECT_EQ(type("select ';' as a;\n").out, "a\n;\n");
}

TEST_F(SqlShellTest, LastStatementNeedsNoSemicolon) {
  EXPECT_EQ(type("select 1 as a").out, "a\n1\n");
}

TEST_F(SqlShellTest, LineMayHaveTwoStatements) {
  EXPECT_EQ(type("select 1 as a; select 2 as b;\n").out, "a\n1\nb\n2\n");
}

TEST_F(SqlShellTest, ErrorEndsTheStatementAndSetsTheExitCode) {
  const auto outcome = type("selekt 1;\nselect 1 as a;\n");
  EXPECT_EQ(outcome.out, "a\n1\n");
  EXPECT_THAT(outcome.err, StartsWith("error: "));
  EXPECT_EQ(outcome.code, ExitCode::kUsage);
  EXPECT_EQ(type("select 1 as a;\n").code, ExitCode::kOk);
}

TEST_F(SqlShellTest, QuitLeavesTheShell) {
  for (const char* word : {".quit", ".exit", ".q", "\\q"})
    EXPECT_EQ(type(std::string("select 1 as a;\n") + word + "\nselect 2 as b;\n").out, "a\n1\n") << word;
}

TEST_F(SqlShellTest, TablesAreNamedOneALine) {
  const auto lines = lines_of(type(".tables\n").out);
  EXPECT_THAT(lines, SizeIs(all_tables().size() + 1));
  EXPECT_EQ(lines[0], all_tables()[0].name);
  EXPECT_THAT(lines, Contains("runs"));
}

TEST_F(SqlShellTest, ReadableForeignTablesAreNamed) {
  put_foreign_table(lake(), "abacus", 1);
  put_foreign_table(lake(), "Molecules", 1);
  const auto lines = lines_of(type(".tables\n").out);
  EXPECT_THAT(lines, Contains("abacus"));
  EXPECT_THAT(lines, Not(Contains("Molecules"))) << "SQL takes it for one of ours";
}

TEST_F(SqlShellTest, SchemaCoversOneTableOrAll) {
  const auto one = lines_of(type(".schema molecules\n").out);
  EXPECT_EQ(one[0], "table_name,column_name,data_type");
  EXPECT_THAT(one[1], StartsWith("molecules,"));
  EXPECT_THAT(one.back(), StartsWith("molecules,"));
  const std::string all = type(".schema\n").out;
  EXPECT_THAT(all, HasSubstr("\nvqe_results,"));
  EXPECT_THAT(all, HasSubstr("\nruns,"));
}

TEST_F(SqlShellTest, UnknownDotCommandIsAnError) {
  const std::string help = type(".help\n").out;
  for (const char* name : {".tables", ".schema", ".help", ".quit"}) EXPECT_THAT(help, HasSubstr(name));
  const auto unknown = type(".tabels\n");
  EXPECT_EQ(unknown.code, ExitCode::kUsage);
  EXPECT_THAT(unknown.err, HasSubstr("'.tabels'"));
}

TEST_F(SqlShellTest, CommandsOfPsqlAreKnown) {
  EXPECT_EQ(type("\\d\n").out, type(".tables\n").out);
  EXPECT_EQ(type("\\dt\n").out, type(".tables\n").out);
  EXPECT_EQ(type("\\d molecules\n").out, type(".schema molecules\n").out);
  EXPECT_EQ(type("\\d molecules;\n").out, type(".schema molecules\n").out);
  EXPECT_EQ(type("\\?\n").out, type(".help\n").out);
  EXPECT_EQ(type("\\x\n").code, ExitCode::kUsage);
}

TEST_F(SqlShellTest, DotWithinAStatementIsPartOfIt) {
  EXPECT_EQ(type("select\n.5 as a;\n").out, "a\n0.5\n");
}

TEST_F(SqlShellTest, TemporaryTablesEndWithTheShell) {
  const auto outcome = type("create temp table t as select 3 as n;\nselect n from t;\n");
  EXPECT_EQ(outcome.out, "n\n3\n");
  EXPECT_THAT(outcome.err, HasSubstr("shell"));
  EXPECT_EQ(type("select n from t;\n").code, ExitCode::kUsage);
}

TEST_F(SqlShellTest, EachStatementReplacesTheFileOfOutput) {
  const std::string file = folder_.place("x.csv");
  EXPECT_EQ(type("select 1 as a;\nselect 2 as b;\n", {"-o", file}).out, "");
  EXPECT_EQ(folder_.read("x.csv"), "b\n2\n");
}

TEST_F(SqlShellTest, EachStatementMayBeParquet) {
  const std::string file = folder_.place("x.parquet");
  input_ = "select 1 as a;\nselect 2 as b;\n";
  done({"sql", "--format", "parquet", "-o", file});
  EXPECT_THAT(folder_.read("x.parquet"), StartsWith("PAR1"));
}

}  // namespace
}  // namespace eigenlake
