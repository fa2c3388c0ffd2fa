// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/result_writer.h"

#include <fstream>
#include <streambuf>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/query/parquet_result.h"
#include "eigenlake/query/query_test_data.h"
#include "eigenlake/query/sql_quote.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using Write = std::function<Result<>(SqlResult&, std::ostream&)>;

Result<std::string> try_to_write(SqlSession& session, const std::string& sql, const Write& write) {
  std::ostringstream out;
  EIGENLAKE_RETURN_IF_ERROR(session.query(sql, [&](SqlResult& result) { return write(result, out); }));
  return out.str();
}
std::string written(SqlSession& session, const std::string& sql, const Write& write) {
  const auto text = try_to_write(session, sql, write);
  EXPECT_TRUE(text) << sql << "\n" << text.error().to_string();
  return text.value_or("");
}

Write table_writer(const TableStyle& style) {
  return [style](SqlResult& result, std::ostream& out) { return write_table(result, style, out); };
}

/// An output that fails after so many bytes.
class FullOutput : public std::streambuf {
 public:
  explicit FullOutput(int64_t room) : room_(room) {}

 protected:
  std::streamsize xsputn(const char*, std::streamsize size) override {
    const auto taken = std::min<std::streamsize>(size, room_);
    room_ -= taken;
    return taken;
  }
  int overflow(int c) override { return room_-- > 0 ? c : traits_type::eof(); }

 private:
  std::streamsize room_;
};

TEST(ResultFormat, IsFoundByName) {
  EXPECT_EQ(result_format_of("table"), ResultFormat::kTable);
  EXPECT_EQ(result_format_of("csv"), ResultFormat::kCsv);
  EXPECT_EQ(result_format_of("json"), ResultFormat::kJson);
  EXPECT_EQ(result_format_of("parquet"), ResultFormat::kParquet);
  for (const char* name : {"", "CSV", "jsonl", "csv "}) {
    const auto format = result_format_of(name);
    ASSERT_FALSE(format) << name;
    EXPECT_EQ(format.error().kind, ErrorKind::kUsage);
    EXPECT_THAT(format.error().message, HasSubstr("parquet"));
  }
}

