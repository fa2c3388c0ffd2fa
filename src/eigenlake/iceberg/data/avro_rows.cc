#include "eigenlake/iceberg/data/avro_rows.h"

#include <algorithm>

#include <arrow/builder.h>
#include <arrow/record_batch.h>
#include <arrow/table_builder.h>
#include <arrow/type.h>

#include "eigenlake/avro/binary.h"
#include "eigenlake/avro/container_stream.h"
#include "eigenlake/iceberg/codec/avro_fields.h"
#include "eigenlake/iceberg/data/arrow_guard.h"
#include "eigenlake/iceberg/data/avro_arrow.h"
#include "eigenlake/iceberg/data/column_projection.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake::iceberg {
namespace {

class AvroRows final : public FileRows {
 public:
  Result<> open(const FilePlace& place, const FileRequest& request) {
    const auto read_next = [store = place.store,
                            next = object_bytes(*place.store, place.key,
                                                static_cast<uint64_t>(place.size_bytes))](uint64_t length) {
      return next(length);
    };
    record_count_ = place.record_count;
    EIGENLAKE_ASSIGN_OR_RETURN(auto container, avro::ContainerStream::open(read_next));
    container_.emplace(std::move(container));
    const avro::SchemaPtr writer = container_->schema();
    EIGENLAKE_ASSIGN_OR_RETURN(auto schema, arrow_schema_of_avro(*writer));
    EIGENLAKE_ASSIGN_OR_RETURN(schema, identify_fields(schema, request.name_mapping));
    EIGENLAKE_ASSIGN_OR_RETURN(schema_, choose_columns(*writer, *schema, request));
    EIGENLAKE_ASSIGN_OR_RETURN(auto decoder, avro::ValueDecoder::create(writer, chosen_));
    decoder_.emplace(std::move(decoder));
    EIGENLAKE_ASSIGN_OR_RETURN_ARROW(builder_, ErrorKind::kInternal,
                                     arrow::RecordBatchBuilder::Make(schema_, arrow::default_memory_pool()));
    return {};
  }

  Result<std::optional<StoredRows>> next() override {
    const int64_t first_row = rows_read_;
    while (rows_read_ - first_row < kRowsPerBatch) {
      if (values_left_ == 0) {
        EIGENLAKE_ASSIGN_OR_RETURN(const bool more, next_block());
        if (!more) break;
        continue;
      }
      EIGENLAKE_RETURN_IF_ERROR(read_record());
    }
    if (rows_read_ == first_row) return std::nullopt;
    if (schema_->num_fields() == 0)
      return StoredRows{arrow::RecordBatch::Make(schema_, rows_read_ - first_row, arrow::ArrayVector{}),
                        first_row};
    EIGENLAKE_ASSIGN_OR_RETURN_ARROW(auto batch, ErrorKind::kResourceLimit, builder_->Flush());
    return StoredRows{std::move(batch), first_row};
  }

 private:
  /// The requested fields, with ids.
  Result<std::shared_ptr<arrow::Schema>> choose_columns(const avro::Schema& writer,
                                                        const arrow::Schema& schema,
                                                        const FileRequest& request) {
    std::vector<avro::Field> chosen;
    arrow::FieldVector fields;
    for (int i = 0; i < schema.num_fields(); ++i) {
      const int id = field_id_of(*schema.field(i));
      if (std::ranges::find(request.columns, id, &NestedField::id) == request.columns.end()) continue;
      chosen.push_back(writer.fields[static_cast<size_t>(i)]);
      fields.push_back(schema.field(i));
    }
    chosen_ = avro::record(writer.name, std::move(chosen));
    return arrow::schema(std::move(fields));
  }

  Result<bool> next_block() {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto block, container_->next_block());
    if (!block) {
      if (rows_read_ == record_count_) return false;
      return fail(ErrorKind::kCorrupt, "expected {} rows by the manifest, found {}", record_count_,
                  rows_read_);
    }
    cursor_.emplace(block->data, avro::Limits{}, block->file_offset);
    values_left_ = block->count;
    return true;
  }

  Result<> read_record() {
    EIGENLAKE_ASSIGN_OR_RETURN(const avro::Value record, decoder_->decode(*cursor_));
    for (size_t i = 0; i < chosen_->fields.size(); ++i)
      EIGENLAKE_RETURN_IF_ERROR(
          append_avro_value(record[i], *chosen_->fields[i].type, *builder_->GetField(static_cast<int>(i))));
    ++rows_read_;
    if (--values_left_ == 0 && !cursor_->at_end())
      return fail(ErrorKind::kCorrupt, "a block has more bytes than its records, from byte {} on",
                  cursor_->offset());
    return {};
  }

  int64_t record_count_ = 0;
  std::optional<avro::ContainerStream> container_;
  avro::SchemaPtr chosen_;
  std::shared_ptr<arrow::Schema> schema_;
  std::optional<avro::ValueDecoder> decoder_;
  std::optional<avro::BinaryCursor> cursor_;
  std::unique_ptr<arrow::RecordBatchBuilder> builder_;
  int64_t values_left_ = 0;
  int64_t rows_read_ = 0;
};

}  // namespace

Result<std::unique_ptr<FileRows>> open_avro_rows(const FilePlace& place, FileRequest request) {
  return guard_exceptions(ErrorKind::kCorrupt, [&]() -> Result<std::unique_ptr<FileRows>> {
    auto rows = std::make_unique<AvroRows>();
    EIGENLAKE_RETURN_IF_ERROR(rows->open(place, request));
    return rows;
  });
}

}  // namespace eigenlake::iceberg
