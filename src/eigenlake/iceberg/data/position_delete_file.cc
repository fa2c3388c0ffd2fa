#include "eigenlake/iceberg/data/position_delete_file.h"

#include <memory>

#include <arrow/api.h>

#include "eigenlake/iceberg/data/arrow_guard.h"
#include "eigenlake/iceberg/data/arrow_schema.h"
#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/iceberg/scan/delete_index.h"

namespace eigenlake::iceberg {
namespace {

/// Collects an object in memory.
class StringWriter final : public ObjectWriter {
 public:
  explicit StringWriter(std::string& bytes) : bytes_(bytes) {}
  Result<> write(std::string_view bytes) override {
    bytes_ += bytes;
    return {};
  }
  Result<> finish() override { return {}; }

 private:
  std::string& bytes_;
};

Result<std::shared_ptr<arrow::RecordBatch>> rows_of(
    const std::map<std::string, std::vector<int64_t>>& deletes) {
  arrow::StringBuilder paths;
  arrow::Int64Builder positions;
  for (const auto& [path, places] : deletes) {
    EIGENLAKE_RETURN_IF_ARROW_ERROR(ErrorKind::kInternal, positions.AppendValues(places));
    for (size_t i = 0; i < places.size(); ++i)
      EIGENLAKE_RETURN_IF_ARROW_ERROR(ErrorKind::kInternal, paths.Append(path));
  }
  const int64_t num_rows = positions.length();
  EIGENLAKE_ASSIGN_OR_RETURN_ARROW(auto path_array, ErrorKind::kInternal, paths.Finish());
  EIGENLAKE_ASSIGN_OR_RETURN_ARROW(auto position_array, ErrorKind::kInternal, positions.Finish());
  return arrow::RecordBatch::Make(arrow_schema_of(position_delete_schema()), num_rows,
                                  {std::move(path_array), std::move(position_array)});
}

}  // namespace

Schema position_delete_schema() {
  Schema schema;
  schema.fields = {{kDeleteFilePathId, "file_path", true, Type::string(), ""},
                   {kDeletePositionId, "pos", true, Type::int64(), ""}};
  return schema;
}

Result<PositionDeleteFile> write_position_deletes(const std::map<std::string, std::vector<int64_t>>& deletes,
                                                  const DataFile& original) {
  PositionDeleteFile result;
  ParquetWriteOptions options;
  options.bound_code_points_max = 0;  // Readers compare the bounds with whole paths.
  auto writer = DataFileWriter::open_object(position_delete_schema(),
                                            std::make_unique<StringWriter>(result.bytes), options);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto rows, rows_of(deletes));
  EIGENLAKE_RETURN_IF_ERROR(writer.write(*rows));
  EIGENLAKE_ASSIGN_OR_RETURN(result.entry, writer.finish());
  result.entry.content = original.content;
  result.entry.file_path = original.file_path;
  result.entry.partition = original.partition;
  result.entry.spec_id = original.spec_id;
  result.entry.key_metadata = original.key_metadata;
  result.entry.equality_ids = original.equality_ids;
  result.entry.sort_order_id = original.sort_order_id;
  result.entry.referenced_data_file = original.referenced_data_file;
  return result;
}

}  // namespace eigenlake::iceberg
