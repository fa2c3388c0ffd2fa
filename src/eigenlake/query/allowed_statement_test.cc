// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/query/statement_gate.h"

// The statements that the gate builds, with a parser that knows queries only by their first word.

namespace eigenlake {
namespace {

using Kind = AllowedStatement::Kind;
using ::testing::HasSubstr;

class AllowedStatementTest : public ::testing::Test {
 protected:
  Result<AllowedStatement> admit(const std::string& sql, bool local_files = true) {
    parsed_.clear();
    const StatementGate gate(
        {.rules = {.local_files = local_files, .is_table = {}}, .temporary_objects = true},
        [this](const std::string& text) -> Result<SqlTree> {
          parsed_ = text;
          if (text == "from nowhere (") return fail(ErrorKind::kUsage, "no SQL");
          const bool is_query =
              text.starts_with("select") || text.starts_with("SELECT (") || text.starts_with("(select");
          return SqlTree{is_query, R"({"error":false,"statements":[]})"};
        },
        [] { return Result<std::vector<std::string>>({"glob", "range", "read_csv", "read_text"}); });
    return gate.admit(sql);
  }

  std::string refusal_of(const std::string& sql) {
    const auto statement = admit(sql);
    EXPECT_FALSE(statement) << sql;
    return statement ? "" : statement.error().message;
  }

