#include "eigenlake/iceberg/data/data_file_writer.h"

#include <algorithm>
#include <cmath>

#include <arrow/array.h>
#include <arrow/array/array_dict.h>
#include <arrow/array/data.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <arrow/util/thread_pool.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

#include "eigenlake/iceberg/data/arrow_guard.h"
#include "eigenlake/iceberg/data/arrow_schema.h"
#include "eigenlake/iceberg/data/parquet_metrics.h"
#include "eigenlake/iceberg/data/store_streams.h"
#include "eigenlake/iceberg/spec/unique_id.h"

namespace eigenlake::iceberg {
namespace {

/// Below this a thread costs more than it saves.
constexpr int64_t kThreadedRowsMin = 4096;

void set_encoding(parquet::WriterProperties::Builder& builder, const std::string& path,
                  ColumnEncoding encoding) {
  if (encoding == ColumnEncoding::kDictionary) {
    builder.enable_dictionary(path);
    return;
  }
  builder.disable_dictionary(path);
  switch (encoding) {
    case ColumnEncoding::kDeltaBinaryPacked:
      builder.encoding(path, parquet::Encoding::DELTA_BINARY_PACKED);
      break;
    case ColumnEncoding::kDeltaByteArray:
      builder.encoding(path, parquet::Encoding::DELTA_BYTE_ARRAY);
      break;
    case ColumnEncoding::kByteStreamSplit:
      builder.encoding(path, parquet::Encoding::BYTE_STREAM_SPLIT);
      break;
    default:
      builder.encoding(path, parquet::Encoding::PLAIN);
      break;
  }
}

/// `path` is Parquet's ("a.list.element"), `name` Iceberg's ("a.element").
void set_encodings(parquet::WriterProperties::Builder& builder, const ParquetWriteOptions& options,
                   const NestedField& field, const std::string& path, const std::string& name) {
  const Type& type = field.type;
  const char* parquet_level = type.kind == TypeKind::kList  ? ".list."
                              : type.kind == TypeKind::kMap ? ".key_value."
                                                            : ".";
  for (const NestedField& child : type.fields)
    set_encodings(builder, options, child, path + parquet_level + child.name, name + "." + child.name);
  if (!type.is_primitive()) return;
  const auto it = options.encodings.find(name);
  const auto otherwise =
      type.kind == TypeKind::kString ? ColumnEncoding::kDictionary : ColumnEncoding::kPlain;
  set_encoding(builder, path, it == options.encodings.end() ? otherwise : it->second);
}

std::shared_ptr<parquet::WriterProperties> writer_properties(const Schema& schema,
                                                             const ParquetWriteOptions& options) {
  parquet::WriterProperties::Builder builder;
  builder.version(parquet::ParquetVersion::PARQUET_2_6)
      ->data_page_version(parquet::ParquetDataPageVersion::V1)
      ->compression(parquet::Compression::ZSTD)
      ->compression_level(options.zstd_level)
      ->max_row_group_length(options.row_group_rows_max)
      ->data_pagesize(options.data_page_bytes)
      ->dictionary_pagesize_limit(options.dictionary_page_bytes_max)
      ->enable_page_checksum()
      ->set_size_statistics_level(parquet::SizeStatisticsLevel::None);
  for (const NestedField& field : schema.fields)
    set_encodings(builder, options, field, field.name, field.name);
  return builder.build();
}

/// Ignores names and nullability of nested fields.
bool same_layout(const arrow::DataType& a, const arrow::DataType& b) {
  if (a.id() != b.id() || a.num_fields() != b.num_fields()) return false;
  if (a.num_fields() == 0) return a.Equals(b);
  for (int i = 0; i < a.num_fields(); ++i)
    if (!same_layout(*a.field(i)->type(), *b.field(i)->type())) return false;
  return true;
}

/// `expected`, or the dictionary type of the array over it. Errors: kInvalidInput.
Result<std::shared_ptr<arrow::DataType>> written_type(const NestedField& column, const arrow::DataType& found,
                                                      const std::shared_ptr<arrow::DataType>& expected) {
  if (found.id() == arrow::Type::DICTIONARY) {
    const auto& dictionary = static_cast<const arrow::DictionaryType&>(found);
    if (dictionary.value_type()->Equals(*expected))
      return arrow::dictionary(dictionary.index_type(), expected);
  }
  if (same_layout(found, *expected)) return expected;
  return fail(ErrorKind::kInvalidInput, "expected column {} to be {}, found {}", column.name,
              expected->ToString(), found.ToString());
}

template <typename ArrayType>
int64_t count_nans(const arrow::Array& array) {
  const auto& values = static_cast<const ArrayType&>(array);
  const auto* begin = values.raw_values();
  int64_t count = std::count_if(begin, begin + values.length(), [](auto value) { return value != value; });
  if (count == 0 || values.null_count() == 0) return count;
  for (int64_t i = 0; i < values.length(); ++i)
    count -= values.IsNull(i) && std::isnan(values.Value(i)) ? 1 : 0;
  return count;
}

}  // namespace

struct DataFileWriter::State {
  std::shared_ptr<const TableMetadata> metadata;
  ParquetWriteOptions options;
  DataFile file;
  std::shared_ptr<StoreOutputStream> output;
  std::shared_ptr<arrow::Schema> arrow_schema;  ///< With dictionary types where the first batch has them.
  std::unique_ptr<parquet::arrow::FileWriter> writer;
  int64_t rows = 0;
  bool row_group_ended = false;

