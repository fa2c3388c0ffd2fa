#include "eigenlake/query/direct_read.h"

#include <algorithm>

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

/// Lists of lists of primitives: what DuckDB finds by the id of the column alone.
bool is_flat(const iceberg::Type& type) {
  if (type.kind == TypeKind::kList) return is_flat(type.fields[0].type);
  return type.is_primitive();
}

/// True when every schema of the table that has the column has it with the same type below it.
bool never_changed(const TableMetadata& metadata, const NestedField& column) {
  return std::ranges::all_of(metadata.schemas, [&](const iceberg::Schema& schema) {
    const NestedField* other = schema.find_field(column.id);
    return other == nullptr || other->type == column.type;
  });
}

/// A writer that knows field ids counts values by them; files that were only added may have none.
bool has_counts(const DataFile& file, int id) {
  return file.value_counts.contains(id) || file.column_sizes.contains(id) ||
         file.null_value_counts.contains(id);
}

/// A file may leave out what its partition says already.
bool holds_partition_columns(const TableMetadata& metadata, const DataFile& file) {
  const iceberg::PartitionSpec* spec = metadata.partition_spec_by_id(file.spec_id);
  return spec != nullptr && std::ranges::all_of(spec->fields, [&](const PartitionField& field) {
           return field.transform.kind != iceberg::Transform::Kind::kIdentity ||
                  has_counts(file, field.source_id);
         });
}

/// False where our reader would have to refuse the file. Counts of lists are by their elements' ids.
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

}  // namespace

bool duckdb_reads_exactly(const iceberg::Table& table, const iceberg::FileScanTask& task) {
  const TableMetadata& metadata = table.metadata();
  const DataFile& file = task.data_file;
  const bool is_plain = task.uri.starts_with("file:") && is_parquet(file) && task.deletes.empty();
  if (!is_plain || !metadata.property("schema.name-mapping.default", "").empty()) return false;
  if (file.value_counts.empty() && file.column_sizes.empty()) return false;
  return holds_partition_columns(metadata, file) &&
         std::ranges::all_of(metadata.schema().fields, [&](const NestedField& column) {
           return is_flat(column.type) && (column.type.is_primitive() || never_changed(metadata, column)) &&
                  keeps_what_it_requires(column, file) && has_no_nans(column, file);
         });
}

}  // namespace eigenlake
