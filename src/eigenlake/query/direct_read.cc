// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/direct_read.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include "eigenlake/base/side_by_side.h"
#include "eigenlake/iceberg/data/name_mapping.h"
#include "eigenlake/iceberg/data/parquet_layout.h"

namespace eigenlake {
namespace {

using iceberg::DataFile;
using iceberg::NestedField;
using iceberg::PartitionField;
using iceberg::TableMetadata;
using iceberg::TypeKind;

bool is_parquet(const DataFile& file) {
  return file.file_format == "PARQUET" || file.file_format == "parquet";
}

/// True when the column has the same type in every schema of the table that has it.
bool never_changed(const TableMetadata& metadata, const NestedField& column) {
  return std::ranges::all_of(metadata.schemas, [&](const iceberg::Schema& schema) {
    const NestedField* other = schema.find_field(column.id);
    return other == nullptr || other->type == column.type;
  });
}

/// Whether DuckDB can read files of the table at all.
bool has_plain_columns(const TableMetadata& metadata) {
  return metadata.property(iceberg::kNameMappingProperty, "").empty() &&
         std::ranges::all_of(metadata.schema().fields, [](const NestedField& column) {
           return iceberg::has_plain_layout(column.type);
         });
}

/// Writers count values by field id; files that were only added may have no counts.
bool has_counts(const DataFile& file, int id) {
  return file.value_counts.contains(id) || file.column_sizes.contains(id) ||
         file.null_value_counts.contains(id);
}

/// A file may leave out its partition columns.
bool holds_partition_columns(const TableMetadata& metadata, const DataFile& file) {
  const iceberg::PartitionSpec* spec = metadata.partition_spec_by_id(file.spec_id);
  return spec != nullptr && std::ranges::all_of(spec->fields, [&](const PartitionField& field) {
           return field.transform.kind != iceberg::Transform::Kind::kIdentity ||
                  has_counts(file, field.source_id);
         });
}

/// False where our reader would reject the file. Counts of lists are by their elements' ids.
bool keeps_what_it_requires(const NestedField& column, const DataFile& file) {
  if (!column.required || !column.type.is_primitive()) return true;
  const auto nulls = file.null_value_counts.find(column.id);
  return has_counts(file, column.id) && (nulls == file.null_value_counts.end() || nulls->second == 0);
}

/// DuckDB takes the bounds of a row group for all of its values, but Parquet's leave NaN out: it would skip
/// rows that are greater than any number.
bool has_no_nans(const NestedField& column, const DataFile& file) {
  if (column.type.kind != TypeKind::kFloat && column.type.kind != TypeKind::kDouble) return true;
  const auto nans = file.nan_value_counts.find(column.id);
  return nans != file.nan_value_counts.end() && nans->second == 0;
}

/// Checks a file by the metadata, but not how its columns are stored.
bool may_be_direct(const TableMetadata& metadata, const iceberg::FileScanTask& task) {
  const DataFile& file = task.data_file;
  if (!task.uri.starts_with("file:") || !is_parquet(file) || !task.deletes.empty()) return false;
  if (file.value_counts.empty() && file.column_sizes.empty()) return false;
  return holds_partition_columns(metadata, file) &&
         std::ranges::all_of(metadata.schema().fields, [&](const NestedField& column) {
           return keeps_what_it_requires(column, file) && has_no_nans(column, file);
         });
}

/// The tasks' snapshots whose files Eigenlake wrote: they have entries of ours in their summary.
std::set<int64_t> snapshots_of_ours(const TableMetadata& metadata,
                                    std::span<const iceberg::FileScanTask> tasks) {
  std::set<int64_t> asked;
  for (const iceberg::FileScanTask& task : tasks) asked.insert(task.added_snapshot_id);
  std::set<int64_t> ours;
  for (auto snapshot = metadata.snapshots.rbegin(); snapshot != metadata.snapshots.rend() && !asked.empty();
       ++snapshot) {
    if (asked.erase(snapshot->snapshot_id) > 0 && snapshot->json.view().contains("\"eigenlake."))
      ours.insert(snapshot->snapshot_id);
  }
  return ours;
}

/// Which of the tasks' files DuckDB reads exactly.
class DirectReads {
 public:
  DirectReads(const iceberg::Table& table, std::span<const iceberg::FileScanTask> tasks)
      : table_(table), tasks_(tasks), is_direct_(tasks.size(), 0) {}

  std::vector<char> find() {
    const TableMetadata& metadata = table_.metadata();
    if (!has_plain_columns(metadata)) return std::move(is_direct_);
    const auto& columns = metadata.schema().fields;
    const bool changed =
        !std::ranges::all_of(columns, [&](const auto& column) { return never_changed(metadata, column); });
    const auto ours = changed ? std::set<int64_t>() : snapshots_of_ours(metadata, tasks_);
    std::vector<size_t> unknown;
    for (size_t i = 0; i < tasks_.size(); ++i) {
      if (!may_be_direct(metadata, tasks_[i]) || !has_its_size(tasks_[i])) continue;
      is_direct_[i] = ours.contains(tasks_[i].added_snapshot_id) ? 1 : 0;
      if (is_direct_[i] == 0) unknown.push_back(i);
    }
    std::ignore = wait_side_by_side(unknown.size(), [&](size_t i) -> Result<> {
      const iceberg::FileScanTask& task = tasks_[unknown[i]];
      is_direct_[unknown[i]] = iceberg::has_exact_layout(place_of(task), columns) ? 1 : 0;
      return {};
    });
    return std::move(is_direct_);
  }

 private:
  /// Of a lost or truncated file our reader says which one it is and what to do.
  bool has_its_size(const iceberg::FileScanTask& task) const {
    const auto info = task.store->head(task.key);
    return info && std::cmp_equal(info->size_bytes, task.data_file.file_size_bytes);
  }

  iceberg::FilePlace place_of(const iceberg::FileScanTask& task) const {
    return {task.store, task.key, task.data_file.file_format, task.data_file.file_size_bytes,
            task.data_file.record_count};
  }

  const iceberg::Table& table_;
  std::span<const iceberg::FileScanTask> tasks_;
  std::vector<char> is_direct_;  ///< Not bool: several threads write into it.
};

}  // namespace

std::string file_path_of(std::string_view uri) {
  constexpr std::string_view kScheme = "file://";
  return std::string(uri.starts_with(kScheme) ? uri.substr(kScheme.size()) : uri);
}

std::vector<iceberg::FileScanTask> take_direct_reads(const iceberg::Table& table,
                                                     std::vector<iceberg::FileScanTask>& tasks) {
  const auto is_direct = DirectReads(table, tasks).find();
  std::vector<iceberg::FileScanTask> direct;
  std::vector<iceberg::FileScanTask> others;
  for (size_t i = 0; i < tasks.size(); ++i)
    (is_direct[i] != 0 ? direct : others).push_back(std::move(tasks[i]));
  tasks = std::move(others);
  return direct;
}

}  // namespace eigenlake
