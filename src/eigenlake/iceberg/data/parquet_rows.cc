#include "eigenlake/iceberg/data/parquet_rows.h"

#include <algorithm>

#include <arrow/array/data.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/file_reader.h>
#include <parquet/properties.h>

#include "eigenlake/iceberg/data/arrow_guard.h"
#include "eigenlake/iceberg/data/arrow_schema.h"
#include "eigenlake/iceberg/data/column_projection.h"
#include "eigenlake/iceberg/data/parquet_metrics.h"
#include "eigenlake/iceberg/data/store_streams.h"
#include "eigenlake/iceberg/scan/file_filter.h"

namespace eigenlake::iceberg {
namespace {

using parquet::arrow::SchemaField;

/// Adds the leaves that the column needs. `stored` is the node's field with ids.
void add_leaves(const SchemaField& node, const arrow::Field& stored, const NestedField* column,
                std::vector<int>& leaves) {
  if (node.is_leaf()) return leaves.push_back(node.column_index);
  const auto& fields = stored.type()->fields();
  if (stored.type()->id() == arrow::Type::STRUCT && column != nullptr &&
      column->type.kind == TypeKind::kStruct) {
    const size_t before = leaves.size();
    for (const NestedField& child : column->type.fields) {
      const int at = position_of_id(fields, child.id);
      if (at >= 0)
        add_leaves(node.children[static_cast<size_t>(at)], *fields[static_cast<size_t>(at)], &child, leaves);
    }
    // Any field shows which structs are null.
    if (leaves.size() == before && !fields.empty()) add_leaves(node.children[0], *fields[0], nullptr, leaves);
    return;
  }
  const bool is_list = column != nullptr && column->type.kind == TypeKind::kList &&
                       node.children.size() == 1 && fields.size() == 1 &&
                       stored.type()->id() != arrow::Type::MAP;
  if (is_list) return add_leaves(node.children[0], *fields[0], &column->type.fields[0], leaves);
  for (const SchemaField& child : node.children) add_leaves(child, *child.field, nullptr, leaves);
}

parquet::ArrowReaderProperties arrow_properties() {
  parquet::ArrowReaderProperties properties(/*use_threads=*/false);
  properties.set_batch_size(kRowsPerBatch);
  properties.set_pre_buffer(false);
  properties.set_coerce_int96_timestamp_unit(arrow::TimeUnit::MICRO);
  return properties;
}

struct RowGroup {
  int index = 0;
  int64_t first_row = 0;
  int64_t num_rows = 0;
};

class ParquetRows final : public FileRows {
 public:
  Result<> open(const FilePlace& place, const FileRequest& request) {
    auto input = std::make_shared<StoreInputFile>(place.store, place.key, place.size_bytes);
    parquet::ReaderProperties properties;
    properties.set_page_checksum_verification(true);
    parquet::arrow::FileReaderBuilder builder;
    EIGENLAKE_RETURN_IF_ARROW_ERROR(ErrorKind::kCorrupt, builder.Open(std::move(input), properties));
    EIGENLAKE_ASSIGN_OR_RETURN_ARROW(reader_, ErrorKind::kCorrupt,
                                     builder.properties(arrow_properties())->Build());
    const auto footer = reader_->parquet_reader()->metadata();
    if (footer->num_rows() != place.record_count)
      return fail(ErrorKind::kCorrupt, "expected {} rows by the manifest, found {}", place.record_count,
                  footer->num_rows());
    name_mapping_ = request.name_mapping;
    EIGENLAKE_RETURN_IF_ERROR(choose_leaves(request));
    return choose_row_groups(*footer, request);
  }

  Result<std::optional<StoredRows>> next() override {
    return guard_exceptions(ErrorKind::kCorrupt, [this] { return read_next(); });
  }

 private:
  Result<> choose_leaves(const FileRequest& request) {
    std::shared_ptr<arrow::Schema> schema;
    EIGENLAKE_RETURN_IF_ARROW_ERROR(ErrorKind::kCorrupt, reader_->GetSchema(&schema));
    if (has_field_ids(*schema)) name_mapping_.reset();
    EIGENLAKE_ASSIGN_OR_RETURN(schema, identify_fields(schema, name_mapping_));
    const auto& nodes = reader_->manifest().schema_fields;
    for (const NestedField& column : request.columns) {
      const int at = position_of_id(schema->fields(), column.id);
      if (at >= 0) add_leaves(nodes[static_cast<size_t>(at)], *schema->field(at), &column, leaves_);
    }
    std::ranges::sort(leaves_);
    leaves_.erase(std::ranges::unique(leaves_).begin(), leaves_.end());
    return {};
  }