  std::string parsed_;  ///< The latest text of the parser.
};

TEST_F(AllowedStatementTest, WordsAroundAQueryAreRebuilt) {
  struct Case {
    std::string sql;
    Kind kind;
    std::string allowed;
  };
  for (const auto& [sql, kind, allowed] : std::vector<Case>{
           {"select 1", Kind::kQuery, "select 1"},
           {"explain select 1", Kind::kQuery, "EXPLAIN select 1"},
           {"EXPLAIN  Analyse -- why\n select 1", Kind::kQuery, "EXPLAIN ANALYZE select 1"},
           {"explain (analyze, format json) select 1", Kind::kQuery,
            "EXPLAIN (analyze, format json) select 1"},
           {"explain (select 1)", Kind::kQuery, "EXPLAIN (select 1)"},
           {"explain (select a)", Kind::kQuery, "EXPLAIN (select a)"},
           {"pragma /* x */ table_info('t')", Kind::kQuery, "PRAGMA table_info('t')"},
           {"set threads=4", Kind::kSetting, "SET \"threads\" = 4"},
           {"SET GLOBAL threads TO 4 + 1", Kind::kSetting, "SET GLOBAL \"threads\" = 4 + 1"},
           {"set session \"TimeZone\" = 'UTC'", Kind::kSetting, "SET SESSION \"TimeZone\" = 'UTC'"},
           {"set local schema = 'main'", Kind::kSetting, "SET LOCAL \"schema\" = 'main'"},
           {"reset threads", Kind::kSetting, "RESET \"threads\""},
           {"reset global threads", Kind::kSetting, "RESET GLOBAL \"threads\""},
           {"pragma threads = 2", Kind::kSetting, "SET \"threads\" = 2"},
           {"use a", Kind::kVariable, "USE \"a\""},
           {"use a . \"b c\"", Kind::kVariable, "USE \"a\".\"b c\""},
           {"set variable x = 1 -- one", Kind::kVariable, "SET VARIABLE \"x\" = (1 -- one\n)"},
           {"set variable \"a\"\"b\" to 'x'", Kind::kVariable, "SET VARIABLE \"a\"\"b\" = ('x'\n)"},
           {"reset variable x", Kind::kVariable, "RESET VARIABLE \"x\""},
           {"create temp table t as select 1", Kind::kTemporary, "CREATE TEMP TABLE \"t\" AS select 1"},
           {"Create or Replace temporary view if not exists \"a b\" (x, \"y\"\"z\") as (select 1, 2)",
            Kind::kTemporary,
            "CREATE OR REPLACE TEMP VIEW IF NOT EXISTS \"a b\" (\"x\", \"y\"\"z\") AS (select 1, 2)"}}) {
    const auto statement = admit(sql);
    ASSERT_TRUE(statement) << sql << "\n" << statement.error().message;
    EXPECT_EQ(statement->kind, kind) << sql;
    EXPECT_EQ(statement->sql, allowed);
  }
}

TEST_F(AllowedStatementTest, CheckedTextIsWhatRuns) {
  for (const char* sql : {"select 1", "explain select 1", "explain analyze select 1", "explain (select 1)",
                          "explain (analyze) select 1", "create temp table t as select 1"}) {
    const auto statement = admit(sql);
    ASSERT_TRUE(statement) << sql;
    EXPECT_TRUE(statement->sql.ends_with(parsed_)) << statement->sql << " of which was seen " << parsed_;
  }
  ASSERT_TRUE(admit("set variable x = 1) , (2"));
  EXPECT_EQ(parsed_, "SELECT (1) , (2\n)") << "the parentheses are those of the statement that runs";
}

TEST_F(AllowedStatementTest, MalformedStatementsAreRejected) {
  for (const char* sql : {"explain",
                          "explain insert",
                          "explain (1) select 1",
                          "explain (analyze select 1",
                          "set",
                          "set threads",
                          "set threads 4",
                          "set = 4",
                          "set 'threads' = 4",
                          "reset",
                          "reset threads = 1",
                          "reset variable",
                          "set variable",
                          "set variable = 1",
                          "set variable x 1",
                          "use",
                          "use 1",
                          "use a.",
                          "pragma",
                          "pragma 1",
                          "create",
                          "create temp",
                          "create temp index i on t(a)",
                          "create temp table",
                          "create temp table as select 1",
                          "create temp table t",
                          "create temp table t (x as select 1",
                          "create temp table t () as select 1",
                          "create temp table t (x int) as select 1",
                          "create temp table t as insert",
                          "create or replace table t as select 1",
                          "insert into t select 1",
                          "pivot t on read_text",
                          ""}) {
    const auto statement = admit(sql);
    ASSERT_FALSE(statement) << sql << "\n" << statement->sql;
    EXPECT_EQ(statement.error().kind, ErrorKind::kUsage) << sql;
  }
}

TEST_F(AllowedStatementTest, RejectionNamesTheWord) {
  EXPECT_THAT(refusal_of("set wal_autocheckpoint = 1"), HasSubstr("wal_autocheckpoint"));
  EXPECT_THAT(refusal_of("pragma Enable_Logging"), HasSubstr("Enable_Logging"));
  EXPECT_THAT(refusal_of("vacuum t"), HasSubstr("vacuum"));
  EXPECT_THAT(refusal_of("pivot t on a where READ_TEXT = 1"), HasSubstr("read_text"));
}

TEST_F(AllowedStatementTest, ParserErrorsAreReturned) {
  EXPECT_EQ(refusal_of("from nowhere ("), "no SQL");
  EXPECT_EQ(refusal_of("explain from nowhere ("), "no SQL");
}

TEST_F(AllowedStatementTest, PivotRejectsNamesOfForbiddenFunctions) {
  EXPECT_TRUE(admit("pivot t on a using sum(b)"));
  EXPECT_TRUE(admit("from (pivot_wider range(3) on range)"));
  EXPECT_TRUE(admit("pivot read_csv('a.csv') on a"));
  EXPECT_TRUE(admit("pivot globe on a")) << "a part of a word is none";
  EXPECT_FALSE(admit("pivot t on a -- glob"));
  EXPECT_FALSE(admit("pivot \"glob\" on a"));
  EXPECT_FALSE(admit("pivot 'x.duckdb' on a"));
  EXPECT_FALSE(admit("pivot read_csv('a.csv') on a", /*local_files=*/false));
  EXPECT_FALSE(admit("from t where pivoted")) << "nothing pivots";
}

}  // namespace
}  // namespace eigenlake
