// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/dataset/csv_export.h"

#include <array>

#include <zlib.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/dataset/table_rows_query.h"
#include "eigenlake/query/sql_value_text.h"

namespace eigenlake {
namespace {

constexpr int kLevel = 6;
constexpr int kGzipWindowBits = 15 + 16;
constexpr int kMemoryLevel = 8;
constexpr size_t kPieceMax = size_t{1} << 30;  ///< zlib counts in 32 bits.

class GzipWriter final : public ObjectWriter {
 public:
  explicit GzipWriter(std::unique_ptr<ObjectWriter> inner) : inner_(std::move(inner)) {
    EIGENLAKE_ASSERT(deflateInit2(&stream_, kLevel, Z_DEFLATED, kGzipWindowBits, kMemoryLevel,
                                  Z_DEFAULT_STRATEGY) == Z_OK);
  }
  ~GzipWriter() override { deflateEnd(&stream_); }

  Result<> write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const auto piece = bytes.substr(0, kPieceMax);
      EIGENLAKE_RETURN_IF_ERROR(deflate_piece(piece, Z_NO_FLUSH));
      bytes.remove_prefix(piece.size());
    }
    return {};
  }

  Result<> finish() override {
    EIGENLAKE_RETURN_IF_ERROR(deflate_piece({}, Z_FINISH));
    return inner_->finish();
  }

 private:
  Result<> deflate_piece(std::string_view bytes, int flush) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer_.data());
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      EIGENLAKE_ASSERT(deflate(&stream_, flush) != Z_STREAM_ERROR);
      const size_t length = buffer_.size() - stream_.avail_out;
      EIGENLAKE_RETURN_IF_ERROR(inner_->write({buffer_.data(), length}));
    } while (stream_.avail_out == 0);
    return {};
  }

  std::unique_ptr<ObjectWriter> inner_;
  z_stream stream_{};
  std::array<char, size_t{1} << 16> buffer_{};
};

using duckdb::Type;

constexpr size_t kFlushBytes = size_t{1} << 20;

/// Lines of one file, written in large pieces.
class CsvWriter {
 public:
  explicit CsvWriter(std::unique_ptr<ObjectWriter> out) : out_(std::move(out)) {}

  Result<> write_header(const std::vector<std::string>& columns) {
    for (const std::string& column : columns) {
      if (&column != columns.data()) buffer_ += ',';
      append_csv_field(column, buffer_);
    }
    return end_line();
  }

  Result<> write_row(SqlResult& result, size_t row) {
    for (size_t column = 0; column < result.num_columns(); ++column) {
      if (column > 0) buffer_ += ',';
      if (!result.is_null(column, row)) append_value(result, column, row);
    }
    return end_line();
  }

  Result<> finish() {
    EIGENLAKE_RETURN_IF_ERROR(out_->write(buffer_));
    return out_->finish();
  }

 private:
  void append_value(SqlResult& result, size_t column, size_t row) {
    const SqlType& type = result.type(column);
    value_.clear();
    result.append_value(column, row, type.children.empty() ? ValueStyle::kText : ValueStyle::kJson, value_);
    if (type.id == Type::kTimestampTz || type.id == Type::kTimestamp) value_ = iso_8601(std::move(value_));
    append_csv_field(value_, buffer_);
  }

  Result<> end_line() {
    buffer_ += "\r\n";
    if (buffer_.size() < kFlushBytes) return {};
    auto written = out_->write(buffer_);
    buffer_.clear();
    return written;
  }

  std::unique_ptr<ObjectWriter> out_;
  std::string buffer_;
  std::string value_;
};

Result<int64_t> write_rows(SqlResult& result, CsvWriter& csv, ExportFiles& files) {
  int64_t rows = 0;
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool more, result.next_chunk());
    for (size_t row = 0; row < result.num_rows(); ++row)
      EIGENLAKE_RETURN_IF_ERROR(csv.write_row(result, row));
    rows += static_cast<int64_t>(result.num_rows());
    EIGENLAKE_RETURN_IF_ERROR(files.count_rows(static_cast<int64_t>(result.num_rows())));
    if (!more) return rows;
  }
}

}  // namespace

Result<> export_csv(SqlSession& session, ExportFiles& files, const std::string& table,
                    const std::vector<std::string>& columns, bool compress) {
  const std::string path = table + (compress ? ".csv.gz" : ".csv");
  const auto digest = std::make_shared<FileDigest>();
  EIGENLAKE_ASSIGN_OR_RETURN(auto object, files.open(path, digest));
  CsvWriter csv(compress ? gzip_writer(std::move(object)) : std::move(object));
  EIGENLAKE_RETURN_IF_ERROR(csv.write_header(columns));
  int64_t rows = 0;
  EIGENLAKE_RETURN_IF_ERROR(query_table_rows(session, table, columns, [&](SqlResult& result) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(rows, write_rows(result, csv, files));
    return {};
  }));
  EIGENLAKE_RETURN_IF_ERROR(csv.finish());
  files.add({.path = path, .table = table, .rows = rows, .bytes = digest->bytes, .sha256 = digest->sha256});
  return {};
}

std::unique_ptr<ObjectWriter> gzip_writer(std::unique_ptr<ObjectWriter> inner) {
  return std::make_unique<GzipWriter>(std::move(inner));
}

}  // namespace eigenlake
