// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/sql_scanner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(SqlScanner, SemicolonsInQuotesAndCommentsEndNothing) {
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

/// Kinds and texts of all tokens: "w:select s:( t:'x' q:"a"".
std::string tokens_of(std::string_view sql) {
  SqlScanner scanner(sql);
  std::string tokens;
  while (const auto token = scanner.next()) {
    EXPECT_EQ(sql.substr(token->begin, token->text.size()), token->text);
    tokens += tokens.empty() ? "" : " ";
    tokens += "wqts"[static_cast<int>(token->kind)];
    tokens += ":" + std::string(token->text);
  }
  return tokens;
}

TEST(SqlScanner, WordsTextsAndSymbolsAreTokens) {
  EXPECT_EQ(tokens_of("select a.b+1.5e3 from t"), "w:select w:a s:. w:b s:+ t:1.5e3 w:from w:t");
  EXPECT_EQ(tokens_of("x$1 $1 _y Zürich"), "w:x$1 s:$ t:1 w:_y w:Zürich");
  EXPECT_EQ(tokens_of("a<>b::int[]"), "w:a s:< s:> w:b s:: s:: w:int s:[ s:]");
  EXPECT_EQ(tokens_of("\t\n\v\f\r "), "");
  EXPECT_EQ(tokens_of(""), "");
}

TEST(SqlScanner, QuoteEndsAtItsOwnKind) {
  EXPECT_EQ(tokens_of("'it''s \"x\"' \"a '\"\"b\""), "t:'it''s \"x\"' q:\"a '\"\"b\"");
  EXPECT_EQ(tokens_of("E'a\\'b' 'a\\' e x"), "t:E'a\\'b' t:'a\\' w:e w:x");
  EXPECT_EQ(tokens_of("ee'x'"), "w:ee t:'x'") << "only a single e makes escapes";
  EXPECT_EQ(tokens_of("$$a'$$ $tag$ $$ $other$ $tag$;"), "t:$$a'$$ t:$tag$ $$ $other$ $tag$ s:;");
  EXPECT_EQ(tokens_of("$1$ x"), "s:$ t:1 s:$ w:x") << "a tag does not begin with a digit";
}

TEST(SqlScanner, CommentsAreBlanks) {
  EXPECT_EQ(tokens_of("a -- b 'c\nd"), "w:a w:d");
  EXPECT_EQ(tokens_of("a -- b\rc"), "w:a w:c");
  EXPECT_EQ(tokens_of("a/*/* in */ ' */b"), "w:a w:b") << "block comments stand in one another";
  EXPECT_EQ(tokens_of("a - -b"), "w:a s:- s:- w:b");
  EXPECT_EQ(tokens_of("a --"), "w:a");
}

TEST(SqlScanner, UnclosedQuoteRunsToTheEnd) {
  for (const char* sql : {"select 'a", "select \"a", "select /* a /* b */", "select $x$ a $$",
                          "select e'a\\'", "select e'a\\"}) {
    SqlScanner scanner(sql);
    while (scanner.next()) {
    }
    EXPECT_TRUE(scanner.is_unfinished()) << sql;
    EXPECT_EQ(scanner.rest(), "") << sql;
    EXPECT_FALSE(is_complete_statement(std::string(sql) + ";")) << sql;
  }
}

TEST(SqlScanner, WordsAndQuotedNamesAreNames) {
  const auto name_of_first = [](std::string_view sql) { return SqlScanner(sql).next()->name(); };
  EXPECT_EQ(name_of_first("\"\""), "");
  EXPECT_EQ(name_of_first("\"\"\"\""), "\"");
  EXPECT_EQ(name_of_first("\""), std::nullopt);
  EXPECT_EQ(name_of_first("'a'"), std::nullopt);
  EXPECT_EQ(name_of_first(";"), std::nullopt);
}

TEST(SqlScanner, QuotedNamesAreNoKeywords) {
  EXPECT_TRUE(SqlScanner("create").next()->is("CREATE"));
  EXPECT_FALSE(SqlScanner("\"create\"").next()->is("CREATE"));
  EXPECT_FALSE(SqlScanner("'create'").next()->is("CREATE"));
  EXPECT_FALSE(SqlScanner("created").next()->is("CREATE"));
}

TEST(SqlScanner, LastStatementNeedsNoSemicolon) {
  EXPECT_THAT(split_statements("select 1;select 2"), ElementsAre("select 1", "select 2"));
  EXPECT_THAT(split_statements("select 'a; b"), ElementsAre("select 'a; b")) << "DuckDB says what is wrong";
  EXPECT_THAT(split_statements(";;"), IsEmpty());
  EXPECT_FALSE(is_complete_statement(""));
  EXPECT_TRUE(is_complete_statement(";"));
}

}  // namespace
}  // namespace eigenlake
