// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/row_order.h"

#include <arrow/api.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/testing/arrow_from_json.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;

std::shared_ptr<arrow::RecordBatch> rows_of(
    const std::vector<std::tuple<const char*, std::shared_ptr<arrow::DataType>, const char*>>& columns) {
  arrow::FieldVector fields;
  arrow::ArrayVector arrays;
  for (const auto& [name, type, json] : columns) {
    fields.push_back(arrow::field(name, type));
    arrays.push_back(iceberg::testing::array_of(type, json));
  }
  return arrow::RecordBatch::Make(arrow::schema(fields), arrays[0]->length(), arrays);
}

SortKeys keys_of(const arrow::RecordBatch& batch, const std::vector<std::string>& columns) {
  auto keys = SortKeys::of(batch, columns);
  EXPECT_TRUE(keys) << keys.error().to_string();
  return *std::move(keys);
}

/// A type and its values in order, null first.
struct Ordered {
  std::shared_ptr<arrow::DataType> type;
  const char* json;
};

class EveryOrder : public ::testing::TestWithParam<Ordered> {};
INSTANTIATE_TEST_SUITE_P(SortKeys, EveryOrder,
                         ::testing::Values(Ordered{arrow::utf8(), R"([null, "", "Z", "a", "ab", "ä"])"},
                                           Ordered{arrow::int32(), "[null, -2147483648, -1, 0, 2147483647]"},
                                           Ordered{arrow::int64(), "[null, -4294967297, 0, 4294967297]"},
                                           Ordered{arrow::float64(), "[null, -Inf, -1.5, 0, 2.5, Inf, NaN]"},
                                           Ordered{arrow::date32(), "[null, -1, 0, 20098]"},
                                           Ordered{arrow::timestamp(arrow::TimeUnit::MICRO, "UTC"),
                                                   "[null, -1, 0, 1]"}));

TEST_P(EveryOrder, IsTotal) {
  const auto batch = rows_of({{"x", GetParam().type, GetParam().json}});
  const SortKeys keys = keys_of(*batch, {"x"});
  for (int64_t a = 0; a < batch->num_rows(); ++a) {
    for (int64_t b = 0; b < batch->num_rows(); ++b) {
      const int order = keys.compare(a, keys, b);
      EXPECT_EQ(order < 0, a < b) << a << " " << b;
      EXPECT_EQ(order > 0, a > b) << a << " " << b;
    }
  }
  EXPECT_TRUE(keys.is_sorted());
}

TEST(SortKeys, LaterColumnsDecideAmongEquals) {
  const auto batch =
      rows_of({{"id", arrow::utf8(), R"(["b", "a", "b", "a"])"}, {"step", arrow::int32(), "[1, 2, 0, 1]"}});
  const SortKeys keys = keys_of(*batch, {"id", "step"});
  EXPECT_THAT(keys.sorted_positions(), ElementsAre(3, 1, 2, 0));
  EXPECT_FALSE(keys.is_sorted());
  EXPECT_EQ(keys.compare_first(1, 0, keys, 2), 0) << "by the first column alone";
  EXPECT_GT(keys.compare_first(2, 0, keys, 2), 0);
  EXPECT_EQ(keys.compare_first(0, 0, keys, 1), 0);
  EXPECT_GT(keys.compare_first(9, 0, keys, 2), 0) << "there are no more columns";
}

TEST(SortKeys, EqualRowsKeepTheirPlace) {
  const auto batch = rows_of({{"x", arrow::int32(), "[2, 1, 2, 1, null, null]"}});
  EXPECT_THAT(keys_of(*batch, {"x"}).sorted_positions(), ElementsAre(4, 5, 1, 3, 0, 2));
}

TEST(SortKeys, ComparesRowsOfTwoBatches) {
  const SortKeys one = keys_of(*rows_of({{"x", arrow::int32(), "[5]"}}), {"x"});
  const SortKeys other =
      keys_of(*rows_of({{"y", arrow::int32(), "[0]"}, {"x", arrow::int32(), "[7]"}}), {"x"});
  EXPECT_LT(one.compare(0, other, 0), 0);
  EXPECT_GT(other.compare(0, one, 0), 0);
}

TEST(SortKeys, AcceptsNoRows) {
  const SortKeys keys = keys_of(*rows_of({{"x", arrow::int32(), "[]"}}), {"x"});
  EXPECT_TRUE(keys.is_sorted());
  EXPECT_TRUE(keys.sorted_positions().empty());
}

TEST(SortKeys, ColumnsWithoutOrderAreRejectedByName) {
  const auto batch =
      rows_of({{"list", arrow::list(arrow::int32()), "[[1]]"}, {"flag", arrow::boolean(), "[true]"}});
  for (const char* name : {"list", "flag", "absent"}) {
    const std::vector<std::string> columns = {name};
    const auto keys = SortKeys::of(*batch, columns);
    ASSERT_FALSE(keys) << name;
    EXPECT_EQ(keys.error().kind, ErrorKind::kUnsupported);
    EXPECT_TRUE(keys.error().message.contains(name)) << keys.error().message;
  }
}

TEST(SortColumns, AreExperimentAndRowWithinIt) {
  EXPECT_THAT(sort_columns(table_definition("molecules")), ElementsAre("experiment_id"));
  EXPECT_THAT(sort_columns(table_definition("vqe_iterations")),
              ElementsAre("experiment_id", "iteration_step"));
  EXPECT_THAT(sort_columns(table_definition("iteration_parameters")),
              ElementsAre("experiment_id", "iteration_step", "parameter_index"));
  EXPECT_THAT(sort_columns(table_definition("hamiltonian_terms")),
              ElementsAre("experiment_id", "term_index"));
  EXPECT_THAT(sort_columns(table_definition("processing_metadata")),
              ElementsAre("processing_timestamp", "processing_batch_id"));
  for (const TableDefinition& table : all_tables()) {
    EXPECT_FALSE(sort_columns(table).empty()) << table.name;
    for (const std::string& column : sort_columns(table))
      EXPECT_NE(table.find_column(column), nullptr) << table.name << "." << column;
  }
}

}  // namespace
}  // namespace eigenlake
