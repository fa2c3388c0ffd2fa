// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/query/lake_scan.h"
#include "eigenlake/query/query_test_data.h"

// A query gives the same rows with conditions and columns pushed into the scan of a lake's table, by either
// reader, and over a plain table of DuckDB.

namespace eigenlake {
namespace {

/// Rows of part `i` of eight; each part has a range of its own, and nulls, NaN, infinities and signed zeros.
std::string rows_of_part(int i) {
  return fmt::format(
      "select ({0} * 25 + range)::int as k, if(range % 7 = 3, null, {0} * 1000 + range)::bigint as l, "
      "case range % 9 when 0 then null when 1 then {1} when 2 then -0.0 when 3 then 0.0 else {0} + range / "
      "10.0 end::double as x, case range when 5 then null when 6 then '' else chr(97 + {0}) || range end as "
      "s, "
      "date '1970-01-01' + ({0} * 3 - 12 + range % 3)::int as day, if(range % 11 = 4, null, timestamptz "
      "'1969-12-31 23:00:00+00' + interval ({0} * 30) minute) as moment, if({0} = 4, null, range % 2 = 0) as "
      "flag, "
      "if(range % 5 = 0, null, [range, {0}])::int[] as ints from range(25)",
      i,
      i == 6   ? "'nan'"
      : i == 7 ? "'-inf'"
               : "'inf'");
}

class PushDownTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string all;
    for (int i = 0; i < kParts; ++i) {
      for (QueryTable* table : {&in_memory_, &in_folder_}) table->append(rows_of_part(i));
      all += (i == 0 ? "" : " union all ") + rows_of_part(i);
    }
    ASSERT_TRUE(session_.execute("create temp table plain as " + all));
  }

  /// The result of the query over a table in place of `plain`.
  std::string over(QueryTable& table, std::string sql) {
    for (size_t i = sql.find("plain"); i != std::string::npos; i = sql.find("plain", i))
      sql.replace(i, 5, "things");
    const std::vector<TableSnapshot> tables = {table.snapshot()};
    const auto scans = create_views_for(session_, tables, sql);
    EXPECT_TRUE(scans) << scans.error().to_string();
    files_left_out_ = scans->empty() ? kParts : scans->at(0).files_total - scans->at(0).files_read;
    return answer(session_, sql);
  }
  void expect_same(const std::string& sql) {
    const std::string expected = answer(session_, sql);
    expect_same_lines(over(in_memory_, sql), expected, sql + " in memory");
    expect_same_lines(over(in_folder_, sql), expected, sql + " in a folder");
  }

  static constexpr int kParts = 8;
  static std::vector<iceberg::NestedField> columns() {
    return {column("k", "int", true),  column("l", "long"),
            column("x", "double"),     column("s", "string"),
            column("day", "date"),     column("moment", "timestamptz"),
            column("flag", "boolean"), column("ints", iceberg::Type::list(iceberg::Type::int32(), false))};
  }
  TestFolder folder_;
  QueryTable in_memory_{store_in_memory(), columns()};
  QueryTable in_folder_{store_in(folder_), columns()};
  SqlSession session_ = open_session();
  int64_t files_left_out_ = 0;
};