/// The result exceeds one chunk of DuckDB and one piece of output.
TEST(ResultWriters, WriteEveryChunkOfALongResult) {
  auto session = open_session();
  const std::string sql = "select range as n, repeat('x', 20) as t from range(10000)";
  const std::string csv = written(session, sql, write_csv);
  EXPECT_EQ(std::ranges::count(csv, '\n'), 10'001);
  EXPECT_THAT(csv, AllOf(StartsWith("n,t\n0,xxx"), EndsWith("\n9999,xxxxxxxxxxxxxxxxxxxx\n")));
  const std::string json = written(session, sql, write_json_lines);
  EXPECT_EQ(std::ranges::count(json, '\n'), 10'000);
  EXPECT_THAT(json, EndsWith("{\"n\": 9999, \"t\": \"xxxxxxxxxxxxxxxxxxxx\"}\n"));
}

TEST(ResultWriters, CsvQuotesNamesAsItQuotesValues) {
  auto session = open_session();
  EXPECT_EQ(answer(session, "select 1 as \"a,b\", 2 as \"say \"\"x\"\"\", 3 as \"two\nlines\""),
            "\"a,b\",\"say \"\"x\"\"\",\"two\nlines\"\n1,2,3\n");
}

TEST(ResultWriters, EmptyResultHasItsColumns) {
  auto session = open_session();
  const std::string sql = "select 1 as a, 'x' as b where false";
  EXPECT_EQ(written(session, sql, write_csv), "a,b\n");
  EXPECT_EQ(written(session, sql, write_json_lines), "");
  EXPECT_THAT(written(session, sql, table_writer({})), AllOf(StartsWith("a  b\n"), HasSubstr("(0 rows)")));
}

TEST(ResultWriters, TableCountsOneRowInTheSingular) {
  auto session = open_session();
  EXPECT_THAT(written(session, "select 1 as a", table_writer({})), EndsWith("(1 row)\n"));
  EXPECT_THAT(written(session, "from range(3)", table_writer({.max_rows = 3})), EndsWith("(3 rows)\n"));
  EXPECT_THAT(written(session, "from range(3)", table_writer({.max_rows = 2})),
              AllOf(HasSubstr("\n    1\n"), EndsWith("(3 rows, the first 2 shown)\n")));
  EXPECT_THAT(written(session, "from range(3)", table_writer({.max_rows = 0})),
              EndsWith("(3 rows, the first 0 shown)\n"));
}

TEST(ResultWriters, JsonEscapesKeysAndControls) {
  auto session = open_session();
  EXPECT_EQ(
      written(session,
              "select 'a\"b\\c' as \"k\"\"ey\", E'\\t\\r\\n' || chr(1) || chr(31) as c, 'ünï\u4e2d' as u",
              write_json_lines),
      "{\"k\\\"ey\": \"a\\\"b\\\\c\", \"c\": \"\\t\\r\\n\\u0001\\u001f\", \"u\": \"ünï\u4e2d\"}\n");
}

TEST(ResultWriters, JsonKeepsNullsAndEmptyListsAtAnyDepth) {
  auto session = open_session();
  EXPECT_EQ(written(session,
                    "select []::int[] as a, [null, []]::int[][] as b, {'x': null, 'y': [{'z': true}]} as c, "
                    "map([1, 2], [[1.5::double], null]) as d, [null, '-0.0'::double]::double[2] as e",
                    write_json_lines),
            "{\"a\": [], \"b\": [null, []], \"c\": {\"x\": null, \"y\": [{\"z\": true}]}, "
            "\"d\": {\"1\": [1.5], \"2\": null}, \"e\": [null, -0.0]}\n");
}

TEST(ResultWriters, NestedValuesOfEveryRowAreItsOwn) {
  auto session = open_session();
  EXPECT_EQ(
      written(session,
              "select [range, range + 1]::int[2] as a, [range] as l, map {'k': [range]} as m, {'d': date "
              "'2025-01-10' + range::int} as s from range(2)",
              write_json_lines),
      "{\"a\": [0, 1], \"l\": [0], \"m\": {\"k\": [0]}, \"s\": {\"d\": \"2025-01-10\"}}\n"
      "{\"a\": [1, 2], \"l\": [1], \"m\": {\"k\": [1]}, \"s\": {\"d\": \"2025-01-11\"}}\n");
}

TEST(ResultWriters, TableShortensNestedRealNumbers) {
  auto session = open_session();
  EXPECT_THAT(written(session,
                      "select {'x': 1 / 3.0::double, 'n': 123456789} as s, map {'k': 2 / 3.0::double} as m, "
                      "date '2025-01-10' as d, 1234.56789::decimal(9,5) as e",
                      table_writer({.digits = 4})),
              HasSubstr("{'x': 0.3333, 'n': 123456789}  {k=0.6667}  2025-01-10  1234.56789"));
}

TEST(ResultWriters, FullOutputIsAStoreError) {
  auto session = open_session();
  for (const Write& write : {Write(write_csv), Write(write_json_lines), Write(write_parquet)}) {
    FullOutput full(10);
    std::ostream out(&full);
    const auto done = session.query("from range(5)", [&](SqlResult& result) { return write(result, out); });
    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().kind, ErrorKind::kStore);
  }
}

TEST(ResultWriters, LateErrorIsTheQuerys) {
  auto session = open_session();
  const std::string sql = "select cast(if(range = 9000, 'x', '1') as int) as n from range(10000)";
  for (const Write& write :
       {Write(write_csv), Write(write_json_lines), Write(write_parquet), table_writer({.max_rows = 5})}) {
    const auto text = try_to_write(session, sql, write);
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().kind, ErrorKind::kUsage);
    EXPECT_THAT(text.error().message, HasSubstr("Could not convert"));
  }
}

