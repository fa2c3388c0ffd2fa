#include "eigenlake/query/sql_names.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

using iceberg::NestedField;
using iceberg::Schema;
using iceberg::Type;

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

TEST(SqlNames, AreShownAsTheyAreOrEscaped) {
  EXPECT_EQ(shown_name("molecules"), "molecules");
  EXPECT_EQ(shown_name("a\nb"), "\"a\\nb\"");
  EXPECT_EQ(shown_name("a\xff"), "\"a\\xff\"");
  EXPECT_TRUE(is_same_sql_name("Molecules", "mOLECULES"));
  EXPECT_FALSE(is_same_sql_name("molecules", "molecule"));
}

}  // namespace
}  // namespace eigenlake
