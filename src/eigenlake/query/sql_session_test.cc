// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/sql_session.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/query/parquet_result.h"
#include "eigenlake/query/query_test_data.h"
#include "eigenlake/query/result_writer.h"
#include "eigenlake/query/sql_quote.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;

using WriteResult = std::function<Result<>(SqlResult&, std::ostream&)>;

std::string run(SqlSession& session, const std::string& sql, const WriteResult& write) {
  std::ostringstream out;
  const auto done = session.query(sql, [&](SqlResult& result) { return write(result, out); });
  EXPECT_TRUE(done) << done.error().to_string();
  return out.str();
}
std::string run(const std::string& sql, const WriteResult& write) {
  auto session = open_session();
  return run(session, sql, write);
}

std::string csv_of(const std::string& sql) {
  return run(sql, write_csv);
}
std::string json_of(const std::string& sql) {
  return run(sql, write_json_lines);
}
std::string table_of(const std::string& sql, TableStyle style = {}) {
  return run(sql, [&](SqlResult& result, std::ostream& out) { return write_table(result, style, out); });
}

Error error_of(const std::string& sql) {
  auto session = open_session();
  const auto done = session.query(sql, [](SqlResult&) -> Result<> { return {}; });
  EXPECT_FALSE(done) << sql;
  return done ? Error{} : done.error();
}

TEST(SqlSession, DoublesHaveTheirShortestText) {
  EXPECT_EQ(csv_of("select 0.1::double a, 1::double b, -1.1372701746609035::double c, 1e-10::double d, "
                   "1e300::double e"),
            "a,b,c,d,e\n0.1,1.0,-1.1372701746609035,1e-10,1e+300\n");
}

TEST(SqlSession, TimesArePrintedInUtc) {
  EXPECT_EQ(
      csv_of("select timestamptz '2025-01-10 12:30:00.5+02' a, date '1969-12-31' b, timestamp "
             "'1969-12-31 23:59:59.999999' c, time '01:02:03' d, interval '14 months 3 days 4 seconds' e"),
      "a,b,c,d,e\n2025-01-10 10:30:00.5+00,1969-12-31,1969-12-31 23:59:59.999999,01:02:03,1 year 2 months 3 "
      "days "
      "00:00:04\n");
}

TEST(SqlSession, EveryTypePrintsAsInDuckDb) {
  auto session = open_session();
  const auto shown = [&](const std::string& sql) {
    return run(session, sql,
               [](SqlResult& result, std::ostream& out) { return write_table(result, {}, out); });
  };
  for (const std::string value : {"true",
                                  "-5::tinyint",
                                  "200::utinyint",
                                  "-300::smallint",
                                  "65535::usmallint",
                                  "-7::integer",
                                  "4294967295::uinteger",
                                  "(-9223372036854775807)::bigint",
                                  "18446744073709551615::ubigint",
                                  "-170141183460469231731687303715884105727::hugeint",
                                  "340282366920938463463374607431768211455::uhugeint",
                                  "1.5::float",
                                  "0.1::float",
                                  "'nan'::float",
                                  "-('nan'::double)",
                                  "'-inf'::double",
                                  "-0.0::double",
                                  "1e15::double",
                                  "1e16::double",
                                  "1.7976931348623157e308::double",
                                  "5e-324::double",
                                  "-12.340::decimal(9,3)",
                                  "0.05::decimal(4,2)",
                                  "-0.5::decimal(38,10)",
                                  "'text'",
                                  "'\\xAA\\x41'::blob",
                                  "'101'::bit",
                                  "date '2024-02-29'",
                                  "date '99999-12-31'",
                                  "date '5877642-06-25 (BC)'",
                                  "date '0044-03-15 (BC)'",
                                  "date 'infinity'",
                                  "time '23:59:59.25'",
                                  "'15:30:00.123456+05:30'::timetz",
                                  "timestamp '2024-02-29 00:00:00'",
                                  "timestamp '33000-01-01 01:02:03.004'",
                                  "timestamptz '2024-02-29 01:02:03+02'",
                                  "timestamptz '0001-01-01 00:00:00+00' - interval '1 day'",
                                  "'2024-02-29 01:02:03'::timestamp_s",
                                  "'2024-02-29 01:02:03.004'::timestamp_ms",
                                  "'2024-02-29 01:02:03.000000004'::timestamp_ns",
                                  "interval '-3 days'",
                                  "interval '-90 seconds'",
                                  "uuid '8a2f1b3c-0000-4000-8000-0123456789ab'",
                                  "'b'::enum('a','b')",
                                  "[date '99999-12-31', null]",
                                  "['a, b', 'it''s', '', 'NULL']",
                                  "{'a': 1, 'b c': ['15:30:00+01'::timetz]}",
                                  "map {date '2024-02-29': 1.5::double}",
                                  "union_value(k := 1)",
                                  "[1.5, 2.5]::double[2]",
                                  "row(1, date '2024-02-29')"}) {
    const std::string own = shown("select " + value + " as a");
    const std::string cast = shown("select cast(" + value + " as varchar) as a");
    const auto without_blanks = [](std::string text) {
      std::erase_if(text, [](char c) { return c == ' '; });
      return text.substr(text.rfind("─") + std::string("─").size());
    };
    EXPECT_EQ(without_blanks(own), without_blanks(cast)) << value;
  }
}

TEST(SqlSession, TablesShowTheRequestedDigits) {
  const std::string sql =
      "select 1.23456789012345::double a, 2::double b, 1e-10::double c, [0.1::double + 0.2] d";
  EXPECT_THAT(table_of(sql), HasSubstr("1.23456789012345  2.0  1e-10  [0.30000000000000004]"));
  EXPECT_THAT(table_of(sql, {.digits = 10}), HasSubstr("1.23456789  2.0  1e-10  [0.3]"));
}