TEST_F(PushDownTest, ConditionsKeepTheirRows) {
  for (const std::string condition : {"true",
                                      "k = 77",
                                      "k < 30",
                                      "k >= 175 or k <= 3",
                                      "k in (1, 26, 51, 500)",
                                      "k between 24 and 25",
                                      "k <> 77",
                                      "l is null",
                                      "l > 7000",
                                      "l >= 3000 and l < 4000",
                                      "x = 0.0",
                                      "x = '-0.0'::double",
                                      "x >= '-0.0'::double and x <= 0",
                                      "x < 0",
                                      "x > 1e300",
                                      "x = 'inf'::double",
                                      "x = 'nan'::double",
                                      "x > 'inf'::double",
                                      "x <= '-inf'::double",
                                      "x is null",
                                      "not (x > 5)",
                                      "isnan(x)",
                                      "s = ''",
                                      "s is null",
                                      "s >= 'h' and s < 'h2'",
                                      "s in ('a1', 'h24', 'zz')",
                                      "s like 'c%'",
                                      "s like '%9'",
                                      "s > 'zzz'",
                                      "day = date '1969-12-31'",
                                      "day < date '1970-01-01'",
                                      "day between date '1969-12-25' and date '1970-01-01'",
                                      "day in (date '1970-01-01', date '1970-01-11')",
                                      "moment < timestamptz '1970-01-01 00:00:00+00'",
                                      "moment = timestamptz '1970-01-01 02:30:00+00'",
                                      "moment is null",
                                      "flag",
                                      "not flag",
                                      "flag is null",
                                      "ints is null",
                                      "ints = [3, 2]",
                                      "len(ints) = 2 and k < 10",
                                      "ints[1] = 24",
                                      "k = l % 1000 + 25 * (l // 1000)",
                                      "k = 3 or s = 'b3'",
                                      "k = 3 or k = 28 and x is null",
                                      "(k = 3 and s = 'a3') or (k = 28 and s = 'zz')",
                                      "k > (select avg(k) from plain where flag)",
                                      "k in (select max(k) from plain group by day)",
                                      "exists (select 1 from plain b where b.l = plain.k)"})
    expect_same("select * from plain where " + condition + " order by k");
}

TEST_F(PushDownTest, OnlyRequestedColumnsAreRead) {
  for (const char* sql :
       {"select count(*) as n from plain", "select count(x) as n, count(*) as m from plain",
        "select 1 as one from plain where k < 3", "select ints, k from plain order by k desc limit 5",
        "select s, s as t, k + 1 as k from plain order by k, s limit 9 offset 60",
        "select day, count(*) as n, min(x) as a, max(s) as b from plain group by day order by day",
        "select a.k, b.s from plain a join plain b on a.l = b.k where b.k > 3 order by all",
        "select a.k, b.k as other from plain a left join plain b on b.k = a.k + 100 and b.flag order by all",
        "select k, row_number() over (partition by flag order by k) as r from plain where k > 150 order by k",
        "select unnest(ints) as i, k from plain where k in (1, 99) order by all",
        "select distinct x from plain where x between -1 and 1 order by x",
        "(select k from plain where k < 3 union all select l from plain where l = 7001) order by all",
        "select k from plain where k < 5 except select k from plain where flag order by all",
        "select max(k) as m from plain having m = 199"})
    expect_same(sql);
}

TEST_F(PushDownTest, RangesPruneFiles) {
  for (QueryTable* table : {&in_memory_, &in_folder_}) {
    for (const auto& [sql, left_out] : std::vector<std::pair<const char*, int64_t>>{
             {"select * from plain", 0},
             {"select * from plain where k = 77", 7},
             {"select * from plain where l > 7000", 7},
             {"select * from plain where s >= 'h'", 7},
             {"select * from plain where day < date '1969-12-23'", 7},
             {"select * from plain where moment >= timestamptz '1970-01-01 02:30:00+00'", 7},
             {"select * from plain where flag is null", 7},
             {"select * from plain where x > 1e300", 1},
             {"select * from plain where k > 1000", 8},
             {"select * from plain where k = 0 or k = 199", 6}}) {
      over(*table, sql);
      EXPECT_EQ(files_left_out_, left_out) << sql;
    }
  }
}

TEST_F(PushDownTest, RowsDeletedByOthersAreHidden) {
  for (QueryTable* table : {&in_memory_, &in_folder_}) {
    const auto files = table->files();
    table->delete_rows(files.at(5).data_file, {0, 24});  // Of part 2: the newest file comes first.
  }
  ASSERT_TRUE(session_.execute("delete from plain where k in (50, 74)"));
  for (const char* sql : {"select * from plain order by k", "select count(*) as n from plain",
                          "select k from plain where k >= 50 and k < 53 order by k",
                          "select max(k) as k from plain where day <= date '1969-12-28'"})
    expect_same(sql);
}

TEST_F(PushDownTest, OneSessionAnswersQueryAfterQuery) {
  expect_same("select * from plain where k = 3");
  expect_same("select count(*) as n from plain");
  EXPECT_EQ(files_left_out_, 0) << "the files that the query before left out are there again";
}

}  // namespace
}  // namespace eigenlake
