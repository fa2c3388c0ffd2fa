#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <arrow/api.h>

namespace eigenlake {

/// For calls of Arrow that fail only without memory.
void assert_ok(const arrow::Status& status);

using ArrayPtr = std::shared_ptr<arrow::Array>;

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

/// Decimal digits of `value` written to `out` (room for 11 bytes); returns the end.
char* append_decimal(char* out, int32_t value);

}  // namespace eigenlake
