#include "eigenlake/iceberg/data/parquet_metrics.h"

#include <parquet/schema.h>
#include <parquet/statistics.h>

#include "eigenlake/iceberg/spec/literal_binary.h"

namespace eigenlake::iceberg {
namespace {

/// False for times that are not in microseconds.
bool has_our_unit(const parquet::ColumnDescriptor& descriptor) {
  const auto& logical = descriptor.logical_type();
  if (logical == nullptr || logical->is_none()) return descriptor.physical_type() != parquet::Type::INT96;
  using Unit = parquet::LogicalType::TimeUnit;
  if (logical->is_timestamp())
    return static_cast<const parquet::TimestampLogicalType&>(*logical).time_unit() == Unit::MICROS;
  if (logical->is_time())
    return static_cast<const parquet::TimeLogicalType&>(*logical).time_unit() == Unit::MICROS;
  if (logical->is_int()) return static_cast<const parquet::IntLogicalType&>(*logical).is_signed();
  return true;
}

/// True if statistics have the bytes of Iceberg's single-value serialization.
bool has_same_bytes(const parquet::ColumnDescriptor& descriptor, TypeKind kind) {
  if (!has_our_unit(descriptor)) return false;
  switch (kind) {
    case TypeKind::kBoolean:
    case TypeKind::kInt:
    case TypeKind::kLong:
    case TypeKind::kFloat:
    case TypeKind::kDouble:
    case TypeKind::kDate:
    case TypeKind::kTime:
    case TypeKind::kTimestamp:
    case TypeKind::kTimestamptz:
    case TypeKind::kString:
      return true;
    default:
      return false;
  }
}

void widen(std::map<int, std::string>& bounds, int id, const std::string& bytes, const Type& type,
           bool is_lower) {
  const auto [it, is_new] = bounds.try_emplace(id, bytes);
  if (is_new) return;
  const auto old_value = literal_from_binary(it->second, type);
  const auto new_value = literal_from_binary(bytes, type);
  if (!old_value || !new_value) return;
  const auto order = compare_literals(*new_value, *old_value, type);
  if (is_lower ? order < 0 : order > 0) it->second = bytes;
}

void add_statistics(const parquet::ColumnChunkMetaData& chunk, const parquet::ColumnDescriptor& descriptor,
                    const NestedField& column, DataFile& file) {
  const auto statistics = chunk.encoded_statistics();
  if (statistics == nullptr || !statistics->has_null_count) return;
  file.null_value_counts[column.id] += statistics->null_count;
  if (!has_same_bytes(descriptor, column.type.kind)) return;
  if (statistics->has_min) widen(file.lower_bounds, column.id, statistics->min(), column.type, true);
  if (statistics->has_max) widen(file.upper_bounds, column.id, statistics->max(), column.type, false);
}

int code_points_of(const Schema& schema, int id, const ParquetWriteOptions& options) {
  const auto it = options.bound_code_points_by_column.find(schema.name_of(id));
  return it == options.bound_code_points_by_column.end() ? options.bound_code_points_max : it->second;
}

}  // namespace

void add_row_group_metrics(const parquet::RowGroupMetaData& row_group, const Schema& schema, DataFile& file) {
  file.record_count += row_group.num_rows();
  for (int i = 0; i < row_group.num_columns(); ++i) {
    const parquet::ColumnDescriptor* descriptor = row_group.schema()->Column(i);
    const NestedField* column = schema.find_field(descriptor->schema_node()->field_id());
    if (column == nullptr) continue;
    const auto chunk = row_group.ColumnChunk(i);
    file.column_sizes[column->id] += chunk->total_compressed_size();
    file.value_counts[column->id] += chunk->num_values();
    if (descriptor->max_repetition_level() == 0) add_statistics(*chunk, *descriptor, *column, file);
  }
}

void truncate_bounds(const Schema& schema, const ParquetWriteOptions& options, DataFile& file) {
  const auto is_string = [&](int id) { return schema.find_field(id)->type.kind == TypeKind::kString; };
  for (auto& [id, bound] : file.lower_bounds) {
    const int code_points = code_points_of(schema, id, options);
    if (is_string(id) && code_points > 0) bound = truncate_string_lower(bound, code_points);
  }
  for (auto it = file.upper_bounds.begin(); it != file.upper_bounds.end();) {
    const int code_points = code_points_of(schema, it->first, options);
    auto bound =
        is_string(it->first) && code_points > 0 ? truncate_string_upper(it->second, code_points) : it->second;
    if (bound) it->second = *std::move(bound);
    it = bound ? std::next(it) : file.upper_bounds.erase(it);
  }
}

std::vector<int64_t> split_offsets_of(const parquet::FileMetaData& metadata) {
  std::vector<int64_t> offsets;
  for (int i = 0; i < metadata.num_row_groups(); ++i) {
    const auto row_group = metadata.RowGroup(i);
    const auto chunk = row_group->ColumnChunk(0);
    offsets.push_back(chunk->has_dictionary_page() ? chunk->dictionary_page_offset()
                                                   : chunk->data_page_offset());
  }
  return offsets;
}

}  // namespace eigenlake::iceberg
