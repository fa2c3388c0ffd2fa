// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/parquet_result.h"

#include <set>

#include <arrow/io/interfaces.h>
#include <arrow/record_batch.h>
#include <arrow/type.h>
#include <fmt/format.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

namespace eigenlake {
namespace {

constexpr int64_t kRowGroupRowsMax = 122'880;

Result<> check_arrow(const arrow::Status& status) {
  if (status.ok()) return {};
  const bool is_store = status.IsIOError();
  return fail(is_store                 ? ErrorKind::kStore
              : status.IsOutOfMemory() ? ErrorKind::kResourceLimit
                                       : ErrorKind::kUnsupported,
              "Parquet: {}", status.message());
}

/// Arrow's output.
class StreamOutput final : public arrow::io::OutputStream {
 public:
  explicit StreamOutput(std::ostream& out) : out_(out) { set_mode(arrow::io::FileMode::WRITE); }

  arrow::Status Write(const void* data, int64_t size) override {
    out_.write(static_cast<const char*>(data), size);
    position_ += size;
    return out_ ? arrow::Status::OK() : arrow::Status::IOError("the output is closed or full");
  }
  arrow::Status Flush() override { return arrow::Status::OK(); }
  arrow::Status Close() override {
    is_closed_ = true;
    return arrow::Status::OK();
  }
  arrow::Result<int64_t> Tell() const override { return position_; }
  bool closed() const override { return is_closed_; }

 private:
  std::ostream& out_;
  int64_t position_ = 0;
  bool is_closed_ = false;
};

std::shared_ptr<arrow::Schema> with_unique_names(const arrow::Schema& schema) {
  std::set<std::string> taken;
  arrow::FieldVector fields;
  for (const auto& field : schema.fields()) {
    std::string name = field->name();
    for (int i = 1; !taken.insert(name).second; ++i) name = fmt::format("{}_{}", field->name(), i);
    fields.push_back(field->WithName(name));
  }
  return arrow::schema(std::move(fields));
}

std::shared_ptr<parquet::WriterProperties> properties() {
  return parquet::WriterProperties::Builder()
      .version(parquet::ParquetVersion::PARQUET_2_6)
      ->compression(parquet::Compression::ZSTD)
      ->max_row_group_length(kRowGroupRowsMax)
      ->build();
}

}  // namespace

Result<> write_parquet(SqlResult& result, std::ostream& out) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto types, result.parquet_schema());
  const auto schema = with_unique_names(*types);
  auto opened = parquet::arrow::FileWriter::Open(*schema, arrow::default_memory_pool(),
                                                 std::make_shared<StreamOutput>(out), properties());
  EIGENLAKE_RETURN_IF_ERROR(check_arrow(opened.status()));
  const auto writer = std::move(opened).ValueUnsafe();
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool more, result.next_chunk());
    if (!more) break;
    EIGENLAKE_ASSIGN_OR_RETURN(const auto rows, result.parquet_batch(schema));
    EIGENLAKE_RETURN_IF_ERROR(check_arrow(writer->WriteRecordBatch(*rows)));
  }
  return check_arrow(writer->Close());
}

}  // namespace eigenlake
