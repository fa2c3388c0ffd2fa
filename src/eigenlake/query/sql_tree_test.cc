// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/query/sql_functions.h"
#include "eigenlake/query/statement_gate.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;

std::string function_in_tree(const std::string& name) {
  return R"({"type": "TABLE_FUNCTION", "function": {"function_name": ")" + name + "\"}}";
}
std::string table_in_tree(const std::string& name, const std::string& schema = "") {
  return R"({"type": "BASE_TABLE", "schema_name": ")" + schema + R"(", "table_name": ")" + name + "\"}";
}

Result<> check_json(const std::string& json, const SqlRules& rules = {}) {
  return check_tree({.is_query = true, .json = json}, rules);
}

TEST(SqlTree, ReadableFunctionsAreAllowedAnywhere) {
  EXPECT_TRUE(check_json(function_in_tree("range")));
  EXPECT_TRUE(check_json(function_in_tree("Read_CSV")));
  EXPECT_TRUE(check_json(R"([{"from": [1, {"deep": )" + function_in_tree("unnest") + "}]}]"));
}

TEST(SqlTree, OtherFunctionsAreRejectedAtAnyDepth) {
  const auto refused =
      check_json(R"({"select": [null, {"subquery": [[)" + function_in_tree("read_text") + "]]}]}");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(refused.error().message, HasSubstr("read_text"));
  EXPECT_FALSE(check_json(R"({"type": "TABLE_FUNCTION"})")) << "one without a name";
  EXPECT_FALSE(check_json(R"({"type": "TABLE_FUNCTION", "function": "range"})"));
}

TEST(SqlTree, InfiniteLiteralsHideNothing) {
  EXPECT_TRUE(check_json(R"({"value": -Infinity, "text": "Infinity \" Infinity", "more": [Infinity]})"));
  EXPECT_FALSE(check_json(R"([{"value": Infinity}, )" + function_in_tree("read_text") + "]"));
}

TEST(SqlTree, FilesAreKnownByTheirEnding) {
  const SqlRules no_files{.local_files = false, .is_table = {}};
  for (const char* name : {"a.csv", "/data/x y.parquet", "*.json", "dir/b.CSV.gz"}) {
    EXPECT_TRUE(check_json(table_in_tree(name))) << name;
    EXPECT_FALSE(check_json(table_in_tree(name), no_files)) << name;
  }
  EXPECT_FALSE(check_json(function_in_tree("read_parquet"), no_files));
  for (const char* name : {"a.duckdb", "/etc/passwd", "a.csv.bz2", "c:evil", "a?b"})
    EXPECT_FALSE(check_json(table_in_tree(name))) << name;
  EXPECT_TRUE(check_json(table_in_tree("molecules"), no_files));
}

TEST(SqlTree, TableNamedLikeAFileIsATable) {
  const SqlRules rules{.local_files = false,
                       .is_table = [](std::string_view name) { return name == "a.b" || name == "x/y"; }};
  EXPECT_TRUE(check_json(table_in_tree("x/y"), rules));
  EXPECT_TRUE(check_json(table_in_tree("b", "a"), rules)) << "the parts of a name are joined";
  EXPECT_FALSE(check_json(table_in_tree("x/z"), rules));
}

TEST(SqlTree, SchemasOfTheSessionHoldNoFiles) {
  for (const char* schema : {"main", "temp", "information_schema", "quantum_features"})
    EXPECT_TRUE(check_json(table_in_tree("x.duckdb", schema))) << schema;
  EXPECT_FALSE(check_json(table_in_tree("duckdb", "x"))) << "x.duckdb";
}

TEST(SqlTree, InvalidTreeIsAnError) {
  EXPECT_FALSE(check_json("{"));
}

TEST(SqlFunctions, NamesIgnoreCase) {
  EXPECT_TRUE(is_one_of("Generate_Series", kReadableFunctions));
  EXPECT_TRUE(is_one_of("READ_PARQUET", kFileFunctions));
  EXPECT_TRUE(is_one_of("TimeZone", kChangeableSettings));
  EXPECT_FALSE(is_one_of("read_parquet", kReadableFunctions));
  EXPECT_FALSE(is_one_of("", kReadablePragmas));
  EXPECT_FALSE(is_one_of("rang", kReadableFunctions));
}

TEST(SqlFunctions, EndingsDecideWhichFilesAreRead) {
  for (const char* name :
       {"a.csv", "a.TSV", "x/y.parquet", "a.json.gz", "a.jsonl.zst", "a.ndjson", "a.geojson"})
    EXPECT_TRUE(has_readable_ending(name)) << name;
  for (const char* name : {"csv", "a.csv.bz2", "a.csv~", "a.parquet/", "a.gz", "", "a.txt", "a.csv.gz.txt"})
    EXPECT_FALSE(has_readable_ending(name)) << name;
}

}  // namespace
}  // namespace eigenlake