/// Writes a query's result as Parquet and has DuckDB read it back.
class ParquetResultTest : public ::testing::Test {
 protected:
  void write(const std::string& sql) {
    std::ofstream out(file(), std::ios::binary);
    const auto done = session_.query(sql, [&](SqlResult& result) { return write_parquet(result, out); });
    ASSERT_TRUE(done) << done.error().to_string();
  }
  std::filesystem::path file() const { return folder_.path() / "result.parquet"; }
  std::string read_back(const std::string& columns) {
    // The folder's name has asterisks and brackets, which are no pattern.
    std::filesystem::current_path(folder_.path());
    return answer(session_, "select " + columns + " from 'result.parquet'");
  }
  void TearDown() override { std::filesystem::current_path("/"); }

  TestFolder folder_;
  SqlSession session_ = open_session();
};

TEST_F(ParquetResultTest, ValuesReadBack) {
  const std::string sql =
      "select * from (values (1, -0.0::double, 'a', [1, null]::int[], {'x': 1.5::double, 'y': date "
      "'1969-12-31'}), "
      "(null, 'nan'::double, null, null, null), (3, 5e-324::double, '', [], {'x': null, 'y': null})) "
      "t(n, d, s, l, st)";
  write(sql);
  EXPECT_EQ(read_back("*"), answer(session_, sql));
}

TEST_F(ParquetResultTest, UnsupportedTypesGetTheNearestOne) {
  write(
      "select interval '14 months' as i, uuid '8a2f1b3c-0000-4000-8000-0123456789ab' as u, 'b'::enum('a', "
      "'b') as e, "
      "[1.5, 2.5]::double[2] as a, 170::hugeint as h, '2024-02-29 01:02:03'::timestamp_s as s, "
      "map {date '2024-02-29': ['101'::bit]} as m, row(1, 2) as r");
  EXPECT_EQ(read_back("*"),
            "i,u,e,a,h,s,m,r\n1 year 2 months,8a2f1b3c-0000-4000-8000-0123456789ab,b,\"[1.5, 2.5]\",170,"
            "2024-02-29 01:02:03,{2024-02-29=[101]},\"(1, 2)\"\n");
  EXPECT_EQ(read_back("typeof(h), typeof(a), typeof(s)"),
            "typeof(h),typeof(a),typeof(s)\n\"DECIMAL(38,0)\",DOUBLE[],TIMESTAMP\n");
}

TEST_F(ParquetResultTest, ColumnsOfOneNameGetNumbers) {
  write("select 1 as a, 2 as a, 3 as a_1, 4 as a");
  EXPECT_EQ(read_back("*"), "a,a_1,a_1_1,a_2\n1,2,3,4\n");
  EXPECT_EQ(answer(session_, "select name from parquet_schema('result.parquet') where name like 'a%'"),
            "name\na\na_1\na_1_1\na_2\n")
      << "other readers see them, too";
}

TEST_F(ParquetResultTest, EmptyResultKeepsItsTypes) {
  write("select 1::bigint as a, interval '1 day' as b, [true] as c where false");
  EXPECT_EQ(read_back("count(*) as n"), "n\n0\n");
  EXPECT_EQ(answer(session_, "select column_type from (describe from 'result.parquet')"),
            "column_type\nBIGINT\nVARCHAR\nBOOLEAN[]\n");
}

TEST_F(ParquetResultTest, RowGroupsAreBounded) {
  write("select range as n, to_days(range::int) as i from range(130000)");
  EXPECT_EQ(read_back("sum(n)::bigint as s, count(distinct i) as c"), "s,c\n8449935000,130000\n")
      << "chunks that are cast are each their own";
  EXPECT_EQ(
      answer(session_,
             "select row_group_num_rows as n from parquet_metadata('result.parquet') where column_id = 0 "
             "order by 1"),
      "n\n7120\n122880\n");
}

TEST_F(ParquetResultTest, TooLargeNumberIsAUsageError) {
  const auto text =
      try_to_write(session_, "select 170141183460469231731687303715884105727::hugeint as h", write_parquet);
  ASSERT_FALSE(text);
  EXPECT_EQ(text.error().kind, ErrorKind::kUsage);
}

}  // namespace
}  // namespace eigenlake
