// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/scan_filters.h"

#include <set>

#include <fmt/ranges.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/query/lake_scan.h"
#include "eigenlake/query/query_test_data.h"

namespace eigenlake {
namespace {

using iceberg::Filter;
using iceberg::Predicate;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

/// "n >= 1 and s in a b", whatever DuckDB's order is.
std::string text_of_filter(const Filter& filter, const iceberg::Schema& schema) {
  constexpr std::array kOps = {"=", "in", "<", "<=", ">", ">=", "is null", "not null"};
  std::set<std::string> texts;
  for (const Predicate& predicate : filter) {
    std::string text = fmt::format("{} {}", predicate.column, kOps.at(static_cast<size_t>(predicate.op)));
    for (const auto& value : predicate.values)
      text += " " + iceberg::literal_to_string(value, schema.find_field(predicate.column)->type);
    texts.insert(std::move(text));
  }
  return fmt::format("{}", fmt::join(texts, " and "));
}

/// A table of a few types, and the filters from DuckDB's plans of queries over it.
class ScanFiltersTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(session_.execute("set disabled_optimizers = 'in_clause'"));
    for (const char* key : {"t", "u"})
      session_.scans().set(key, {table_.table(), table_.snapshot().snapshot_id, std::nullopt, {}});
    for (const char* key : {"t", "u"})
      ASSERT_TRUE(session_.execute(fmt::format("create view {0} as from eigenlake_scan('{0}')", key)));
  }

  Result<std::map<std::string, ScanFilters>> filters_of(const std::string& sql) {
    std::string plan;
    EIGENLAKE_RETURN_IF_ERROR(session_.query("select json_serialize_plan(" + quoted(sql) +
                                                 ", skip_null := true, skip_empty := true, optimize := true)",
                                             [&](SqlResult& result) -> Result<> {
                                               EIGENLAKE_RETURN_IF_ERROR(result.next_chunk());
                                               result.append_value(0, 0, ValueStyle::kText, plan);
                                               return {};
                                             }));
    return filters_of_plan(plan, [&](const std::string& key) -> const iceberg::Schema* {
      return key == "t" ? &table_.table().metadata().schema() : nullptr;
    });
  }
  /// Those of table t, as texts.
  std::vector<std::string> of_query(const std::string& sql) {
    const auto filters = filters_of(sql);
    EXPECT_TRUE(filters) << sql << "\n" << filters.error().message;
    std::vector<std::string> texts;
    if (filters && filters->contains("t"))
      for (const Filter& filter : filters->at("t"))
        texts.push_back(text_of_filter(filter, table_.table().metadata().schema()));
    return texts;
  }
  std::string of_condition(const std::string& condition) {
    const auto texts = of_query("select * from t where " + condition);
    EXPECT_EQ(texts.size(), 1U) << condition;
    return texts.empty() ? "no scan" : texts[0];
  }
  static std::string quoted(std::string sql) {
    for (size_t i = sql.find('\''); i != std::string::npos; i = sql.find('\'', i + 2)) sql.insert(i, 1, '\'');
    return "'" + sql + "'";
  }

  QueryTable make_table() {
    QueryTable table(store_in_memory(), {column("n", "int", true), column("l", "long"), column("x", "double"),
                                         column("f", "float"), column("s", "string"), column("day", "date"),
                                         column("moment", "timestamptz"), column("ts", "timestamp"),
                                         column("flag", "boolean"), column("d", "decimal(9,2)"),
                                         column("ints", iceberg::Type::list(iceberg::Type::int32(), false))});
    // Without rows DuckDB would read nothing.
    table.append(
        "select range::int as n, range as l, range::double as x, range::float as f, range::varchar as s, "
        "date "
        "'2025-01-10' as day, timestamptz '2025-01-10 00:00:00+00' as moment, timestamp '2025-01-10' as ts, "
        "true as "
        "flag, 1.5::decimal(9,2) as d, [1] as ints from range(100)");
    return table;
  }
  QueryTable table_ = make_table();
  SqlSession session_ = open_session();
};

