// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/dataset/parquet_export.h"

#include <algorithm>
#include <iterator>
#include <map>

#include <arrow/api.h>
#include <arrow/util/byte_size.h>

#include "eigenlake/dataset/table_rows_query.h"
#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/iceberg/spec/literal.h"

namespace eigenlake {
namespace {

using Rows = std::shared_ptr<arrow::RecordBatch>;

constexpr size_t kOpenFilesMax = 32;
/// Bytes of a row group before encoding.
constexpr int64_t kRowGroupBytesMax = int64_t{64} << 20;

std::vector<std::string> names_of(const iceberg::Schema& schema) {
  std::vector<std::string> names;
  for (const auto& field : schema.fields) names.push_back(field.name);
  return names;
}

iceberg::Schema without_columns(iceberg::Schema schema, const std::vector<std::string>& columns) {
  std::erase_if(schema.fields,
                [&](const auto& field) { return std::ranges::find(columns, field.name) != columns.end(); });
  std::erase_if(schema.identifier_field_ids, [&](int id) { return schema.find_field(id) == nullptr; });
  return schema;
}

/// The value of a partition column; nothing for null.
Result<std::optional<std::string>> partition_text(const arrow::Array& array, int64_t row,
                                                  const iceberg::NestedField& column) {
  if (array.IsNull(row)) return std::nullopt;
  switch (array.type_id()) {
    case arrow::Type::STRING:
      return static_cast<const arrow::StringArray&>(array).GetString(row);
    case arrow::Type::BOOL:
      return std::string(static_cast<const arrow::BooleanArray&>(array).Value(row) ? "true" : "false");
    case arrow::Type::INT32:
      return std::to_string(static_cast<const arrow::Int32Array&>(array).Value(row));
    case arrow::Type::INT64:
      return std::to_string(static_cast<const arrow::Int64Array&>(array).Value(row));
    case arrow::Type::DATE32:
      return iceberg::literal_to_string(static_cast<const arrow::Date32Array&>(array).Value(row),
                                        column.type);
    default:
      return fail(ErrorKind::kUnsupported, "a partition column must have text, numbers or dates, got {} {}",
                  column.name, array.type()->ToString());
  }
}

/// One open file.
struct OpenFile {
  std::string path;
  std::shared_ptr<FileDigest> digest;
  iceberg::DataFileWriter writer;
  int64_t group_rows = 0;   ///< Of the current row group.
  int64_t group_bytes = 0;  ///< The same before encoding.
  uint64_t last_use = 0;
};

/// Distributes rows over the files of a table.
class PartitionedWriter {
 public:
  PartitionedWriter(ExportFiles& files, const std::string& table, const iceberg::Schema& schema,
                    const ParquetExportOptions& options)
      : files_(files),
        table_(table),
        schema_(schema),
        file_schema_(without_columns(schema, options.partition_columns)),
        options_(options) {
    for (const std::string& column : options.partition_columns) {
      const auto found = std::ranges::find(schema.fields, column, &iceberg::NestedField::name);
      partition_positions_.push_back(static_cast<int>(found - schema.fields.begin()));
    }
  }

  Result<> write(const Rows& rows) {
    int64_t begin = 0;
    while (begin < rows->num_rows()) {
      EIGENLAKE_ASSIGN_OR_RETURN(const std::string folder, folder_of(*rows, begin));
      int64_t end = begin + 1;
      while (end < rows->num_rows() && same_partition(*rows, begin, end)) ++end;
      EIGENLAKE_RETURN_IF_ERROR(write_to(folder, rows->Slice(begin, end - begin)));
      begin = end;
    }
    return {};
  }

  Result<> finish() {
    if (next_number_.empty()) {
      file_schema_ = schema_;
      EIGENLAKE_RETURN_IF_ERROR(open(""));
    }
    while (!open_.empty()) EIGENLAKE_RETURN_IF_ERROR(close(open_.begin()));
    return {};
  }

 private:
  using Files = std::map<std::string, OpenFile>;

  Result<std::string> folder_of(const arrow::RecordBatch& rows, int64_t row) const {
    std::string folder;
    for (const int position : partition_positions_) {
      const auto& column = schema_.fields[static_cast<size_t>(position)];
      EIGENLAKE_ASSIGN_OR_RETURN(const auto value, partition_text(*rows.column(position), row, column));
      folder += hive_folder(column.name, value) + "/";
    }
    return folder;
  }

  bool same_partition(const arrow::RecordBatch& rows, int64_t a, int64_t b) const {
    return std::ranges::all_of(partition_positions_, [&](int position) {
      const arrow::Array& column = *rows.column(position);
      return column.RangeEquals(column, a, a + 1, b);
    });
  }

