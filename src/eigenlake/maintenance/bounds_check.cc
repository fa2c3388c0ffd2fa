#include "eigenlake/maintenance/bounds_check.h"

#include <fmt/format.h>

#include "eigenlake/iceberg/spec/literal_binary.h"

namespace eigenlake {
namespace {

using iceberg::NestedField;

/// False where the bytes cannot be told apart, as of NaN.
bool lies_outside(const std::string& stated, const std::string& actual, const iceberg::Type& type,
                  bool is_lower) {
  const auto bound = iceberg::literal_from_binary(stated, type);
  const auto value = iceberg::literal_from_binary(actual, type);
  if (!bound || !value) return !bound;
  const auto order = compare_literals(*value, *bound, type);
  return is_lower ? order < 0 : order > 0;
}

std::string shown(const std::string& bytes, const iceberg::Type& type) {
  const auto value = iceberg::literal_from_binary(bytes, type);
  return value ? literal_to_string(*value, type) : "bytes of another type";
}

void check_bounds(const std::map<int, std::string>& stated, const std::map<int, std::string>& actual,
                  const iceberg::Schema& schema, bool is_lower, std::vector<std::string>& faults) {
  for (const auto& [id, bound] : stated) {
    const NestedField* column = schema.find_field(id);
    const auto found = actual.find(id);
    if (column == nullptr || found == actual.end()) continue;
    if (!lies_outside(bound, found->second, column->type, is_lower)) continue;
    faults.push_back(fmt::format("{} must be {} {}, got {}", schema.name_of(id),
                                 is_lower ? "at least" : "at most", shown(bound, column->type),
                                 shown(found->second, column->type)));
  }
}

}  // namespace

std::vector<std::string> metrics_faults(const iceberg::DataFile& stated, const iceberg::DataFile& actual,
                                        const iceberg::Schema& schema) {
  std::vector<std::string> faults;
  if (stated.record_count != actual.record_count)
    faults.push_back(fmt::format("expected {} rows, found {}", stated.record_count, actual.record_count));
  for (const auto& [id, count] : stated.null_value_counts) {
    const auto found = actual.null_value_counts.find(id);
    if (found == actual.null_value_counts.end() || found->second == count) continue;
    faults.push_back(
        fmt::format("expected {} nulls in {}, found {}", count, schema.name_of(id), found->second));
  }
  check_bounds(stated.lower_bounds, actual.lower_bounds, schema, true, faults);
  check_bounds(stated.upper_bounds, actual.upper_bounds, schema, false, faults);
  return faults;
}

}  // namespace eigenlake