TEST_F(ScanFiltersTest, ComparisonsWithConstantsOfEachType) {
  for (const auto& [condition, filter] : std::vector<std::pair<const char*, const char*>>{
           {"n = 3", "n = 3"},
           {"n < 3", "n < 3"},
           {"n <= -3", "n <= -3"},
           {"n > 3", "n > 3"},
           {"n >= 3", "n >= 3"},
           {"l = 5000000000", "l = 5000000000"},
           {"x > 0.5", "x > 0.5"},
           {"x = '-0.0'::double", "x = -0"},
           {"f < 1.5::float", "f < 1.5"},
           {"s = 'it''s'", "s = it's"},
           {"s >= 'a'", "s >= a"},
           {"day < date '1969-12-31'", "day < 1969-12-31"},
           {"moment >= timestamptz '2025-01-10 12:00:00+02'", "moment >= 2025-01-10T10:00:00.000000+00:00"},
           {"ts <= timestamp '2025-01-10 00:00:00.000001'", "ts <= 2025-01-10T00:00:00.000001"}})
    EXPECT_EQ(of_condition(condition), filter) << condition;
}

TEST_F(ScanFiltersTest, ConstantOnTheLeftReversesTheComparison) {
  EXPECT_EQ(of_condition("3 < n"), "n > 3");
  EXPECT_EQ(of_condition("3 <= n"), "n >= 3");
  EXPECT_EQ(of_condition("3 > n"), "n < 3");
  EXPECT_EQ(of_condition("3 >= n"), "n <= 3");
  EXPECT_EQ(of_condition("3 = n"), "n = 3");
}

TEST_F(ScanFiltersTest, NullTestsAreForPrimitiveColumns) {
  EXPECT_EQ(of_condition("s is null"), "s is null");
  EXPECT_EQ(of_condition("d is not null"), "d not null");
  EXPECT_EQ(of_condition("ints is null"), "");
}

TEST_F(ScanFiltersTest, ConjunctionsAreKept) {
  EXPECT_EQ(of_condition("n between 2 and 4 and s = 'a' and x is not null"),
            "n <= 4 and n >= 2 and s = a and x not null");
  EXPECT_EQ(of_condition("n = 2 and length(s) = 3"), "n = 2") << "what is not understood is left out";
}

TEST_F(ScanFiltersTest, AlternativesOfOneColumnAreAList) {
  EXPECT_EQ(of_condition("s in ('a', 'b', 'c')"), "s in a b c");
  EXPECT_EQ(of_condition("n = 7 or n = 9"), "n in 7 9");
  EXPECT_THAT(of_condition("(n = 7 and s = 'a') or n = 9"), StartsWith("n in 7 9"));
  EXPECT_EQ(of_condition("n = 7 or s = 'a'"), "") << "of two columns nothing follows";
  EXPECT_EQ(of_condition("n = 7 or n > 9"), "");
  EXPECT_EQ(of_condition("n = 7 or length(s) = 2"), "");
}

TEST_F(ScanFiltersTest, OtherConditionsAreLeftOut) {
  for (const char* condition :
       {"n <> 3", "l % 2 = 0", "n = l", "d = 1.5", "flag", "ints = [1]", "s like '%a'",
        "n is distinct from 3", "x in (l, 2.0)", "day::varchar = '2025-01-10'"})
    EXPECT_EQ(of_condition(condition), "") << condition;
}

TEST_F(ScanFiltersTest, EachReferenceOfATableHasItsOwnFilter) {
  EXPECT_THAT(of_query("select * from t where n = 1 union all select * from t where s = 'a'"),
              UnorderedElementsAre("n = 1", "s = a"));
  EXPECT_THAT(of_query("select count(*) from t"), ElementsAre(""));
  EXPECT_THAT(of_query("select * from (select s, n from t) where n < 3"), ElementsAre("n < 3"));
  EXPECT_THAT(of_query("with x as (select x, n as m from t) select sum(x) from x where m = 4"),
              ElementsAre("n = 4"));
  EXPECT_THAT(of_query("select max(n) m from t group by s having m = 4"), ElementsAre(""));
}

TEST_F(ScanFiltersTest, OtherTablesAreLeftOut) {
  const auto filters = filters_of("select * from u where n = 1");
  ASSERT_TRUE(filters);
  EXPECT_THAT(*filters, IsEmpty());
  EXPECT_THAT(of_query("select t.n from t join u using (n) where u.n = 1"), ElementsAre("n = 1"))
      << "a join carries the condition over";
  EXPECT_THAT(of_query("select 1"), IsEmpty());
  EXPECT_THAT(of_query("select * from t where false"), IsEmpty());
}

