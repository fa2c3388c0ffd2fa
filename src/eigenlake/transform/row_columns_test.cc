// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/transform/row_columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/transform/transform_test_data.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Texts = std::vector<std::string_view>;

/// Groups of two, none, one and three rows.
const RowGroups kGroups({2, 0, 1, 3});

std::vector<std::string> valid_cells(const ArrayPtr& array) {
  EXPECT_TRUE(array->ValidateFull().ok());
  return cells(*array);
}
const arrow::StringArray& dictionary_of(const ArrayPtr& array) {
  return static_cast<const arrow::StringArray&>(
      *static_cast<const arrow::DictionaryArray&>(*array).dictionary());
}

TEST(RowGroups, CountTheirRows) {
  EXPECT_EQ(kGroups.size(), 4U);
  EXPECT_EQ(kGroups.num_rows(), 6);
  EXPECT_EQ(RowGroups({}).num_rows(), 0);
  EXPECT_THAT(RowGroups::one_row_each(3).lengths(), ElementsAre(1, 1, 1));
  EXPECT_EQ(RowGroups({int64_t{1} << 40, 1}).num_rows(), (int64_t{1} << 40) + 1);
}

TEST(RowColumns, GroupValueFillsItsRows) {
  EXPECT_THAT(valid_cells(repeated_strings(kGroups, Texts{"a", "b", "c", "a"})),
              ElementsAre("a", "a", "c", "a", "a", "a"));
  EXPECT_THAT(valid_cells(repeated_ints(kGroups, std::vector{1, 2, -3, 4})),
              ElementsAre("1", "1", "-3", "4", "4", "4"));
}

TEST(RowColumns, DictionaryHasEachTextOnce) {
  const auto column = repeated_strings(kGroups, Texts{"a", "b", "", "a"});
  EXPECT_TRUE(column->type()->Equals(arrow::dictionary(arrow::int32(), arrow::utf8())));
  EXPECT_THAT(cells(dictionary_of(column)), ElementsAre("a", "b", "")) << "in the order in which they came";
}

TEST(RowColumns, GroupNullsFillTheirRows) {
  const std::vector<std::optional<std::string_view>> texts = {std::nullopt, "x", "", "y"};
  EXPECT_THAT(valid_cells(repeated_optional_strings(kGroups, texts)),
              ElementsAre("null", "null", "", "y", "y", "y"));
  const std::vector<std::optional<int32_t>> numbers = {1, {}, {}, 4};
  EXPECT_THAT(valid_cells(repeated_optional_ints(kGroups, numbers)),
              ElementsAre("1", "1", "null", "4", "4", "4"));
  const std::vector<std::optional<double>> reals = {-0.0, 1.0, {}, 0.1};
  EXPECT_THAT(valid_cells(repeated_optional_doubles(kGroups, reals)),
              ElementsAre("-0", "-0", "null", "0.1", "0.1", "0.1"));
  const std::vector<std::optional<bool>> flags = {false, true, {}, true};
  EXPECT_THAT(valid_cells(repeated_optional_booleans(kGroups, flags)),
              ElementsAre("false", "false", "null", "true", "true", "true"));
}

TEST(RowColumns, AllNullsHaveAnEmptyDictionary) {
  const auto column =
      repeated_optional_strings(RowGroups({2}), std::vector<std::optional<std::string_view>>(1));
  EXPECT_THAT(valid_cells(column), ElementsAre("null", "null"));
  EXPECT_EQ(dictionary_of(column).length(), 0);
}

TEST(RowColumns, PositionsRestartInEachGroup) {
  EXPECT_THAT(valid_cells(positions(kGroups)), ElementsAre("0", "1", "0", "0", "1", "2"));
}

TEST(RowColumns, IdsAreAPrefixAndAPosition) {
  EXPECT_THAT(valid_cells(numbered_ids(kGroups, std::vector<std::string>{"a_", "b_", "", "ü_"})),
              ElementsAre("a_0", "a_1", "0", "ü_0", "ü_1", "ü_2"));
  const auto many = numbered_ids(RowGroups({1001}), std::vector<std::string>{"x"});
  EXPECT_EQ(cell_text(*many, 9), "x9");
  EXPECT_EQ(cell_text(*many, 10), "x10");
  EXPECT_EQ(cell_text(*many, 1000), "x1000");
}