  Rows without_partition(const Rows& rows) const {
    arrow::FieldVector fields;
    arrow::ArrayVector columns;
    for (int i = 0; i < rows->num_columns(); ++i) {
      if (std::ranges::find(partition_positions_, i) != partition_positions_.end()) continue;
      fields.push_back(rows->schema()->field(i));
      columns.push_back(rows->column(i));
    }
    return arrow::RecordBatch::Make(arrow::schema(std::move(fields)), rows->num_rows(), std::move(columns));
  }

  Result<> write_to(const std::string& folder, const Rows& slice) {
    if (!open_.contains(folder)) EIGENLAKE_RETURN_IF_ERROR(open(folder));
    const auto place = open_.find(folder);
    OpenFile& file = place->second;
    file.last_use = ++clock_;
    const Rows rows = without_partition(slice);
    EIGENLAKE_RETURN_IF_ERROR(file.writer.write(*rows));
    file.group_rows += rows->num_rows();
    file.group_bytes += arrow::util::ReferencedBufferSize(*rows).ValueOr(0);
    const bool full = file.group_rows >= options_.write.row_group_rows_max ||
                      file.group_bytes >= std::min(kRowGroupBytesMax, options_.file_bytes_max);
    if (!full) return {};
    file.writer.end_row_group();
    file.group_rows = file.group_bytes = 0;
    return file.writer.bytes_written() >= options_.file_bytes_max ? close(place) : Result<>();
  }

  Result<> open(const std::string& folder) {
    if (open_.size() >= kOpenFilesMax) {
      const auto oldest =
          std::ranges::min_element(open_, {}, [](const auto& entry) { return entry.second.last_use; });
      EIGENLAKE_RETURN_IF_ERROR(close(oldest));
    }
    const std::string path = fmt::format("{}/{}part-{:05}.parquet", table_, folder, next_number_[folder]++);
    auto digest = std::make_shared<FileDigest>();
    EIGENLAKE_ASSIGN_OR_RETURN(auto object, files_.open(path, digest));
    open_.emplace(folder, OpenFile{.path = path,
                                   .digest = std::move(digest),
                                   .writer = iceberg::DataFileWriter::open_object(
                                       file_schema_, std::move(object), options_.write)});
    return {};
  }

  Result<> close(Files::iterator place) {
    OpenFile& file = place->second;
    EIGENLAKE_ASSIGN_OR_RETURN(const iceberg::DataFile finished, file.writer.finish());
    files_.add({.path = file.path,
                .table = table_,
                .rows = finished.record_count,
                .bytes = file.digest->bytes,
                .sha256 = file.digest->sha256});
    open_.erase(place);
    return {};
  }

  ExportFiles& files_;
  const std::string table_;
  const iceberg::Schema& schema_;
  iceberg::Schema file_schema_;
  const ParquetExportOptions& options_;
  std::vector<int> partition_positions_;
  Files open_;                              ///< By folder.
  std::map<std::string, int> next_number_;  ///< By folder.
  uint64_t clock_ = 0;
};

bool is_plain_in_folder(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
         c == '.';
}

void append_percent_encoded(std::string_view text, std::string& out) {
  for (const char c : text) {
    if (is_plain_in_folder(c)) {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
}

}  // namespace

std::string hive_folder(std::string_view column, const std::optional<std::string>& value) {
  std::string folder;
  append_percent_encoded(column, folder);
  folder += '=';
  if (value) {
    append_percent_encoded(*value, folder);
  } else {
    folder += "__HIVE_DEFAULT_PARTITION__";
  }
  return folder;
}

Result<> export_parquet(SqlSession& session, ExportFiles& files, const std::string& table,
                        const iceberg::Schema& schema, const ParquetExportOptions& options) {
  PartitionedWriter writer(files, table, schema, options);
  const auto write_all = [&](SqlResult& result) -> Result<> {
    while (true) {
      EIGENLAKE_ASSIGN_OR_RETURN(const bool more, result.next_chunk());
      if (!more) return {};
      EIGENLAKE_ASSIGN_OR_RETURN(const Rows rows, result.record_batch());
      EIGENLAKE_RETURN_IF_ERROR(writer.write(rows));
      EIGENLAKE_RETURN_IF_ERROR(files.count_rows(rows->num_rows()));
    }
  };
  EIGENLAKE_RETURN_IF_ERROR(query_table_rows(session, table, names_of(schema), write_all));
  return writer.finish();
}

}  // namespace eigenlake
