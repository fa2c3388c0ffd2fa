#include <arrow/c/abi.h>
#include <arrow/c/bridge.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/query/sql_result.h"

namespace eigenlake {
namespace {

using duckdb::Api;
using duckdb::Handle;

/// Consumes an error object of DuckDB; none is success.
Result<> check(const Api& api, Handle error) {
  if (error == nullptr) return {};
  const char* message = api.error_data_message(error);
  auto failure = fail(ErrorKind::kUnsupported, "DuckDB: {}", message == nullptr ? "no reason" : message);
  api.destroy_error_data(&error);
  return failure;
}

template <typename T>
Result<T> taken(arrow::Result<T> result) {
  if (result.ok()) return std::move(result).ValueUnsafe();
  return fail(ErrorKind::kUnsupported, "Arrow: {}", result.status().ToString());
}

Result<std::shared_ptr<arrow::Schema>> schema_of(const Api& api, duckdb::ResultHandle& result, Handle options,
                                                 const std::vector<std::string>& names) {
  std::vector<Handle> types;
  std::vector<const char*> texts;
  for (const std::string& name : names) {
    types.push_back(api.column_logical_type(&result, types.size()));
    texts.push_back(name.c_str());
  }
  ArrowSchema schema{};
  auto made = check(api, api.to_arrow_schema(options, types.data(), texts.data(), names.size(), &schema));
  for (Handle& type : types) api.destroy_logical_type(&type);
  EIGENLAKE_RETURN_IF_ERROR(made);
  return taken(arrow::ImportSchema(&schema));
}

}  // namespace

Result<std::shared_ptr<arrow::RecordBatch>> SqlResult::record_batch() {
  EIGENLAKE_ASSERT(chunk_ != nullptr);
  Handle options = api_->result_get_arrow_options(&handle_);
  if (arrow_schema_ == nullptr) {
    auto schema = schema_of(*api_, handle_, options, names_);
    if (schema) arrow_schema_ = *std::move(schema);
    if (!schema) {
      api_->destroy_arrow_options(&options);
      return std::unexpected(std::move(schema).error());
    }
  }
  ArrowArray array{};
  auto made = check(*api_, api_->data_chunk_to_arrow(options, chunk_, &array));
  api_->destroy_arrow_options(&options);
  EIGENLAKE_RETURN_IF_ERROR(made);
  return taken(arrow::ImportRecordBatch(&array, arrow_schema_));
}

}  // namespace eigenlake