TEST(SqlSession, NestedValuesPrintInTextAndJson) {
  const std::string sql =
      "select [[1.5, 2.0], null]::double[][] l, {'a': 1, 'b': 'x\"y'} s, map {'k': null::int} m, null::int n";
  EXPECT_EQ(json_of(sql),
            "{\"l\": [[1.5, 2.0], null], \"s\": {\"a\": 1, \"b\": \"x\\\"y\"}, \"m\": {\"k\": null}, \"n\": "
            "null}\n");
  EXPECT_EQ(csv_of(sql), "l,s,m,n\n\"[[1.5, 2.0], NULL]\",\"{'a': 1, 'b': 'x\"\"y'}\",{k=NULL},\n");
}

TEST(SqlSession, JsonHasNanAndInfinityAsStrings) {
  EXPECT_EQ(
      json_of("select 'nan'::double a, 'inf'::double b, ['-inf'::float, 1.0] c, map {1: 'nan'::double} d"),
      "{\"a\": \"NaN\", \"b\": \"Infinity\", \"c\": [\"-Infinity\", 1.0], \"d\": {\"1\": \"NaN\"}}\n");
}

TEST(SqlSession, JsonHasTextForOtherTypes) {
  EXPECT_EQ(json_of("select {'d': date '99999-12-31', 'n': 1} a, ['15:30:00+01'::timetz] b, row(1, 2) c"),
            "{\"a\": {\"d\": \"99999-12-31\", \"n\": 1}, \"b\": [\"15:30:00+01\"], \"c\": \"(1, 2)\"}\n");
}

TEST(SqlSession, TimesFollowTheTimeZone) {
  auto session = open_session();
  std::ostringstream out;
  const auto show = [&](SqlResult& result) { return write_csv(result, out); };
  ASSERT_TRUE(session.run(*session.admit("set TimeZone = 'Asia/Tokyo'"), show));
  ASSERT_TRUE(session.query("select timestamptz '2025-01-10 00:00:00+00' a", show));
  EXPECT_EQ(out.str(), "a\n2025-01-10 09:00:00+09\n");
}

TEST(SqlSession, CsvSeparatesNullFromEmptyText) {
  EXPECT_EQ(csv_of("select null a, '' b, 'x,y' c"), "a,b,c\n,\"\",\"x,y\"\n");
}

TEST(SqlSession, TableAlignsNumbersRightAndCountsRows) {
  EXPECT_EQ(
      table_of("select * from (values ('H2', 4), ('LiH', 12)) t(molecule, num_qubits)"),
      "molecule  num_qubits\n────────  ──────────\nH2                 4\nLiH               12\n(2 rows)\n");
}

TEST(SqlSession, TableIsCutToTheTerminal) {
  const std::string text = table_of("select 'short' a, repeat('x', 200) b", {.text = {.width = 40}});
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 40u * 3) << line;
  EXPECT_THAT(text, HasSubstr("…"));
}

TEST(SqlSession, TableShowsTheFirstRowsAndCountsTheOthers) {
  EXPECT_THAT(table_of("select * from range(5000)", {.max_rows = 10}),
              HasSubstr("(5000 rows, the first 10 shown)"));
}

TEST(SqlSession, SeveralStatementsShareTheSession) {
  EXPECT_EQ(csv_of("create temp table t as select 1 a; select a + 1 as b from t"), "Count\n1\nb\n2\n");
}

TEST(SqlSession, ErrorsAreDuckDbsOwn) {
  EXPECT_THAT(error_of("select nonsense from nowhere").message, HasSubstr("nowhere"));
  EXPECT_EQ(error_of("selec 1").kind, ErrorKind::kUsage);
  EXPECT_THAT(error_of("select cast(x as int) from (select 'abc' x) t").message, HasSubstr("abc"));
}

TEST(SqlSession, ParquetKeepsTheSignOfZeroAndNamesApart) {
  auto session = open_session();
  std::ostringstream out;
  const auto done = session.query("select -0.0::double a, 1 a, interval '1 day' b where true",
                                  [&](SqlResult& result) { return write_parquet(result, out); });
  ASSERT_TRUE(done) << done.error().to_string();
  EXPECT_TRUE(out.str().starts_with("PAR1"));
  EXPECT_TRUE(out.str().ends_with("PAR1"));
  EXPECT_THAT(out.str(), HasSubstr("a_1"));
}

TEST(SqlSession, MemoryIsLimited) {
  auto session = open_session();
  const auto ignore = [](SqlResult& result) -> Result<> {
    while (true) {
      EIGENLAKE_ASSIGN_OR_RETURN(const bool more, result.next_chunk());
      if (!more) return {};
    }
  };
  ASSERT_TRUE(session.query("set memory_limit = '10MB'", ignore));
  const auto done = session.query("select list(range) from range(100000000)", ignore);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::kResourceLimit) << done.error().message;
}

TEST(SqlSession, MissingLibraryIsNamed) {
  const auto session = SqlSession::open({.library_file = "/nowhere/libduckdb.so"});
  ASSERT_FALSE(session);
  EXPECT_EQ(session.error().kind, ErrorKind::kNotFound);
  EXPECT_THAT(session.error().message, HasSubstr("/nowhere/libduckdb.so"));
}

TEST(SqlSession, QuotingDoublesQuotes) {
  EXPECT_EQ(quote_identifier("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(quote_literal("it's"), "'it''s'");
}

}  // namespace
}  // namespace eigenlake
