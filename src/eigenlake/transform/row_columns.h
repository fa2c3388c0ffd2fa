// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <arrow/api.h>

#include "eigenlake/tables/table_definition.h"

namespace eigenlake {

/// For calls of Arrow that fail only without memory.
void assert_ok(const arrow::Status& status);

using ArrayPtr = std::shared_ptr<arrow::Array>;

/// The Arrow type of a column; strings plain, list elements nullable and named "element".
std::shared_ptr<arrow::DataType> arrow_type(ColumnType type);

/// True for that type, and for a string column also when it is a dictionary of strings.
bool holds(const arrow::DataType& found, ColumnType expected);

/// How many rows each group (an experiment, an iteration) contributes to a table, in order.
///
/// Most columns of the tables are constant within a group; building them from the groups instead of from the
/// rows means that no string is hashed or copied per row.
class RowGroups {
 public:
  explicit RowGroups(std::vector<int64_t> lengths);
  static RowGroups one_row_each(size_t num_groups) { return RowGroups(std::vector<int64_t>(num_groups, 1)); }

  std::span<const int64_t> lengths() const { return lengths_; }
  size_t size() const { return lengths_.size(); }
  int64_t num_rows() const { return num_rows_; }

 private:
  std::vector<int64_t> lengths_;
  int64_t num_rows_ = 0;
};

/// Dictionary column whose value is constant within each group.
/// Requires: values.size() == groups.size().
ArrayPtr repeated_strings(const RowGroups& groups, std::span<const std::string_view> values);

/// Dictionary column with a value or null for each group. Requires: values.size() == groups.size().
ArrayPtr repeated_optional_strings(const RowGroups& groups,
                                   std::span<const std::optional<std::string_view>> values);

/// Dictionary column with one value for all rows.
ArrayPtr constant_string(int64_t num_rows, std::string_view value);

/// Plain columns, constant within each group. Requires: values.size() == groups.size().
ArrayPtr repeated_ints(const RowGroups& groups, std::span<const int32_t> values);
ArrayPtr repeated_optional_ints(const RowGroups& groups, std::span<const std::optional<int32_t>> values);
ArrayPtr repeated_optional_doubles(const RowGroups& groups, std::span<const std::optional<double>> values);
ArrayPtr repeated_optional_booleans(const RowGroups& groups, std::span<const std::optional<bool>> values);

/// One list per row; null where the optional is empty.
ArrayPtr string_lists(std::span<const std::optional<std::vector<std::string>>> values);
ArrayPtr double_lists(std::span<const std::optional<std::vector<double>>> values);
ArrayPtr long_lists(std::span<const std::optional<std::vector<int64_t>>> values);

/// One list of lists per row.
ArrayPtr double_list_lists(std::span<const std::vector<std::vector<double>>> values);

/// 0, 1, …, length − 1 for each group.
ArrayPtr positions(const RowGroups& groups);

ArrayPtr constant_timestamp(int64_t num_rows, int64_t microseconds);  ///< UTC
ArrayPtr constant_date(int64_t num_rows, int32_t days);

/// `{prefix of the group}{position within the group}`, the ids that derive from positions.
/// Requires: prefixes.size() == groups.size(); less than 2 GiB of text.
/// Cost: one copy of each id.
ArrayPtr numbered_ids(const RowGroups& groups, std::span<const std::string> prefixes);

/// Copies; no nulls.
ArrayPtr doubles(std::span<const double> values);
ArrayPtr ints(std::span<const int32_t> values);
ArrayPtr longs(std::span<const int64_t> values);
ArrayPtr timestamps(std::span<const int64_t> microseconds);  ///< UTC
ArrayPtr strings(std::span<const std::string_view> values);

/// The column of the above that fits the type of the values; lists and 64-bit numbers take groups of one row.
template <typename T>
ArrayPtr repeated(const RowGroups& groups, const std::vector<T>& values) {
  if constexpr (std::is_same_v<T, int32_t>)
    return repeated_ints(groups, values);
  else if constexpr (std::is_same_v<T, std::string_view>)
    return repeated_strings(groups, values);
  else if constexpr (std::is_same_v<T, int64_t>)
    return longs(values);
  else if constexpr (std::is_same_v<T, std::optional<int32_t>>)
    return repeated_optional_ints(groups, values);
  else if constexpr (std::is_same_v<T, std::optional<double>>)
    return repeated_optional_doubles(groups, values);
  else if constexpr (std::is_same_v<T, std::optional<bool>>)
    return repeated_optional_booleans(groups, values);
  else if constexpr (std::is_same_v<T, std::optional<std::vector<std::string>>>)
    return string_lists(values);
  else if constexpr (std::is_convertible_v<T, std::optional<std::string_view>>)
    return repeated_optional_strings(
        groups, std::vector<std::optional<std::string_view>>(values.begin(), values.end()));
  else
    return repeated(groups, std::vector<std::optional<T>>(values.begin(), values.end()));
}

/// Decimal digits of `value` written to `out` (room for 11 bytes); returns the end.
char* append_decimal(char* out, int32_t value);

}  // namespace eigenlake
