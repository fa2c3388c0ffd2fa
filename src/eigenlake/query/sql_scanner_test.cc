#include "eigenlake/query/sql_scanner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SqlScanner, AStatementEndsWithASemicolonOutsideOfQuotesAndComments) {
  EXPECT_TRUE(is_complete_statement("select 1;"));
  EXPECT_TRUE(is_complete_statement("select 1;  \n"));
  EXPECT_TRUE(is_complete_statement("select ';';"));
  EXPECT_TRUE(is_complete_statement("select 1; -- done"));
  EXPECT_TRUE(is_complete_statement("select $a$;$$;$a$;"));
  EXPECT_FALSE(is_complete_statement("select 1"));
  EXPECT_FALSE(is_complete_statement("select ';"));
  EXPECT_FALSE(is_complete_statement("select 1; select 2"));
  EXPECT_FALSE(is_complete_statement("select 1 -- ;"));
  EXPECT_FALSE(is_complete_statement("select 1 /* ;"));
  EXPECT_FALSE(is_complete_statement("select $$;"));
}

TEST(SqlScanner, StatementsAreCutAtTheirSemicolons) {
  EXPECT_THAT(split_statements("select 1; -- one; \n select ';' as \";\" ;; /* ; /* ; */ ; */"),
              ElementsAre("select 1", " -- one; \n select ';' as \";\" "));
  EXPECT_THAT(split_statements("select e'\\';'; select $x$;$x$; select a$b"),
              ElementsAre("select e'\\';'", " select $x$;$x$", " select a$b"));
  EXPECT_THAT(split_statements(" -- nothing\n"), IsEmpty());
}

TEST(SqlScanner, NamesLoseTheirQuotes) {
  SqlScanner scanner("\"a \"\"b\" Word 'text' 12 $1");
  EXPECT_EQ(scanner.next()->name(), "a \"b");
  const auto word = scanner.next();
  EXPECT_EQ(word->name(), "Word");
  EXPECT_TRUE(word->is("WORD"));
  EXPECT_EQ(scanner.rest(), "'text' 12 $1");
  EXPECT_EQ(scanner.next()->kind, SqlToken::Kind::kText);
  EXPECT_FALSE(scanner.next()->name());
  EXPECT_TRUE(scanner.next()->is("$"));
}

}  // namespace
}  // namespace eigenlake
