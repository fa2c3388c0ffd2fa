// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/check_rows.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <arrow/api.h>
#include <fmt/format.h>

#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/spec/literal_binary.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/maintenance/file_rows.h"

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

using iceberg::DataFile;
using iceberg::Literal;
using RowHash = std::pair<uint64_t, uint64_t>;

/// Smallest and largest value of an array without nulls and NaN, as literals of the column's type.
template <typename ArrayType, typename Value>
void widen(const arrow::Array& array, const iceberg::Type& type, Literal& lower, Literal& upper) {
  const auto& values = static_cast<const ArrayType&>(array);
  std::optional<decltype(values.GetView(0))> smallest;
  std::optional<decltype(values.GetView(0))> largest;
  for (int64_t i = 0; i < values.length(); ++i) {
    if (values.IsNull(i)) continue;
    const auto value = values.GetView(i);
    if constexpr (std::is_floating_point_v<decltype(values.GetView(0))>) {
      if (std::isnan(value)) continue;
    }
    if (!smallest || value < *smallest) smallest = value;
    if (!largest || *largest < value) largest = value;
  }
  if (!smallest) return;
  const Literal low = Value(*smallest);
  const Literal high = Value(*largest);
  if (iceberg::is_null(lower) || compare_literals(low, lower, type) < 0) lower = low;
  if (iceberg::is_null(upper) || compare_literals(high, upper, type) > 0) upper = high;
}

void widen(const arrow::Array& array, const iceberg::Type& type, Literal& lower, Literal& upper) {
  switch (array.type_id()) {
    case arrow::Type::STRING:
      return widen<arrow::StringArray, std::string>(array, type, lower, upper);
    case arrow::Type::INT32:
      return widen<arrow::Int32Array, int32_t>(array, type, lower, upper);
    case arrow::Type::INT64:
      return widen<arrow::Int64Array, int64_t>(array, type, lower, upper);
    case arrow::Type::DOUBLE:
      return widen<arrow::DoubleArray, double>(array, type, lower, upper);
    case arrow::Type::DATE32:
      return widen<arrow::Date32Array, int32_t>(array, type, lower, upper);
    case arrow::Type::TIMESTAMP:
      return widen<arrow::TimestampArray, int64_t>(array, type, lower, upper);
    default:
      return;
  }
}

/// What the rows of one file say of its columns.
class FileMetrics {
 public:
  explicit FileMetrics(const iceberg::Schema& schema) : schema_(schema), bounds_(schema.fields.size()) {}

  void add(const arrow::RecordBatch& rows) {
    metrics_.record_count += rows.num_rows();
    for (size_t i = 0; i < bounds_.size(); ++i) {
      const auto& column = schema_.fields[i];
      if (!column.type.is_primitive()) continue;
      const arrow::Array& array = *rows.column(static_cast<int>(i));
      metrics_.null_value_counts[column.id] += array.null_count();
      widen(array, column.type, bounds_[i].first, bounds_[i].second);
    }
  }

  DataFile finish() {
    for (size_t i = 0; i < bounds_.size(); ++i) {
      const auto& column = schema_.fields[i];
      if (iceberg::is_null(bounds_[i].first)) continue;
      metrics_.lower_bounds[column.id] = literal_to_binary(bounds_[i].first, column.type);
      metrics_.upper_bounds[column.id] = literal_to_binary(bounds_[i].second, column.type);
    }
    return std::move(metrics_);
  }

 private:
  const iceberg::Schema& schema_;
  std::vector<std::pair<Literal, Literal>> bounds_;
  DataFile metrics_;
};

