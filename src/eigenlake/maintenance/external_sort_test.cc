// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/external_sort.h"

#include <algorithm>
#include <random>
#include <tuple>

#include <arrow/api.h>
#include <gtest/gtest.h>

#include "eigenlake/lake/lake_tables.h"

namespace eigenlake {
namespace {

using Row = std::tuple<std::string, int32_t, double>;

std::shared_ptr<arrow::RecordBatch> batch_of(const std::vector<Row>& rows) {
  arrow::StringBuilder ids;
  arrow::Int32Builder steps;
  arrow::DoubleBuilder values;
  for (const auto& [id, step, value] : rows) {
    EXPECT_TRUE(ids.Append(id).ok() && values.Append(value).ok());
    EXPECT_TRUE((step < 0 ? steps.AppendNull() : steps.Append(step)).ok());
  }
  const auto schema = arrow::schema({arrow::field("experiment_id", arrow::utf8()),
                                     arrow::field("iteration_step", arrow::int32()),
                                     arrow::field("value", arrow::float64())});
  return arrow::RecordBatch::Make(
      schema, static_cast<int64_t>(rows.size()),
      {ids.Finish().ValueOrDie(), steps.Finish().ValueOrDie(), values.Finish().ValueOrDie()});
}

std::vector<Row> rows_of(const arrow::RecordBatch& batch) {
  std::vector<Row> rows;
  const auto& ids = static_cast<const arrow::StringArray&>(*batch.column(0));
  const auto& steps = static_cast<const arrow::Int32Array&>(*batch.column(1));
  const auto& values = static_cast<const arrow::DoubleArray&>(*batch.column(2));
  for (int64_t i = 0; i < batch.num_rows(); ++i)
    rows.emplace_back(ids.GetString(i), steps.IsNull(i) ? -1 : steps.Value(i), values.Value(i));
  return rows;
}

ExternalSort::Options options(int64_t chunk_bytes, int64_t batch_rows) {
  return {
      .columns = {"experiment_id", "iteration_step"}, .chunk_bytes = chunk_bytes, .batch_rows = batch_rows};
}

/// Batches of random rows; few ids, so that many rows are equal in the sort columns.
std::vector<std::vector<Row>> random_batches(uint64_t seed) {
  std::mt19937_64 random(seed);
  std::vector<std::vector<Row>> batches(1 + random() % 20);
  double order = 0;
  for (auto& batch : batches) {
    for (size_t i = random() % 300; i > 0; --i)
      batch.emplace_back("e" + std::to_string(random() % 7), static_cast<int32_t>(random() % 5) - 1, order++);
  }
  return batches;
}

TEST(ExternalSort, EqualsStableSortForAnyMemory) {
  for (uint64_t seed = 1; seed <= 20; ++seed) {
    const auto batches = random_batches(seed);
    std::vector<Row> expected;
    for (const auto& batch : batches) expected.insert(expected.end(), batch.begin(), batch.end());
    std::ranges::stable_sort(expected, {},
                             [](const Row& row) { return std::tie(std::get<0>(row), std::get<1>(row)); });
    for (const int64_t chunk_bytes : {1, 3000, 1 << 20}) {
      ExternalSort sort(options(chunk_bytes, 64));
      for (const auto& batch : batches) ASSERT_TRUE(sort.add(batch_of(batch)));
      ASSERT_TRUE(sort.finish());
      std::vector<Row> sorted;
      while (true) {
        const auto batch = sort.next();
        ASSERT_TRUE(batch) << batch.error().to_string();
        if (*batch == nullptr) break;
        for (auto& row : rows_of(**batch)) sorted.push_back(std::move(row));
        EXPECT_TRUE((*batch)->num_rows() == 64 || sorted.size() == expected.size()) << "cut evenly";
      }
      EXPECT_EQ(sorted, expected) << "seed " << seed << ", chunk " << chunk_bytes;
      EXPECT_EQ(sort.num_runs() == 0, chunk_bytes == 1 << 20);
    }
  }
}

TEST(ExternalSort, NoRowsGiveNoRows) {
  ExternalSort sort(options(100, 64));
  ASSERT_TRUE(sort.finish());
  EXPECT_EQ(*sort.next(), nullptr);
}

TEST(ExternalSort, ColumnWithoutOrderIsRejected) {
  ExternalSort sort({.columns = {"list"}});
  const auto list = arrow::MakeArrayOfNull(arrow::list(arrow::int32()), 3).ValueOrDie();
  const auto schema = arrow::schema({arrow::field("list", list->type())});
  ASSERT_TRUE(sort.add(arrow::RecordBatch::Make(schema, 3, {list})));
  EXPECT_EQ(sort.finish().error().kind, ErrorKind::kUnsupported);
}

}  // namespace
}  // namespace eigenlake