  Result<> choose_row_groups(const parquet::FileMetaData& footer, const FileRequest& request) {
    int64_t first_row = 0;
    for (int i = 0; i < footer.num_row_groups(); ++i) {
      const int64_t num_rows = footer.RowGroup(i)->num_rows();
      DataFile metrics;
      if (!request.filter.empty()) add_row_group_metrics(*footer.RowGroup(i), request.filter_schema, metrics);
      if (num_rows > 0 && may_match(request.filter, request.filter_schema, PartitionSpec{}, metrics))
        row_groups_.push_back({i, first_row, num_rows});
      first_row += num_rows;
    }
    if (first_row == footer.num_rows()) return {};
    return fail(ErrorKind::kCorrupt, "expected {} rows in the row groups, found {}", footer.num_rows(),
                first_row);
  }

  Result<std::optional<StoredRows>> read_next() {
    while (next_group_ < row_groups_.size()) {
      const RowGroup& group = row_groups_[next_group_];
      if (leaves_.empty()) {
        ++next_group_;
        return StoredRows{arrow::RecordBatch::Make(arrow::schema({}), group.num_rows, arrow::ArrayVector{}),
                          group.first_row};
      }
      EIGENLAKE_ASSIGN_OR_RETURN(const auto batch, next_batch_of(group));
      if (batch != nullptr) {
        StoredRows rows{batch, group.first_row + rows_read_};
        rows_read_ += batch->num_rows();
        return rows;
      }
      if (rows_read_ != group.num_rows)
        return fail(ErrorKind::kCorrupt, "expected {} rows in row group {}, found {}", group.num_rows,
                    group.index, rows_read_);
      ++next_group_;
      rows_read_ = 0;
      batches_.reset();
    }
    return std::nullopt;
  }

  Result<std::shared_ptr<arrow::RecordBatch>> next_batch_of(const RowGroup& group) {
    if (batches_ == nullptr) {
      EIGENLAKE_ASSIGN_OR_RETURN_ARROW(batches_, ErrorKind::kCorrupt,
                                       reader_->GetRecordBatchReader({group.index}, leaves_));
    }
    std::shared_ptr<arrow::RecordBatch> batch;
    EIGENLAKE_RETURN_IF_ARROW_ERROR(ErrorKind::kCorrupt, batches_->ReadNext(&batch));
    if (batch == nullptr) return batch;
    EIGENLAKE_RETURN_IF_ARROW_ERROR(ErrorKind::kCorrupt, batch->ValidateFull());
    if (!name_mapping_) return batch;
    const auto schema = with_mapped_ids(*batch->schema(), *name_mapping_);
    return arrow::RecordBatch::Make(schema, batch->num_rows(), with_types_of(*batch, *schema));
  }

  /// Nested types carry the mapped ids too.
  static std::vector<std::shared_ptr<arrow::ArrayData>> with_types_of(const arrow::RecordBatch& batch,
                                                                      const arrow::Schema& schema) {
    std::vector<std::shared_ptr<arrow::ArrayData>> columns;
    for (int i = 0; i < batch.num_columns(); ++i)
      columns.push_back(with_type(*batch.column_data(i), schema.field(i)->type()));
    return columns;
  }

  std::unique_ptr<parquet::arrow::FileReader> reader_;
  std::optional<NameMapping> name_mapping_;  ///< None where the file has ids of its own.
  std::vector<int> leaves_;
  std::vector<RowGroup> row_groups_;
  size_t next_group_ = 0;
  int64_t rows_read_ = 0;  ///< Of the row group.
  std::shared_ptr<arrow::RecordBatchReader> batches_;
};

}  // namespace

Result<std::unique_ptr<FileRows>> open_parquet_rows(const FilePlace& place, FileRequest request) {
  return guard_exceptions(ErrorKind::kCorrupt, [&]() -> Result<std::unique_ptr<FileRows>> {
    auto rows = std::make_unique<ParquetRows>();
    EIGENLAKE_RETURN_IF_ERROR(rows->open(place, request));
    return rows;
  });
}

}  // namespace eigenlake::iceberg