TEST_F(ScanFiltersTest, UnplannedStatementIsAnError) {
  for (const char* sql : {"select nonsense from t", "selec 1"}) {
    const auto filters = filters_of(sql);
    ASSERT_FALSE(filters) << sql;
    EXPECT_EQ(filters.error().kind, ErrorKind::kUnsupported);
  }
}

/// Plans of a possible other version of DuckDB: unknown parts only widen a filter.
TEST(FiltersOfPlan, OddPlansNarrowNothing) {
  iceberg::Schema schema;
  schema.fields = {column("n", "int"), column("s", "string")};
  const auto of = [&](const std::string& columns, const std::string& condition) {
    const std::string plan =
        R"({"error": false, "plans": [{"type": "LOGICAL_FILTER", "expressions": [)" + condition +
        R"(], "children": [{"type": "LOGICAL_GET", "name": "eigenlake_scan", "parameters": [{"value": "t"}], )" +
        columns + "}]}]}";
    const auto filters = filters_of_plan(plan, [&](const std::string&) { return &schema; });
    EXPECT_TRUE(filters) << filters.error().message;
    return filters ? text_of_filter(filters->at("t").at(0), schema) : "";
  };
  const auto equal = [](int index, const std::string& value, const std::string& type = "INTEGER") {
    return fmt::format(
        R"({{"expression_class": "BOUND_COMPARISON", "type": "COMPARE_EQUAL", "left": {{"expression_class": )"
        R"("BOUND_REF", "index": {}}}, "right": {{"expression_class": "BOUND_CONSTANT", "value": {{"type": )"
        R"({{"id": "{}"}}, "value": {}}}}}}})",
        index, type, value);
  };
  const std::string both = R"("column_indexes": [{"index": 0}, {"index": 1}])";
  EXPECT_EQ(
      of(both, R"({"expression_class": "BOUND_COMPARISON", "type": "COMPARE_LESSTHAN", "left": )"
               R"({"expression_class": "BOUND_CONSTANT", "value": {"type": {"id": "INTEGER"}, "value": 3}}, )"
               R"("right": {"expression_class": "BOUND_REF", "index": 0}})"),
      "n > 3")
      << "DuckDB puts constants to the right";
  EXPECT_EQ(of(both, equal(0, "3")), "n = 3");
  EXPECT_EQ(of(both, equal(1, "\"a\"", "VARCHAR")), "s = a");
  EXPECT_EQ(of(R"("column_indexes": [{"index": 1}, {"index": 0}])", equal(1, "3")), "n = 3");
  EXPECT_EQ(of(both + R"(, "projection_ids": [1, 0])", equal(1, "3")), "n = 3");
  EXPECT_EQ(of(both, equal(7, "3")), "") << "no such column";
  EXPECT_EQ(of(both + R"(, "projection_ids": [9])", equal(0, "3")), "");
  EXPECT_EQ(of(R"("column_indexes": [{"index": 18446744073709551615}])", equal(0, "3")), "")
      << "a row's number";
  EXPECT_EQ(of(R"("column_indexes": [{"index": 0, "child_indexes": [{"index": 1}]}])", equal(0, "3")), "");
  EXPECT_EQ(of("\"column_indexes\": 3", equal(0, "3")), "");
  EXPECT_EQ(of(both, equal(0, "3", "BIGINT")), "") << "a constant of another type";
  EXPECT_EQ(of(both, equal(0, "5000000000")), "") << "beyond the column's";
  EXPECT_EQ(of(both, equal(0, "null")), "");
  EXPECT_EQ(of(both, "{}"), "");
  EXPECT_EQ(of(both, "17"), "");
}

TEST(FiltersOfPlan, InvalidPlanIsAnError) {
  const auto none = [](const std::string&) -> const iceberg::Schema* { return nullptr; };
  EXPECT_EQ(failure_of(filters_of_plan("{", none)).kind, ErrorKind::kInternal);
  EXPECT_EQ(failure_of(filters_of_plan("[]", none)).kind, ErrorKind::kUnsupported);
  const auto error = failure_of(filters_of_plan(R"({"error": true, "error_message": "no SELECT"})", none));
  EXPECT_EQ(error.kind, ErrorKind::kUnsupported);
  EXPECT_THAT(error.message, HasSubstr("no SELECT"));
  EXPECT_TRUE(filters_of_plan(R"({"error": false})", none)->empty());
}

}  // namespace
}  // namespace eigenlake
