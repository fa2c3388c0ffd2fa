// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <arrow/api.h>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/spec/predicate.h"

namespace eigenlake {

/// Rows of some columns, addressed by the column's position in the request.
class TableChunk {
 public:
  /// nullptr is a column of nulls.
  explicit TableChunk(std::vector<std::shared_ptr<arrow::Array>> columns, int64_t num_rows);

  int64_t num_rows() const { return num_rows_; }
  std::string_view string(int column, int64_t row) const;  ///< Empty for null.
  std::optional<int32_t> integer(int c, int64_t row) const { return value<arrow::Int32Array>(c, row); }
  std::optional<int64_t> long_integer(int c, int64_t row) const { return value<arrow::Int64Array>(c, row); }
  std::optional<double> number(int c, int64_t row) const { return value<arrow::DoubleArray>(c, row); }
  std::optional<bool> boolean(int c, int64_t row) const { return value<arrow::BooleanArray>(c, row); }
  std::optional<int64_t> timestamp_us(int c, int64_t row) const {
    return value<arrow::TimestampArray>(c, row);
  }
  /// Days since 1970.
  std::optional<int32_t> date(int c, int64_t row) const { return value<arrow::Date32Array>(c, row); }
  int64_t list_length(int column, int64_t row) const;
  bool is_null(int column, int64_t row) const {
    const auto& values = columns_[static_cast<size_t>(column)];
    return values == nullptr || values->IsNull(row);
  }

 private:
  template <typename ArrayType>
  const ArrayType& as(int column) const {
    return static_cast<const ArrayType&>(*columns_[static_cast<size_t>(column)]);
  }
  template <typename ArrayType>
  auto value(int column, int64_t row) const -> std::optional<decltype(as<ArrayType>(column).Value(row))> {
    if (is_null(column, row)) return std::nullopt;
    return as<ArrayType>(column).Value(row);
  }
  std::vector<std::shared_ptr<arrow::Array>> columns_;
  int64_t num_rows_;
};

/// Calls `visit` with the named columns of data files, as read_table().
Result<> read_files(const iceberg::Table& table, std::span<const iceberg::FileScanTask> files,
                    std::span<const std::string_view> columns, const iceberg::Filter& filter,
                    const std::function<void(const TableChunk&)>& visit);

/// Calls `visit` with the named columns of a snapshot (default: the current one), chunk by chunk. `filter`
/// only excludes files. Columns that the table lacks are null.
///
/// Requires: the columns have the types of schemas/tables.json.
Result<> read_table(const iceberg::Table& table, std::optional<int64_t> snapshot_id,
                    std::span<const std::string_view> columns, const iceberg::Filter& filter,
                    const std::function<void(const TableChunk&)>& visit);

}  // namespace eigenlake
