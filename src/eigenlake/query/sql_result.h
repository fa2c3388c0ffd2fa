#pragma once

#include <memory>
#include <string>
#include <vector>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/query/duckdb_api.h"
#include "eigenlake/query/sql_type.h"

namespace eigenlake {

enum class ValueStyle {
  kText,  ///< As DuckDB's shell prints: NULL, [1.5, 2.0], 2025-01-10 12:00:00+00
  kJson,  ///< A JSON value; numbers stay numbers, dates and the like are strings.
};

/// One SQL statement's rows, read chunk by chunk so that a result need not fit in memory.
///
/// Threads: one.
class SqlResult {
 public:
  SqlResult(const duckdb::Api& api, duckdb::ResultHandle handle);
  ~SqlResult();
  SqlResult(SqlResult&&) noexcept;
  SqlResult& operator=(SqlResult&&) = delete;

  size_t num_columns() const { return names_.size(); }
  const std::string& name(size_t column) const { return names_[column]; }
  const SqlType& type(size_t column) const { return types_[column]; }

  /// Fetches the next rows; false after the last ones.
  ///
  /// Errors: kUsage with DuckDB's message when the query fails on the way, kInterrupted.
  Result<bool> next_chunk();
  size_t num_rows() const { return num_rows_; }  ///< Of the current chunk.
  bool is_null(size_t column, size_t row) const;
  /// Appends the value. Doubles have the shortest form that reads back to the same bits.
  void append_value(size_t column, size_t row, ValueStyle style, std::string& out) const;
  /// The current chunk as Arrow columns: text as utf8, times as microseconds. Requires: num_rows() > 0.
  ///
  /// Errors: kUnsupported for a type that Arrow lacks.
  Result<std::shared_ptr<arrow::RecordBatch>> record_batch();

 private:
  const duckdb::Api* api_;
  duckdb::ResultHandle handle_;
  bool owns_handle_ = true;
  std::vector<std::string> names_;
  std::vector<SqlType> types_;
  duckdb::Handle chunk_ = nullptr;
  size_t num_rows_ = 0;
  std::shared_ptr<arrow::Schema> arrow_schema_;  ///< Once record_batch() was called.
};

/// Appends `text` as a JSON string with its quotes.
void append_json_string(std::string_view text, std::string& out);

}  // namespace eigenlake
