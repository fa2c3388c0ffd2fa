// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/duckdb_types.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/query/lake_scan.h"
#include "eigenlake/query/query_test_data.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

/// Iceberg's spelling and DuckDB's.
const std::vector<std::pair<const char*, const char*>> kSpellings = {{"boolean", "BOOLEAN"},
                                                                     {"int", "INTEGER"},
                                                                     {"long", "BIGINT"},
                                                                     {"float", "FLOAT"},
                                                                     {"double", "DOUBLE"},
                                                                     {"decimal(4,2)", "DECIMAL(4,2)"},
                                                                     {"decimal(38,0)", "DECIMAL(38,0)"},
                                                                     {"date", "DATE"},
                                                                     {"time", "TIME"},
                                                                     {"timestamp", "TIMESTAMP"},
                                                                     {"timestamptz", "TIMESTAMPTZ"},
                                                                     {"string", "VARCHAR"},
                                                                     {"uuid", "UUID"},
                                                                     {"fixed[4]", "BLOB"},
                                                                     {"binary", "BLOB"}};

TEST(DuckDbTypes, PrimitiveTypesHaveDuckDbsNames) {
  for (const auto& [iceberg_name, name] : kSpellings)
    EXPECT_EQ(sql_type_of(iceberg::parse_primitive_type(iceberg_name).value()), name);
}

/// The handle of a scan's column and the word in a view are the same type to DuckDB.
TEST(DuckDbTypes, ScanTypesMatchTheirNames) {
  auto session = open_session();
  std::vector<iceberg::NestedField> columns;
  for (const auto& [iceberg_name, name] : kSpellings) columns.push_back(column(iceberg_name, iceberg_name));
  iceberg::Type by_name{.kind = iceberg::TypeKind::kMap, .fields = {}};
  by_name.fields = {{0, "key", true, iceberg::Type::string(), ""},
                    {0, "value", false, iceberg::Type::structure({column("a \"b\"", "int")}), ""}};
  columns.push_back(column("nested", iceberg::Type::list(by_name, false)));
  QueryTable table(store_in_memory(), columns);
  const std::vector<TableSnapshot> tables = {table.snapshot()};
  ASSERT_TRUE(create_views(session, tables));
  session.scans().set("scan", {table.table(), std::nullopt, std::nullopt, {}});
  const std::string of_scan =
      answer(session, "select column_type from (describe from eigenlake_scan('scan'))");
  const std::string of_view = answer(session, "select column_type from (describe from things)");
  EXPECT_EQ(of_scan, of_view);
  EXPECT_THAT(of_scan, AllOf(HasSubstr("\nTIMESTAMP WITH TIME ZONE\n"), HasSubstr("\"DECIMAL(4,2)\"")));
}

}  // namespace
}  // namespace eigenlake
