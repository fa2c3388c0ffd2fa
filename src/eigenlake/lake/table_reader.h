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

/// Some rows of some columns of a table, addressed by the position of the column in the request.
class TableChunk {
 public:
  /// A column that is nullptr has nulls only.
  explicit TableChunk(std::vector<std::shared_ptr<arrow::Array>> columns, int64_t num_rows);

  int64_t num_rows() const { return num_rows_; }
  std::string_view string(int column, int64_t row) const;  ///< Empty for null.
  std::optional<int32_t> integer(int column, int64_t row) const;
  std::optional<int64_t> long_integer(int column, int64_t row) const;
  std::optional<double> number(int column, int64_t row) const;
  std::optional<bool> boolean(int column, int64_t row) const;
  std::optional<int64_t> timestamp_us(int column, int64_t row) const;
  std::optional<int32_t> date(int column, int64_t row) const;  ///< Days since 1970.
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
  std::vector<std::shared_ptr<arrow::Array>> columns_;
  int64_t num_rows_;
};

/// Hands the named columns of some data files to `visit`, as read_table() does.
Result<> read_files(const iceberg::Table& table, std::span<const iceberg::FileScanTask> files,
                    std::span<const std::string_view> columns, const iceberg::Filter& filter,
                    const std::function<void(const TableChunk&)>& visit);

/// Hands the named columns of a snapshot (the current one without an id) to `visit`, chunk after chunk. Files
/// that cannot match `filter` are left out; rows that do not match still come. A column that the table does
/// not have yet has nulls only.
///
/// Requires: the columns have the types of schemas/tables.json.
Result<> read_table(const iceberg::Table& table, std::optional<int64_t> snapshot_id,
                    std::span<const std::string_view> columns, const iceberg::Filter& filter,
                    const std::function<void(const TableChunk&)>& visit);

}  // namespace eigenlake