  const Schema& schema() const { return metadata->schema(); }

  /// The store's own error where there is one, else Arrow's.
  Result<> check(const arrow::Status& status) const {
    if (status.ok()) return {};
    if (output->error()) return std::unexpected(*output->error());
    return std::unexpected(error_of(status, ErrorKind::kInvalidInput));
  }

  Result<> open_writer(const arrow::RecordBatch* first_batch) {
    arrow_schema = arrow_schema_of(schema());
    for (int i = 0; first_batch != nullptr && i < arrow_schema->num_fields(); ++i) {
      const auto& field = arrow_schema->field(i);
      EIGENLAKE_ASSIGN_OR_RETURN(auto type, written_type(schema().fields[static_cast<size_t>(i)],
                                                         *first_batch->column(i)->type(), field->type()));
      EIGENLAKE_ASSIGN_OR_RETURN_ARROW(arrow_schema, ErrorKind::kInternal,
                                       arrow_schema->SetField(i, field->WithType(std::move(type))));
    }
    const bool use_threads =
        options.use_threads && first_batch != nullptr && first_batch->num_rows() >= kThreadedRowsMin;
    const auto arrow_properties =
        parquet::ArrowWriterProperties::Builder().set_use_threads(use_threads)->build();
    EIGENLAKE_ASSIGN_OR_RETURN_ARROW(
        writer, ErrorKind::kInternal,
        parquet::arrow::FileWriter::Open(*arrow_schema, arrow::default_memory_pool(), output,
                                         writer_properties(schema(), options), arrow_properties));
    return {};
  }

  Result<std::shared_ptr<arrow::RecordBatch>> checked(const arrow::RecordBatch& batch) const {
    std::vector<std::shared_ptr<arrow::ArrayData>> columns;
    for (int i = 0; i < batch.num_columns(); ++i) {
      const NestedField& column = schema().fields[static_cast<size_t>(i)];
      const auto& expected = arrow_schema->field(i)->type();
      const arrow::Array& array = *batch.column(i);
      if (!array.type()->Equals(*expected) && !same_layout(*array.type(), *expected))
        return fail(ErrorKind::kInvalidInput, "expected column {} to be {}, found {}", column.name,
                    expected->ToString(), array.type()->ToString());
      if (column.required && array.null_count() > 0)
        return fail(ErrorKind::kInvalidInput, "the required column {} has {} nulls", column.name,
                    array.null_count());
      const bool is_nested = array.type()->num_fields() > 0;
      columns.push_back(is_nested ? with_type(*array.data(), expected) : array.data());
    }
    return arrow::RecordBatch::Make(arrow_schema, batch.num_rows(), std::move(columns));
  }

  void count_nans_of(const arrow::RecordBatch& batch) {
    for (int i = 0; i < batch.num_columns(); ++i) {
      const NestedField& column = schema().fields[static_cast<size_t>(i)];
      if (column.type.kind == TypeKind::kDouble) {
        file.nan_value_counts[column.id] += count_nans<arrow::DoubleArray>(*batch.column(i));
      } else if (column.type.kind == TypeKind::kFloat) {
        file.nan_value_counts[column.id] += count_nans<arrow::FloatArray>(*batch.column(i));
      }
    }
  }