TEST(RowColumns, ConstantsFillAllRows) {
  EXPECT_THAT(valid_cells(constant_string(2, "a")), ElementsAre("a", "a"));
  EXPECT_EQ(dictionary_of(constant_string(100, "a")).length(), 1);
  const auto times = constant_timestamp(2, -1);
  EXPECT_TRUE(times->type()->Equals(arrow::timestamp(arrow::TimeUnit::MICRO, "UTC")));
  EXPECT_THAT(valid_cells(times), ElementsAre("-1", "-1"));
  EXPECT_THAT(valid_cells(constant_date(3, -719'162)), ElementsAre("-719162", "-719162", "-719162"));
}

TEST(RowColumns, PlainColumnsCopyTheirValues) {
  std::vector<double> values = {0.1, -0.0, 1e300};
  const auto column = doubles(values);
  values.assign(3, 7.0);
  EXPECT_THAT(valid_cells(column), ElementsAre("0.1", "-0", "1e+300"));
  EXPECT_THAT(valid_cells(ints(std::vector<int32_t>{INT32_MIN, INT32_MAX})),
              ElementsAre("-2147483648", "2147483647"));
  EXPECT_THAT(valid_cells(longs(std::vector<int64_t>{INT64_MIN, INT64_MAX})),
              ElementsAre("-9223372036854775808", "9223372036854775807"));
  EXPECT_THAT(valid_cells(timestamps(std::vector<int64_t>{-1, 0})), ElementsAre("-1", "0"));
  EXPECT_THAT(valid_cells(strings(Texts{"", "a\nb", "\u4e2d"})), ElementsAre("", "a\nb", "\u4e2d"));
}

TEST(RowColumns, NoRowsGiveEmptyColumns) {
  const RowGroups none({});
  for (const auto& column :
       {repeated_strings(none, {}), repeated_optional_strings(none, {}), repeated_ints(none, {}),
        repeated_optional_ints(none, {}), repeated_optional_doubles(none, {}),
        repeated_optional_booleans(none, {}), positions(none), numbered_ids(none, {}),
        constant_string(0, "a"), constant_timestamp(0, 1), constant_date(0, 1), doubles({}), ints({}),
        longs({}), timestamps({}), strings({})})
    EXPECT_THAT(valid_cells(column), IsEmpty()) << column->type()->ToString();
}

TEST(RowColumns, DecimalDigitsFitInElevenBytes) {
  const auto digits_of = [](int32_t value) {
    char digits[11];
    return std::string(digits, append_decimal(digits, value));
  };
  EXPECT_EQ(digits_of(0), "0");
  EXPECT_EQ(digits_of(INT32_MAX), "2147483647");
  EXPECT_EQ(digits_of(INT32_MIN), "-2147483648");
}

using RowColumnsDeathTest = DeathTest;

TEST_F(RowColumnsDeathTest, EachGroupRequiresAValue) {
  EXPECT_DEATH(repeated_strings(kGroups, Texts{"a"}), "groups.size");
  EXPECT_DEATH(repeated_ints(kGroups, std::vector{1}), "groups.size");
  EXPECT_DEATH(repeated_optional_ints(kGroups, std::vector<std::optional<int32_t>>(5)), "groups.size");
  EXPECT_DEATH(repeated_optional_strings(kGroups, {}), "groups.size");
  EXPECT_DEATH(numbered_ids(kGroups, std::vector<std::string>(3)), "groups.size");
}

TEST_F(RowColumnsDeathTest, TooManyIdsAreRejected) {
  EXPECT_DEATH(numbered_ids(RowGroups({40'000'000}), std::vector<std::string>{std::string(64, 'x')}), "room");
}

}  // namespace
}  // namespace eigenlake
