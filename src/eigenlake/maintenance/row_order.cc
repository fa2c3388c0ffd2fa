// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/row_order.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include <arrow/api.h>

namespace eigenlake {
namespace {

template <typename T>
int compare_values(const T& a, const T& b) {
  if (a < b) return -1;
  return b < a ? 1 : 0;
}

int compare_values(double a, double b) {
  if (std::isnan(a) || std::isnan(b))
    return static_cast<int>(std::isnan(a)) - static_cast<int>(std::isnan(b));
  return a < b ? -1 : static_cast<int>(b < a);
}

template <typename ArrayType>
int compare_as(const arrow::Array& a, int64_t i, const arrow::Array& b, int64_t j) {
  return compare_values(static_cast<const ArrayType&>(a).GetView(i),
                        static_cast<const ArrayType&>(b).GetView(j));
}

/// The types that compare_cells() takes.
constexpr std::array kOrdered = {arrow::Type::STRING, arrow::Type::INT32,  arrow::Type::INT64,
                                 arrow::Type::DOUBLE, arrow::Type::DATE32, arrow::Type::TIMESTAMP};

int compare_cells(const arrow::Array& a, int64_t i, const arrow::Array& b, int64_t j) {
  if (a.IsNull(i) || b.IsNull(j)) return static_cast<int>(b.IsNull(j)) - static_cast<int>(a.IsNull(i));
  switch (a.type_id()) {
    case arrow::Type::STRING:
      return compare_as<arrow::StringArray>(a, i, b, j);
    case arrow::Type::INT32:
      return compare_as<arrow::Int32Array>(a, i, b, j);
    case arrow::Type::INT64:
      return compare_as<arrow::Int64Array>(a, i, b, j);
    case arrow::Type::DOUBLE:
      return compare_as<arrow::DoubleArray>(a, i, b, j);
    case arrow::Type::DATE32:
      return compare_as<arrow::Date32Array>(a, i, b, j);
    default:
      return compare_as<arrow::TimestampArray>(a, i, b, j);
  }
}

}  // namespace

std::vector<std::string> sort_columns(const TableDefinition& table) {
  std::vector<std::string> columns;
  for (const char* name : {"experiment_id", "iteration_step", "parameter_index", "term_index"})
    if (table.find_column(name) != nullptr) columns.emplace_back(name);
  if (!columns.empty()) return columns;
  columns = table.key;
  if (columns == std::vector<std::string>{"processing_batch_id"})
    columns.insert(columns.begin(), "processing_timestamp");
  return columns;
}

Result<SortKeys> SortKeys::of(const arrow::RecordBatch& batch, std::span<const std::string> columns) {
  SortKeys keys;
  keys.num_rows_ = batch.num_rows();
  for (const std::string& name : columns) {
    auto column = batch.GetColumnByName(name);
    if (column == nullptr) return fail(ErrorKind::kUnsupported, "no column {} to sort by", name);
    if (std::ranges::find(kOrdered, column->type_id()) == kOrdered.end())
      return fail(ErrorKind::kUnsupported, "cannot sort by column {} of type {}", name,
                  column->type()->ToString());
    keys.columns_.push_back(std::move(column));
  }
  return keys;
}

int SortKeys::compare_first(size_t count, int64_t row, const SortKeys& other, int64_t other_row) const {
  for (size_t i = 0; i < std::min(count, columns_.size()); ++i) {
    const int order = compare_cells(*columns_[i], row, *other.columns_[i], other_row);
    if (order != 0) return order;
  }
  return 0;
}

int SortKeys::compare(int64_t row, const SortKeys& other, int64_t other_row) const {
  return compare_first(columns_.size(), row, other, other_row);
}

bool SortKeys::is_sorted() const {
  for (int64_t row = 1; row < num_rows_; ++row)
    if (compare(row - 1, *this, row) > 0) return false;
  return true;
}

std::vector<int64_t> SortKeys::sorted_positions() const {
  std::vector<int64_t> positions(static_cast<size_t>(num_rows_));
  std::iota(positions.begin(), positions.end(), int64_t{0});
  std::ranges::stable_sort(positions, [&](int64_t a, int64_t b) { return compare(a, *this, b) < 0; });
  return positions;
}

}  // namespace eigenlake