  Result<> write(const arrow::RecordBatch& batch) {
    if (batch.num_columns() != static_cast<int>(schema().fields.size()))
      return fail(ErrorKind::kInvalidInput, "expected a batch of {} columns, found {}",
                  schema().fields.size(), batch.num_columns());
    if (writer == nullptr) EIGENLAKE_RETURN_IF_ERROR(open_writer(&batch));
    EIGENLAKE_ASSIGN_OR_RETURN(const auto checked_batch, checked(batch));
    count_nans_of(*checked_batch);
    if (row_group_ended) EIGENLAKE_RETURN_IF_ERROR(check(writer->NewBufferedRowGroup()));
    row_group_ended = false;
    EIGENLAKE_RETURN_IF_ERROR(check(writer->WriteRecordBatch(*checked_batch)));
    rows += batch.num_rows();
    return {};
  }

  Result<DataFile> finish() {
    if (writer == nullptr) EIGENLAKE_RETURN_IF_ERROR(open_writer(nullptr));
    EIGENLAKE_RETURN_IF_ERROR(check(writer->Close()));
    EIGENLAKE_RETURN_IF_ERROR(check(output->Close()));
    const auto footer = writer->metadata();
    for (int i = 0; i < footer->num_row_groups(); ++i)
      add_row_group_metrics(*footer->RowGroup(i), schema(), file);
    truncate_bounds(schema(), options, file);
    file.split_offsets = split_offsets_of(*footer);
    file.file_size_bytes = output->size_bytes();
    if (!metadata->sort_orders.empty()) file.sort_order_id = metadata->default_sort_order_id;
    EIGENLAKE_RETURN_IF_ERROR(output->finish());
    return std::move(file);
  }
};

DataFileWriter::DataFileWriter(std::unique_ptr<State> state) : state_(std::move(state)) {}
DataFileWriter::DataFileWriter(DataFileWriter&&) noexcept = default;
DataFileWriter& DataFileWriter::operator=(DataFileWriter&&) noexcept = default;
DataFileWriter::~DataFileWriter() = default;

Result<DataFileWriter> DataFileWriter::open(const Table& table, PartitionValues partition,
                                            const std::string& file_name,
                                            const ParquetWriteOptions& options) {
  const PartitionSpec& spec = table.metadata().partition_spec();
  EIGENLAKE_ASSIGN_OR_RETURN(const auto types, spec.partition_types(table.metadata().schema()));
  if (!literals_fit(partition, types))
    return fail(ErrorKind::kInvalidInput, "{} partition values do not fit the spec's {} fields",
                partition.size(), types.size());
  const std::string folder = partition_path(spec, types, partition);
  const std::string relative =
      fmt::format("data/{}{}{}.parquet", folder, folder.empty() ? "" : "/", file_name);
  EIGENLAKE_ASSIGN_OR_RETURN(auto object, table.store().open_writer(table.key_below(relative)));
  auto state = std::make_unique<State>();
  state->metadata = table.shared_metadata();
  state->options = options;
  state->file.file_path = table.recorded_path(relative);
  state->file.partition = std::move(partition);
  state->file.spec_id = spec.spec_id;
  state->output = std::make_shared<StoreOutputStream>(std::move(object));
  return DataFileWriter(std::move(state));
}

DataFileWriter DataFileWriter::open_object(const Schema& schema, std::unique_ptr<ObjectWriter> object,
                                           const ParquetWriteOptions& options) {
  auto metadata = std::make_shared<TableMetadata>();
  metadata->schemas = {schema};
  metadata->current_schema_id = schema.schema_id;
  auto state = std::make_unique<State>();
  state->metadata = std::move(metadata);
  state->options = options;
  state->output = std::make_shared<StoreOutputStream>(std::move(object));
  return DataFileWriter(std::move(state));
}

Result<> DataFileWriter::write(const arrow::RecordBatch& batch) {
  return guard_exceptions(ErrorKind::kInternal, [&] { return state_->write(batch); });
}

void DataFileWriter::end_row_group() {
  state_->row_group_ended = state_->rows > 0;
}

int64_t DataFileWriter::rows_written() const {
  return state_->rows;
}

int64_t DataFileWriter::bytes_written() const {
  return state_->output->size_bytes();
}

Result<DataFile> DataFileWriter::finish() {
  return guard_exceptions(ErrorKind::kInternal, [&] { return state_->finish(); });
}

std::string new_data_file_name() {
  return new_uuid();
}

}  // namespace eigenlake::iceberg
