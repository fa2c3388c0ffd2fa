// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/sql_result.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/query/query_test_data.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// Passes the result of a query that cannot fail to `look`.
void look_at(const std::string& sql, const std::function<Result<>(SqlResult&)>& look) {
  auto session = open_session();
  const auto done = session.query(sql, look);
  EXPECT_TRUE(done) << sql << "\n" << done.error().to_string();
}

TEST(SqlResult, NamesAndTypesPrecedeTheRows) {
  look_at(
      "select 1::utinyint as a, 1.5::decimal(9,2) as \"b c\", {'x': [1.5]::float[]} as s, map {1: 'k'} as m, "
      "[1, 2, 3]::int[3] as v where false",
      [](SqlResult& result) -> Result<> {
        EXPECT_EQ(result.num_columns(), 5U);
        EXPECT_EQ(result.num_rows(), 0U);
        EXPECT_EQ(result.name(1), "b c");
        EXPECT_EQ(result.type(0).id, duckdb::Type::kUTinyInt);
        EXPECT_EQ(result.type(1).width, 9);
        EXPECT_EQ(result.type(1).scale, 2);
        EXPECT_EQ(result.type(1).internal_id, duckdb::Type::kInteger);
        EXPECT_THAT(result.type(2).child_names, ElementsAre("x"));
        EXPECT_EQ(result.type(2).children.at(0).children.at(0).id, duckdb::Type::kFloat);
        EXPECT_EQ(result.type(3).children.at(0).id, duckdb::Type::kInteger);
        EXPECT_EQ(result.type(3).children.at(1).id, duckdb::Type::kVarchar);
        EXPECT_EQ(result.type(4).array_size, 3U);
        EXPECT_FALSE(result.next_chunk().value());
        return {};
      });
}

TEST(SqlResult, ChunksComeInOrderAndEndOnce) {
  look_at("from range(5000)", [](SqlResult& result) -> Result<> {
    int64_t next = 0;
    while (result.next_chunk().value()) {
      for (size_t row = 0; row < result.num_rows(); ++row) {
        std::string text;
        result.append_value(0, row, ValueStyle::kText, text);
        EXPECT_EQ(text, std::to_string(next++));
      }
    }
    EXPECT_EQ(next, 5000);
    EXPECT_EQ(result.num_rows(), 0U);
    EXPECT_FALSE(result.next_chunk().value());
    return {};
  });
}

TEST(SqlResult, NullsAreKnownByRow) {
  look_at("select if(range % 3 = 0, null, range) as n, [null] as l from range(200)",
          [](SqlResult& result) -> Result<> {
            EXPECT_TRUE(result.next_chunk().value());
            for (size_t row = 0; row < result.num_rows(); ++row) {
              EXPECT_EQ(result.is_null(0, row), row % 3 == 0) << row;
              EXPECT_FALSE(result.is_null(1, row)) << "a list of a null is a list";
            }
            return {};
          });
}

TEST(SqlResult, StylesAreIndependent) {
  look_at("select ['it''s', null] as l, cast(l as varchar) as c, 1 / 3.0::double as x from range(3)",
          [](SqlResult& result) -> Result<> {
            EXPECT_TRUE(result.next_chunk().value());
            std::string json, text, cast, digits;
            result.append_value(0, 2, ValueStyle::kJson, json);
            result.append_value(0, 2, ValueStyle::kText, text);
            result.append_value(1, 2, ValueStyle::kText, cast);
            EXPECT_EQ(json, "[\"it's\", null]");
            EXPECT_EQ(text, cast);
            result.append_value(2, 1, ValueStyle::kShort, digits, 3);
            result.append_value(2, 1, ValueStyle::kText, digits, 3);
            EXPECT_EQ(digits, "0.3330.3333333333333333") << "only the short style rounds";
            return {};
          });
}

TEST(SqlResult, ColumnsGoToArrowWithTheirTypes) {
  look_at(
      "select 1 as i, 'text' as s, timestamptz '2025-01-10 12:00:00.5+00' as t, date '1969-12-31' as d, "
      "[1.5, "
      "null]::double[] as l",
      [](SqlResult& result) -> Result<> {
        EXPECT_TRUE(result.next_chunk().value());
        const auto batch = result.record_batch().value();
        EXPECT_TRUE(batch->ValidateFull().ok());
        EXPECT_TRUE(batch->column(0)->type()->Equals(arrow::int32()));
        EXPECT_TRUE(batch->column(1)->type()->Equals(arrow::utf8()));
        EXPECT_TRUE(batch->column(2)->type()->Equals(arrow::timestamp(arrow::TimeUnit::MICRO, "UTC")));
        EXPECT_EQ(static_cast<const arrow::TimestampArray&>(*batch->column(2)).Value(0),
                  1'736'510'400'500'000);
        EXPECT_EQ(static_cast<const arrow::Date32Array&>(*batch->column(3)).Value(0), -1);
        EXPECT_EQ(batch->column(4)->ToString(), "[\n  [\n    1.5,\n    null\n  ]\n]");
        return {};
      });
}

TEST(SqlResult, MovedResultContinues) {
  look_at("select range as n, date '2025-01-10' + range::int as d from range(3000)",
          [](SqlResult& result) -> Result<> {
            EXPECT_TRUE(result.next_chunk().value());
            std::string text;
            result.append_value(1, 0, ValueStyle::kText, text);
            SqlResult moved(std::move(result));
            EXPECT_EQ(result.num_rows(), 0U);
            moved.append_value(0, 7, ValueStyle::kText, text);
            EXPECT_TRUE(moved.next_chunk().value());
            moved.append_value(0, 0, ValueStyle::kText, text);
            moved.append_value(1, 0, ValueStyle::kText, text);
            EXPECT_EQ(text,
                      "2025-01-10"
                      "7"
                      "2048"
                      "2030-08-20");
            return {};
          });
}

TEST(SqlResult, JsonStringsHaveTheirQuotes) {
  std::string text = "x";
  append_json_string("", text);
  append_json_string("/\x7f\u00e9", text);
  EXPECT_EQ(text, "x\"\"\"/\x7f\u00e9\"");
}

}  // namespace
}  // namespace eigenlake
