// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/sql_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/query/query_test_data.h"
#include "eigenlake/query/sql_quote.h"

namespace eigenlake {
namespace {

using iceberg::NestedField;
using iceberg::Schema;
using iceberg::Type;
using ::testing::AllOf;
using ::testing::HasSubstr;

Schema schema_of(std::vector<NestedField> fields) {
  Schema schema;
  schema.fields = std::move(fields);
  return schema;
}

TEST(SqlNames, ColumnsMayNotDifferInCaseAlone) {
  const NestedField lower{1, "id", false, Type::int64(), ""};
  const NestedField upper{2, "ID", false, Type::int64(), ""};
  EXPECT_TRUE(check_sql_names("t", schema_of({lower})));
  EXPECT_FALSE(check_sql_names("t", schema_of({lower, upper})));
  const NestedField nested{3, "list", false, Type::list(Type::structure({lower, upper}), false), ""};
  EXPECT_FALSE(check_sql_names("t", schema_of({lower, nested})));
}

TEST(SqlNames, NamesAreTextAndNotEmpty) {
  const NestedField column{1, "id", false, Type::int64(), ""};
  EXPECT_FALSE(check_sql_names("\xff", schema_of({column})));
  EXPECT_FALSE(check_sql_names("t", schema_of({})));
  EXPECT_FALSE(check_sql_names("t", schema_of({{1, "", false, Type::int64(), ""}})));
  EXPECT_TRUE(check_sql_names("Zürich \"1\"", schema_of({column})));
}

TEST(SqlNames, PrintableNamesAreShownUnchanged) {
  EXPECT_EQ(shown_name("molecules"), "molecules");
  EXPECT_EQ(shown_name("a\nb"), "\"a\\nb\"");
  EXPECT_EQ(shown_name("a\xff"), "\"a\\xff\"");
  EXPECT_TRUE(is_same_sql_name("Molecules", "mOLECULES"));
  EXPECT_FALSE(is_same_sql_name("molecules", "molecule"));
}

TEST(SqlNames, RejectionNamesBothColumns) {
  const NestedField first{1, "Energy", false, Type::float64(), ""};
  const NestedField second{2, "eNERGY", false, Type::float64(), ""};
  const auto refused = check_sql_names("t", schema_of({first, second}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnsupported);
  EXPECT_THAT(refused.error().message, AllOf(HasSubstr("Energy"), HasSubstr("eNERGY")));
}

TEST(SqlNames, StructFieldsAreCheckedAndMapPartsAreNot) {
  const NestedField x{5, "x", false, Type::int64(), ""};
  Type map{.kind = iceberg::TypeKind::kMap, .fields = {}};
  map.fields = {{3, "key", true, Type::string(), ""}, {4, "KEY", false, Type::structure({x}), ""}};
  EXPECT_TRUE(check_sql_names("t", schema_of({{1, "m", false, map, ""}})));
  map.fields[1].type = Type::structure({x, {6, "X", false, Type::int64(), ""}});
  EXPECT_FALSE(check_sql_names("t", schema_of({{1, "m", false, map, ""}})));
  const NestedField other{7, "x", false, Type::structure({x}), ""};
  EXPECT_TRUE(check_sql_names("t", schema_of({other}))) << "a field may be called as the struct around it";
}

TEST(SqlNames, ZeroBytesAreRejected) {
  const NestedField column{1, std::string("a\0b", 3), false, Type::int64(), ""};
  EXPECT_FALSE(check_sql_names("t", schema_of({column})));
  EXPECT_FALSE(check_sql_names(std::string("t\0", 2), schema_of({{1, "a", false, Type::int64(), ""}})));
  EXPECT_FALSE(check_sql_names("", schema_of({{1, "a", false, Type::int64(), ""}})));
}

/// By DuckDB itself: it creates no table with two columns of one name.
TEST(SqlNames, EqualityFollowsDuckDb) {
  auto session = open_session();
  const std::vector<std::pair<std::string, std::string>> pairs = {
      {"a", "A"},      {"a", "b"}, {"a_1", "A_1"}, {"\u00e4", "\u00c4"}, {"ss", "\u00df"},
      {"i", "\u0130"}, {"[", "{"}, {"@", "`"},     {"a", "a "}};
  for (const auto& [first, second] : pairs) {
    const auto made = session.execute("create or replace temp table t (" + quote_identifier(first) +
                                      " int, " + quote_identifier(second) + " int)");
    EXPECT_EQ(is_same_sql_name(first, second), !made) << first << " and " << second;
  }
}

TEST(SqlNames, AcceptedNamesWorkQuoted) {
  auto session = open_session();
  for (const std::string name : {"select", "a\"b", "it's", "x.y", "\u4e2d\u6587", "a\nb", " ", "*"}) {
    const NestedField column{1, name, false, Type::int64(), ""};
    ASSERT_TRUE(check_sql_names(name, schema_of({column}))) << name;
    ASSERT_TRUE(session.execute(
        fmt::format("create or replace temp table {0} as select 7 as {0}", quote_identifier(name))));
    const auto csv = ask(session, fmt::format("select {0} as x from {0}", quote_identifier(name)));
    EXPECT_EQ(csv.value_or("none"), "x\n7\n") << name;
  }
}

TEST(SqlNames, EmptyNamesAreShownWithQuotes) {
  EXPECT_EQ(shown_name(""), "\"\"");
  EXPECT_EQ(shown_name("Z\u00fcrich"), "Z\u00fcrich");
  EXPECT_EQ(shown_name("a\x7f"), "\"a\\x7f\"");
}

}  // namespace
}  // namespace eigenlake
