// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/scan/delete_index.h"

#include <algorithm>

#include <fmt/format.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/iceberg/spec/literal_binary.h"

namespace eigenlake::iceberg {
namespace {

/// Equal for equal partitions, also of a widened column.
std::string partition_key(const DataFile& file) {
  std::string key = std::to_string(file.spec_id);
  for (const Literal& value : file.partition) {
    if (const auto* text = std::get_if<std::string>(&value)) {
      key += fmt::format("|s{}:{}", text->size(), *text);
    } else if (is_null(value)) {
      key += "|n";
    } else if (const auto long_value = widen_literal(value, Type::int64())) {
      key += fmt::format("|i{}", std::get<int64_t>(*long_value));
    } else if (const auto double_value = widen_literal(value, Type::float64())) {
      key += fmt::format("|d{}", std::get<double>(*double_value));
    } else {
      key += std::get<bool>(value) ? "|true" : "|false";
    }
  }
  return key;
}

const std::string* find_bound(const std::map<int, std::string>& bounds, int id) {
  const auto it = bounds.find(id);
  return it == bounds.end() ? nullptr : &it->second;
}

bool may_name(const DataFile& deletes, const std::string& path) {
  if (deletes.referenced_data_file) return *deletes.referenced_data_file == path;
  const std::string* lower = find_bound(deletes.lower_bounds, kDeleteFilePathId);
  const std::string* upper = find_bound(deletes.upper_bounds, kDeleteFilePathId);
  return (lower == nullptr || *lower <= path) && (upper == nullptr || path <= *upper);
}

/// False for unknown counts too.
bool has_no_nulls(const DataFile& file, int id) {
  const auto it = file.null_value_counts.find(id);
  return it != file.null_value_counts.end() && it->second == 0;
}

/// NaN is outside of all bounds.
bool has_no_nans(const DataFile& file, int id, const Type& type) {
  if (type.kind != TypeKind::kFloat && type.kind != TypeKind::kDouble) return true;
  const auto it = file.nan_value_counts.find(id);
  return it != file.nan_value_counts.end() && it->second == 0;
}

bool is_below(const std::string* upper, const std::string* lower, const Type& type) {
  if (upper == nullptr || lower == nullptr) return false;
  const auto high = literal_from_binary(*upper, type);
  const auto low = literal_from_binary(*lower, type);
  return high && low && compare_literals(*high, *low, type) < 0;
}

/// False only when the bounds of an equality column are apart.
bool may_equal(const DataFile& deletes, const DataFile& file, const Schema& schema) {
  return std::ranges::none_of(deletes.equality_ids, [&](int id) {
    const NestedField* column = schema.find_field(id);
    if (column == nullptr || !column->type.is_primitive()) return false;
    const Type& type = column->type;
    const bool no_nulls = has_no_nulls(deletes, id) || has_no_nulls(file, id);
    const bool no_nans = has_no_nans(deletes, id, type) || has_no_nans(file, id, type);
    if (!no_nulls || !no_nans) return false;
    return is_below(find_bound(deletes.upper_bounds, id), find_bound(file.lower_bounds, id), type) ||
           is_below(find_bound(file.upper_bounds, id), find_bound(deletes.lower_bounds, id), type);
  });
}

bool applies(const DeleteFile& deletes, const DataFile& file, int64_t sequence_number, const Schema& schema) {
  if (deletes.data_file.content == FileContent::kPositionDeletes)
    return sequence_number <= deletes.sequence_number && may_name(deletes.data_file, file.file_path);
  return sequence_number < deletes.sequence_number && may_equal(deletes.data_file, file, schema);
}

}  // namespace

void DeleteIndex::add(DeleteFilePtr file, bool is_global) {
  EIGENLAKE_ASSERT(file->data_file.content != FileContent::kData);
  const bool is_equality = file->data_file.content == FileContent::kEqualityDeletes;
  auto& files = is_global && is_equality ? global_equality_ : by_partition_[partition_key(file->data_file)];
  files.push_back(std::move(file));
}

std::vector<DeleteFilePtr> DeleteIndex::deletes_of(const DataFile& file, int64_t sequence_number,
                                                   const Schema& schema) const {
  std::vector<DeleteFilePtr> found;
  const auto add_those_of = [&](const std::vector<DeleteFilePtr>& candidates) {
    for (const DeleteFilePtr& candidate : candidates)
      if (applies(*candidate, file, sequence_number, schema)) found.push_back(candidate);
  };
  if (empty()) return found;
  add_those_of(global_equality_);
  const auto it = by_partition_.find(partition_key(file));
  if (it != by_partition_.end()) add_those_of(it->second);
  return found;
}

}  // namespace eigenlake::iceberg
