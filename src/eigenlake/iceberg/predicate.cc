#include "eigenlake/iceberg/predicate.h"

#include <algorithm>
#include <optional>

#include "eigenlake/base/assert.h"
#include "eigenlake/iceberg/literal_binary.h"

namespace eigenlake::iceberg {
namespace {

using Op = Predicate::Op;

/// What is known of a column's values in a file or in the files of a manifest.
struct ValueRange {
  bool may_be_null = true;
  bool may_be_not_null = true;
  std::optional<Literal> lower;
  std::optional<Literal> upper;
};

bool value_may_match(const Predicate& predicate, const Type& type, const ValueRange& range) {
  const auto above_lower = [&](const Literal& value) {
    return !range.lower || compare_literals(value, *range.lower, type) >= 0;
  };
  const auto below_upper = [&](const Literal& value) {
    return !range.upper || compare_literals(value, *range.upper, type) <= 0;
  };
  switch (predicate.op) {
    case Op::kIsNull:
      return range.may_be_null;
    case Op::kNotNull:
      return range.may_be_not_null;
    case Op::kEqual:
    case Op::kIn:
      return range.may_be_not_null && std::ranges::any_of(predicate.values, [&](const Literal& value) {
               return above_lower(value) && below_upper(value);
             });
    case Op::kLess:
      return range.may_be_not_null &&
             (!range.lower || compare_literals(*range.lower, predicate.values[0], type) < 0);
    case Op::kLessOrEqual:
      return range.may_be_not_null && above_lower(predicate.values[0]);
    case Op::kGreater:
      return range.may_be_not_null &&
             (!range.upper || compare_literals(*range.upper, predicate.values[0], type) > 0);
    case Op::kGreaterOrEqual:
      return range.may_be_not_null && below_upper(predicate.values[0]);
  }
  EIGENLAKE_ASSERT(false);
}

std::optional<Literal> read_bound(const std::string* bytes, const Type& type) {
  if (bytes == nullptr) return std::nullopt;
  auto value = literal_from_binary(*bytes, type);
  if (!value) return std::nullopt;  // A bound that cannot be read excludes nothing.
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
  range.lower = read_bound(find_value(file.lower_bounds, column.id), column.type);
  range.upper = read_bound(find_value(file.upper_bounds, column.id), column.type);
  return range;
}

ValueRange range_of_value(const Literal& value) {
  ValueRange range;
  range.may_be_null = is_null(value);
  range.may_be_not_null = !range.may_be_null;
  if (range.may_be_not_null) range.lower = range.upper = value;
  return range;
}

ValueRange range_of_summary(const FieldSummary& summary, const Type& type) {
  ValueRange range;
  range.may_be_null = summary.contains_null;
  range.may_be_not_null = summary.lower_bound.has_value() || summary.contains_nan.value_or(true);
  range.lower = read_bound(summary.lower_bound ? &*summary.lower_bound : nullptr, type);
  range.upper = read_bound(summary.upper_bound ? &*summary.upper_bound : nullptr, type);
  return range;
}

std::optional<size_t> identity_field_of(const PartitionSpec& spec, int column_id) {
  for (size_t i = 0; i < spec.fields.size(); ++i) {
    const PartitionField& field = spec.fields[i];
    if (field.source_id == column_id && field.transform.kind == Transform::Kind::kIdentity) return i;
  }
  return std::nullopt;
}

}  // namespace

bool may_match(const Filter& filter, const Schema& schema, const PartitionSpec& spec, const DataFile& file) {
  return std::ranges::all_of(filter, [&](const Predicate& predicate) {
    const NestedField* column = schema.find_field(std::string_view(predicate.column));
    EIGENLAKE_ASSERT(column != nullptr);
    const auto position = identity_field_of(spec, column->id);
    if (position && *position < file.partition.size() &&
        literal_fits(file.partition[*position], column->type)) {
      return value_may_match(predicate, column->type, range_of_value(file.partition[*position]));
    }
    return value_may_match(predicate, column->type, range_of_column(*column, file));
  });
}

bool may_match(const Filter& filter, const Schema& schema, const PartitionSpec& spec,
               const ManifestFile& manifest) {
  return std::ranges::all_of(filter, [&](const Predicate& predicate) {
    const NestedField* column = schema.find_field(std::string_view(predicate.column));
    EIGENLAKE_ASSERT(column != nullptr);
    const auto position = identity_field_of(spec, column->id);
    if (!position || *position >= manifest.partitions.size()) return true;
    return value_may_match(predicate, column->type,
                           range_of_summary(manifest.partitions[*position], column->type));
  });
}

Result<> check_filter(const Filter& filter, const Schema& schema) {
  for (const Predicate& predicate : filter) {
    const NestedField* column = schema.find_field(std::string_view(predicate.column));
    if (column == nullptr || !column->type.is_primitive()) {
      return fail(ErrorKind::kInvalidInput, "expected a primitive column to filter by, found \"{}\"",
                  predicate.column);
    }
    const bool is_null_test = predicate.op == Op::kIsNull || predicate.op == Op::kNotNull;
    const bool count_fits = is_null_test || predicate.op == Op::kIn || predicate.values.size() == 1;
    const bool types_fit = std::ranges::all_of(predicate.values, [&](const Literal& value) {
      return !is_null(value) && literal_fits(value, column->type);
    });
    if (!count_fits || !types_fit) {
      return fail(ErrorKind::kInvalidInput, "expected values of type {} to compare {} with, found others",
                  column->type.to_string(), predicate.column);
    }
  }
  return {};
}

}  // namespace eigenlake::iceberg