void mix(RowHash& hash, std::string_view bytes) {
  for (const char c : bytes) {
    hash.first = (hash.first ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    hash.second = (hash.second + static_cast<unsigned char>(c)) * 0x9e3779b97f4a7c15ULL;
  }
  hash.second ^= hash.second >> 29;
}

void mix_cell(RowHash& hash, const arrow::Array& array, int64_t row) {
  if (array.IsNull(row)) return mix(hash, std::string_view("\1", 1));
  if (array.type_id() == arrow::Type::STRING) {
    mix(hash, static_cast<const arrow::StringArray&>(array).GetView(row));
    return mix(hash, std::string_view("\0", 1));
  }
  const auto& fixed = static_cast<const arrow::PrimitiveArray&>(array);
  const auto width = static_cast<size_t>(fixed.type()->byte_width());
  mix(hash, {reinterpret_cast<const char*>(fixed.values()->data()) +
                 static_cast<size_t>(row + fixed.offset()) * width,
             width});
}

/// The rows of one table: keys and batches.
class RowCheck {
 public:
  RowCheck(const iceberg::Table& table, const TableDefinition* definition, const AuditedRows* audited,
           std::optional<int64_t> snapshot_id, CheckReport& report)
      : table_(table),
        definition_(definition),
        audited_(audited),
        snapshot_id_(snapshot_id ? snapshot_id : table.metadata().current_snapshot_id),
        report_(report) {
    if (definition == nullptr) return;
    key_ = definition->key;
    if (definition->newest_wins) key_.emplace_back("processing_batch_id");
  }

  void run() {
    const auto files = iceberg::plan_files(table_, {.snapshot_id = snapshot_id_, .filter = {}});
    if (!files) return fault("", files.error().to_string());
    bool is_complete = true;
    for (const auto& file : *files) is_complete &= read(file);
    // Rows that could not be read are not lost, nor removed on purpose.
    if (!is_complete) return;
    check_keys();
    check_batches();
  }

 private:
  void fault(const std::string& file, std::string message) {
    report_.faults.push_back({table_.identifier().name, snapshot_id_, file, std::move(message)});
  }

  void loss(std::string message) {
    fault("", std::move(message));
    report_.faults.back().is_loss = true;
  }

  /// Whether every row could be read.
  bool read(const iceberg::FileScanTask& file) {
    FileMetrics metrics(table_.metadata().schema());
    const auto done =
        visit_rows(table_, file, deletes_, [&](std::shared_ptr<arrow::RecordBatch> rows) -> Result<> {
          metrics.add(*rows);
          add_keys(*rows);
          add_batches(*rows);
          return {};
        });
    const std::string& path = file.data_file.file_path;
    if (!done) {
      fault(path, "cannot read every page: " + done.error().to_string());
      return false;
    }
    const DataFile actual = metrics.finish();
    report_.rows_read += actual.record_count;
    if (!file.deletes.empty()) return true;  // Their rows were left out.
    for (std::string& text : metrics_faults(file.data_file, actual, table_.metadata().schema()))
      fault(path, std::move(text));
    return true;
  }

  void add_keys(const arrow::RecordBatch& rows) {
    std::vector<std::shared_ptr<arrow::Array>> columns;
    if (key_.empty()) return;
    for (const std::string& name : key_) columns.push_back(rows.GetColumnByName(name));
    if (std::ranges::find(columns, nullptr) != columns.end()) return;
    for (int64_t row = 0; row < rows.num_rows(); ++row) {
      RowHash hash{0xcbf29ce484222325ULL, 0x27d4eb2f165667c5ULL};
      for (const auto& column : columns) mix_cell(hash, *column, row);
      keys_.push_back(hash);
    }
  }

  void add_batches(const arrow::RecordBatch& rows) {
    const auto column = rows.GetColumnByName("processing_batch_id");
    if (column == nullptr || column->type_id() != arrow::Type::STRING) return;
    const auto& ids = static_cast<const arrow::StringArray&>(*column);
    int64_t* count = nullptr;
    std::string_view last;
    for (int64_t row = 0; row < ids.length(); ++row) {
      const std::string_view id = ids.GetView(row);
      if (count == nullptr || id != last) count = &batches_[std::string(last = id)];
      ++*count;
    }
  }

  void check_keys() {
    std::ranges::sort(keys_);
    int64_t doubled = 0;
    for (size_t i = 1; i < keys_.size(); ++i) doubled += keys_[i] == keys_[i - 1] ? 1 : 0;
    if (doubled > 0)
      fault("", fmt::format("keys ({}) must be unique, got {} rows with the key of another row",
                            fmt::join(key_, ", "), doubled));
  }

  /// A table without the column says nothing of batches; neither does the audit log of itself.
  void check_batches() {
    if (audited_ == nullptr || definition_ == nullptr) return;
    if (definition_->find_column("processing_batch_id") == nullptr) return;
    int64_t removed = 0;
    int64_t missing = 0;
    std::vector<std::string> shortages;
    for (const auto& [batch, tables] : *audited_) {
      const auto stated = tables.find(definition_->name);
      if (stated == tables.end()) continue;
      if (stated->second < 0) {
        removed -= stated->second;
        continue;
      }
      const auto found = batches_.find(batch);
      const int64_t rows = found == batches_.end() ? 0 : found->second;
      if (rows == stated->second) continue;
      auto text =
          fmt::format("expected {} rows of batch {} by the audit log, found {}", stated->second, batch, rows);
      if (rows > stated->second)
        fault("", std::move(text));
      else
        shortages.push_back(std::move(text));
      missing += std::max<int64_t>(stated->second - rows, 0);
    }
    // What was removed may be of batches that no longer count.
    const bool was_made_anew = table_.metadata().properties.contains(std::string(kMadeAnewProperty));
    compare(was_made_anew ? std::min(removed, missing) : removed, missing, shortages);
  }

  /// Compares the missing rows of batches with the removed ones of the audit log.
  void compare(int64_t removed, int64_t missing, const std::vector<std::string>& shortages) {
    if (missing == removed) return;
    report_.rows_lost = std::max<int64_t>(missing - removed, 0);
    if (removed == 0) {
      for (const std::string& text : shortages) loss(text);
      return;
    }
    auto text = fmt::format("expected {} removed rows by the audit log, found {} missing", removed, missing);
    if (missing < removed) return fault("", std::move(text));
    loss(fmt::format("{}: {}", text, fmt::join(shortages, "; ")));
  }

  const iceberg::Table& table_;
  const TableDefinition* definition_;
  const AuditedRows* audited_;
  const std::optional<int64_t> snapshot_id_;
  CheckReport& report_;
  std::vector<std::string> key_;  ///< Columns of which no two rows have the same values.
  std::shared_ptr<iceberg::DeleteCache> deletes_ = std::make_shared<iceberg::DeleteCache>();
  std::vector<RowHash> keys_;
  std::map<std::string, int64_t> batches_;
};

}  // namespace

void check_rows(const iceberg::Table& table, const TableDefinition* definition, const AuditedRows* audited,
                std::optional<int64_t> snapshot_id, CheckReport& report) {
  RowCheck(table, definition, audited, snapshot_id, report).run();
}

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
