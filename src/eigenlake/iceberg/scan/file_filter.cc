// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/scan/file_filter.h"

#include <algorithm>
#include <optional>

#include "eigenlake/base/assert.h"
#include "eigenlake/iceberg/spec/literal_binary.h"
#include "eigenlake/iceberg/spec/transform.h"

namespace eigenlake::iceberg {
namespace {

using Op = Predicate::Op;

/// The possible values of a column in a file or manifest.
struct ValueRange {
  bool may_be_null = true;
  bool may_be_not_null = true;
  bool may_be_nan = true;  ///< Bounds leave NaN out, which is greater than every number.
  std::optional<Literal> lower;
  std::optional<Literal> upper;
};

bool is_floating(const Type& type) {
  return type.kind == TypeKind::kFloat || type.kind == TypeKind::kDouble;
}

bool value_may_match(const Predicate& predicate, const Type& type, const ValueRange& range) {
  const bool may_be_nan = range.may_be_nan && is_floating(type);
  const auto above_lower = [&](const Literal& value) {
    return !range.lower || compare_literals(value, *range.lower, type) >= 0;
  };
  const auto below_upper = [&](const Literal& value) {
    return !range.upper || compare_literals(value, *range.upper, type) <= 0;
  };
  const bool is_null_test = predicate.op == Op::kIsNull || predicate.op == Op::kNotNull;
  if (!is_null_test && !range.may_be_not_null) return false;
  if (std::ranges::any_of(predicate.values, is_nan)) return true;
  switch (predicate.op) {
    case Op::kIsNull:
      return range.may_be_null;
    case Op::kNotNull:
      return range.may_be_not_null;
    case Op::kEqual:
    case Op::kIn:
      return std::ranges::any_of(
          predicate.values, [&](const Literal& value) { return above_lower(value) && below_upper(value); });
    case Op::kLess:
      return !range.lower || compare_literals(*range.lower, predicate.values[0], type) < 0;
    case Op::kLessOrEqual:
      return above_lower(predicate.values[0]);
    case Op::kGreater:
      return may_be_nan || !range.upper || compare_literals(*range.upper, predicate.values[0], type) > 0;
    case Op::kGreaterOrEqual:
      return may_be_nan || below_upper(predicate.values[0]);
  }
  EIGENLAKE_ASSERT(false);
}

/// An unreadable bound, and NaN, excludes nothing.
std::optional<Literal> read_bound(const std::string* bytes, const Type& type) {
  if (bytes == nullptr) return std::nullopt;
  auto value = literal_from_binary(*bytes, type);
  if (!value || is_nan(*value)) return std::nullopt;
  return *std::move(value);
}

template <typename Map>
const auto* find_value(const Map& map, int key) {
  const auto it = map.find(key);
  return it == map.end() ? nullptr : &it->second;
}

ValueRange range_of_column(const NestedField& column, const DataFile& file) {
  ValueRange range;
  if (const int64_t* nulls = find_value(file.null_value_counts, column.id)) {
    range.may_be_null = *nulls > 0;
    if (const int64_t* values = find_value(file.value_counts, column.id))
      range.may_be_not_null = *values > *nulls;
  }
  if (const int64_t* nans = find_value(file.nan_value_counts, column.id)) range.may_be_nan = *nans > 0;
  range.lower = read_bound(find_value(file.lower_bounds, column.id), column.type);
  range.upper = read_bound(find_value(file.upper_bounds, column.id), column.type);
  return range;
}

ValueRange range_of_value(const Literal& value) {
  ValueRange range;
  range.may_be_null = is_null(value);
  range.may_be_not_null = !range.may_be_null;
  range.may_be_nan = is_nan(value);
  if (range.may_be_not_null && !range.may_be_nan) range.lower = range.upper = value;
  return range;
}

ValueRange range_of_summary(const FieldSummary& summary, const Type& type) {
  ValueRange range;
  range.may_be_null = summary.contains_null;
  range.may_be_not_null = summary.lower_bound.has_value() || summary.contains_nan.value_or(true);
  range.may_be_nan = summary.contains_nan.value_or(true);
  range.lower = read_bound(summary.lower_bound ? &*summary.lower_bound : nullptr, type);
  range.upper = read_bound(summary.upper_bound ? &*summary.upper_bound : nullptr, type);
  return range;
}

/// False only if a partition field excludes the predicate; `range_of(i, type)` are the values of field i, if
/// known.
template <typename RangeOf>
bool partitions_may_match(const Predicate& predicate, const NestedField& column, const PartitionSpec& spec,
                          RangeOf range_of) {
  for (size_t i = 0; i < spec.fields.size(); ++i) {
    if (spec.fields[i].source_id != column.id) continue;
    const Transform& transform = spec.fields[i].transform;
    const auto projected = project(predicate, transform, column.type);
    if (!projected) continue;
    const Type type = transform.result_type(column.type);
    const std::optional<ValueRange> range = range_of(i, type);
    if (range && !value_may_match(*projected, type, *range)) return false;
  }
  return true;
}

}  // namespace

bool may_match(const Filter& filter, const Schema& schema, const PartitionSpec& spec, const DataFile& file) {
  return std::ranges::all_of(filter, [&](const Predicate& predicate) {
    const NestedField* column = schema.find_field(std::string_view(predicate.column));
    EIGENLAKE_ASSERT(column != nullptr);
    const auto range_of = [&](size_t i, const Type& type) -> std::optional<ValueRange> {
      if (i >= file.partition.size()) return std::nullopt;
      const auto value = widen_literal(file.partition[i], type);
      return value ? std::optional(range_of_value(*value)) : std::nullopt;
    };
    return value_may_match(predicate, column->type, range_of_column(*column, file)) &&
           partitions_may_match(predicate, *column, spec, range_of);
  });
}

bool may_match(const Filter& filter, const Schema& schema, const PartitionSpec& spec,
               const ManifestFile& manifest) {
  return std::ranges::all_of(filter, [&](const Predicate& predicate) {
    const NestedField* column = schema.find_field(std::string_view(predicate.column));
    EIGENLAKE_ASSERT(column != nullptr);
    return partitions_may_match(predicate, *column, spec,
                                [&](size_t i, const Type& type) -> std::optional<ValueRange> {
                                  if (i >= manifest.partitions.size()) return std::nullopt;
                                  return range_of_summary(manifest.partitions[i], type);
                                });
  });
}

}  // namespace eigenlake::iceberg
