// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/transform/table_rows.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/data/arrow_schema.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/transform/transform_test_data.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using Names = std::vector<std::string_view>;

/// The columns of `labels`, in another order.
void set_labels_of(TableRows& rows, int64_t num_rows) {
  rows.set("value",
           repeated_optional_strings(RowGroups({num_rows}), std::vector<std::optional<std::string_view>>(1)));
  rows.set("set_at", constant_timestamp(num_rows, 1));
  rows.set("key", constant_string(num_rows, "k"));
  rows.set("processing_batch_id", constant_string(num_rows, "b"));
}

TEST(TableRows, ColumnsComeInTheOrderOfTheDefinition) {
  TableRows rows("labels", 2);
  set_labels_of(rows, 2);
  rows.set("experiment_id", strings(Names{"x", "y"}));
  const auto batch = rows.finish();
  EXPECT_TRUE(batch->ValidateFull().ok());
  EXPECT_THAT(batch->schema()->field_names(),
              ElementsAre("experiment_id", "key", "value", "set_at", "processing_batch_id"));
  EXPECT_FALSE(batch->schema()->field(1)->nullable());
  EXPECT_TRUE(batch->schema()->field(2)->nullable());
  EXPECT_THAT(cells(*batch).at("experiment_id"), ElementsAre("x", "y"));
}

TEST(TableRows, ProcessingColumnsAreThoseOfTheStamp) {
  TableRows rows("molecules", 2);
  rows.set_processing_columns(kTestStamp);
  for (const auto& column : table_definition("molecules").columns) {
    if (column.name.starts_with("processing_")) continue;
    if (column.type == ColumnType::kInt) rows.set(column.name, ints(std::vector<int32_t>(2)));
    if (column.type == ColumnType::kString) rows.set(column.name, strings(Names(2)));
    if (column.type == ColumnType::kStringList)
      rows.set(column.name, string_lists(std::vector<std::optional<std::vector<std::string>>>(
                                2, std::vector<std::string>())));
    if (column.type == ColumnType::kDoubleList)
      rows.set(column.name, double_lists(std::vector<std::optional<std::vector<double>>>(2)));
    if (column.type == ColumnType::kDoubleListList)
      rows.set(column.name, double_list_lists(std::vector<std::vector<std::vector<double>>>(2)));
  }
  const auto found = cells(*rows.finish());
  EXPECT_THAT(found.at("processing_timestamp"), ElementsAre("1736510400000001", "1736510400000001"));
  EXPECT_THAT(found.at("processing_date"), ElementsAre("20098", "20098"));
  EXPECT_THAT(found.at("processing_batch_id")[1], "01234567-89ab-4cde-8f01-23456789abcd");
  EXPECT_THAT(found.at("processing_name")[0], "quantum_base_processing");
}

using TableRowsDeathTest = DeathTest;

TEST_F(TableRowsDeathTest, IncompleteTableIsRejected) {
  TableRows rows("labels", 2);
  set_labels_of(rows, 2);
  EXPECT_DEATH(rows.finish(), "columns.size") << "a column is missing";
  EXPECT_DEATH(rows.set("key", constant_string(2, "k")), "is_new");
  EXPECT_DEATH(rows.set("experiment_id", constant_string(3, "x")), "num_rows");
}

TEST_F(TableRowsDeathTest, InvalidColumnsAreRejected) {
  const auto finish_with = [](std::string_view column, ArrayPtr values) {
    TableRows rows("labels", 1);
    set_labels_of(rows, 1);
    rows.set(column, std::move(values));
    rows.finish();
  };
  EXPECT_DEATH(finish_with("experiment", constant_string(1, "x")), "found != columns");
  EXPECT_DEATH(finish_with("experiment_id", ints(std::vector<int32_t>(1))), "holds");
  EXPECT_DEATH(
      finish_with("experiment_id",
                  repeated_optional_strings(RowGroups({1}), std::vector<std::optional<std::string_view>>(1))),
      "required");
}

TEST(ArrowTypes, MatchTheTablesWriter) {
  for (const TableDefinition& table : all_tables()) {
    const auto schema = iceberg::arrow_schema_of(create_table_options(table).schema);
    for (size_t i = 0; i < table.columns.size(); ++i) {
      const auto& field = *schema->field(static_cast<int>(i));
      EXPECT_EQ(arrow_type(table.columns[i].type)->ToString(), field.type()->ToString())
          << table.name << "." << field.name();
      EXPECT_EQ(field.nullable(), !table.columns[i].required) << table.name << "." << field.name();
    }
  }
}

TEST(ArrowTypes, OnlyTextsMayBeDictionaries) {
  EXPECT_TRUE(holds(*arrow::utf8(), ColumnType::kString));
  EXPECT_TRUE(holds(*arrow::dictionary(arrow::int32(), arrow::utf8()), ColumnType::kString));
  EXPECT_TRUE(holds(*arrow::dictionary(arrow::int8(), arrow::utf8()), ColumnType::kString));
  EXPECT_FALSE(holds(*arrow::dictionary(arrow::int32(), arrow::int64()), ColumnType::kString));
  EXPECT_FALSE(holds(*arrow::dictionary(arrow::int32(), arrow::utf8()), ColumnType::kInt));
  EXPECT_FALSE(holds(*arrow::dictionary(arrow::int32(), arrow::utf8()), ColumnType::kStringList));
  EXPECT_FALSE(holds(*arrow::int64(), ColumnType::kInt));
  EXPECT_FALSE(holds(*arrow::large_utf8(), ColumnType::kString));
  EXPECT_FALSE(holds(*arrow::timestamp(arrow::TimeUnit::MICRO), ColumnType::kTimestamptz))
      << "without a zone";
  EXPECT_FALSE(holds(*arrow::list(arrow::float64()), ColumnType::kDoubleListList));
}

template <typename T>
using OptionalLists = std::vector<std::optional<std::vector<T>>>;

TEST(ListColumns, NullListIsNotEmpty) {
  const auto texts = string_lists(OptionalLists<std::string>{{{"a", ""}}, {}, {std::vector<std::string>()}});
  EXPECT_THAT(cells(*texts), ElementsAre("[a, ]", "null", "[]"));
  EXPECT_TRUE(texts->type()->Equals(*arrow_type(ColumnType::kStringList)));
  const auto numbers = double_lists(OptionalLists<double>{{}, {{-0.0, 0.1}}});
  EXPECT_THAT(cells(*numbers), ElementsAre("null", "[-0, 0.1]"));
  EXPECT_TRUE(numbers->type()->Equals(*arrow_type(ColumnType::kDoubleList)));
  const auto counts = long_lists(OptionalLists<int64_t>{{{INT64_MAX}}, {std::vector<int64_t>()}});
  EXPECT_THAT(cells(*counts), ElementsAre("[9223372036854775807]", "[]"));
  EXPECT_TRUE(counts->type()->Equals(*arrow_type(ColumnType::kLongList)));
}

TEST(ListColumns, ListsOfListsMayBeEmptyAtBothDepths) {
  const std::vector<std::vector<std::vector<double>>> values = {{{1.0, 2.0}, {}}, {}, {{3.0}}};
  const auto column = double_list_lists(values);
  EXPECT_TRUE(column->ValidateFull().ok());
  EXPECT_THAT(cells(*column), ElementsAre("[[1, 2], []]", "[]", "[[3]]"));
  EXPECT_TRUE(column->type()->Equals(*arrow_type(ColumnType::kDoubleListList)));
  EXPECT_EQ(double_list_lists({})->length(), 0);
}

}  // namespace
}  // namespace eigenlake
