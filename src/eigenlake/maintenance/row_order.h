// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {

/// Columns by which the rows of a table lie in its compacted files: the experiment and the position of the
/// row within it, so that a file holds a range of experiments; for the two tables without experiments, time
/// or key.
std::vector<std::string> sort_columns(const TableDefinition& table);

/// The sort columns of one batch of rows, to compare its rows with those of another one.
///
/// Nulls come first. Strings compare by their bytes, NaN after all numbers.
class SortKeys {
 public:
  /// Errors: kUnsupported for a column that is not there or of a type without order.
  static Result<SortKeys> of(const arrow::RecordBatch& batch, std::span<const std::string> columns);

  /// <0, 0 or >0. Requires: both of the same columns.
  int compare(int64_t row, const SortKeys& other, int64_t other_row) const;
  /// The same by the first `count` columns only.
  int compare_first(size_t count, int64_t row, const SortKeys& other, int64_t other_row) const;
  /// Positions of the rows in order; equal rows keep theirs.
  std::vector<int64_t> sorted_positions() const;
  bool is_sorted() const;

 private:
  std::vector<std::shared_ptr<arrow::Array>> columns_;
  int64_t num_rows_ = 0;
};

}  // namespace eigenlake
