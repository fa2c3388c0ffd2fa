// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

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

/// DuckDB's settings for results in Arrow.
class ArrowOptions {
 public:
  ArrowOptions(const Api& api, duckdb::ResultHandle& result)
      : api_(api), options_(api.result_get_arrow_options(&result)) {}
  ~ArrowOptions() { api_.destroy_arrow_options(&options_); }
  ArrowOptions(const ArrowOptions&) = delete;
  ArrowOptions& operator=(const ArrowOptions&) = delete;
  Handle get() const { return options_; }

 private:
  const Api& api_;
  Handle options_;
};

/// The types are those of `result`.
Result<std::shared_ptr<arrow::Schema>> schema_of(const Api& api, duckdb::ResultHandle& result,
                                                 const std::vector<std::string>& names) {
  const ArrowOptions options(api, result);
  std::vector<Handle> types;
  std::vector<const char*> texts;
  for (const std::string& name : names) {
    types.push_back(api.column_logical_type(&result, types.size()));
    texts.push_back(name.c_str());
  }
  ArrowSchema schema{};
  auto made =
      check(api, api.to_arrow_schema(options.get(), types.data(), texts.data(), names.size(), &schema));
  for (Handle& type : types) api.destroy_logical_type(&type);
  EIGENLAKE_RETURN_IF_ERROR(made);
  return taken(arrow::ImportSchema(&schema));
}

Result<std::shared_ptr<arrow::RecordBatch>> batch_of(const Api& api, duckdb::ResultHandle& result,
                                                     Handle chunk,
                                                     const std::shared_ptr<arrow::Schema>& schema) {
  const ArrowOptions options(api, result);
  ArrowArray array{};
  EIGENLAKE_RETURN_IF_ERROR(check(api, api.data_chunk_to_arrow(options.get(), chunk, &array)));
  return taken(arrow::ImportRecordBatch(&array, schema));
}

}  // namespace

Result<std::shared_ptr<arrow::RecordBatch>> SqlResult::record_batch() {
  EIGENLAKE_ASSERT(chunk_ != nullptr);
  if (arrow_schema_ == nullptr) {
    EIGENLAKE_ASSIGN_OR_RETURN(arrow_schema_, schema_of(*api_, handle_, names_));
  }
  return batch_of(*api_, handle_, chunk_, arrow_schema_);
}

/// With one column that Parquet lacks all of them are cast by DuckDB.
Result<> SqlResult::cast_for_parquet() {
  const bool is_needed = !std::ranges::all_of(types_, is_parquet_type);
  return cast_chunk(for_parquet_, [&](const SqlType& type) {
    return is_needed ? std::optional(parquet_type(type)) : std::nullopt;
  });
}

Result<std::shared_ptr<arrow::Schema>> SqlResult::parquet_schema() {
  EIGENLAKE_RETURN_IF_ERROR(cast_for_parquet());
  return schema_of(*api_, for_parquet_->cast == nullptr ? handle_ : for_parquet_->cast->result(), names_);
}

Result<std::shared_ptr<arrow::RecordBatch>> SqlResult::parquet_batch(
    const std::shared_ptr<arrow::Schema>& schema) {
  EIGENLAKE_ASSERT(chunk_ != nullptr);
  EIGENLAKE_RETURN_IF_ERROR(cast_for_parquet());
  auto& cast = for_parquet_->cast;
  return cast == nullptr ? batch_of(*api_, handle_, chunk_, schema)
                         : batch_of(*api_, cast->result(), cast->chunk(), schema);
}

}  // namespace eigenlake
