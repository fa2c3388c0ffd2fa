// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <arrow/type_fwd.h>

#include "eigenlake/base/error.h"
#include "eigenlake/query/duckdb_api.h"
#include "eigenlake/query/sql_type.h"
#include "eigenlake/query/value_casts.h"
#include "eigenlake/query/value_forms.h"

namespace eigenlake {

/// One SQL statement's rows, read chunk by chunk so that a result need not fit in memory.
///
/// Threads: one.
class SqlResult {
 public:
  /// `casts` outlives it.
  SqlResult(const duckdb::Api& api, duckdb::ResultHandle handle, ValueCasts& casts);
  ~SqlResult();
  SqlResult(SqlResult&&) noexcept;
  SqlResult& operator=(SqlResult&&) = delete;

  size_t num_columns() const { return names_.size(); }
  const std::string& name(size_t column) const { return names_[column]; }
  const SqlType& type(size_t column) const { return types_[column]; }

  /// Fetches the next rows; false after the last ones.
  ///
  /// Errors: as error_of_duckdb(), also for a value that could not be printed.
  Result<bool> next_chunk();
  size_t num_rows() const { return num_rows_; }  ///< Of the current chunk.
  bool is_null(size_t column, size_t row) const;
  /// Appends the value. Doubles have the shortest form that reads back to the same bits, in kShort at most
  /// `digits` significant digits. The next call of next_chunk() returns an error.
  void append_value(size_t column, size_t row, ValueStyle style, std::string& out, int digits = 17);
  /// The current chunk as Arrow columns: text as utf8, times as microseconds. Requires: num_rows() > 0.
  ///
  /// Errors: kUnsupported for a type that Arrow lacks.
  Result<std::shared_ptr<arrow::RecordBatch>> record_batch();
  /// The columns in types of Parquet; see parquet_type(). Also before the first chunk.
  Result<std::shared_ptr<arrow::Schema>> parquet_schema();
  /// The current chunk in that schema. Requires: num_rows() > 0.
  ///
  /// Errors: also kUsage for a number that does not fit.
  Result<std::shared_ptr<arrow::RecordBatch>> parquet_batch(const std::shared_ptr<arrow::Schema>& schema);

 private:
  /// Some columns in another form.
  struct Forms {
    std::vector<std::optional<size_t>> place;  ///< Of a column among those cast; none for an unchanged one.
    std::vector<SqlType> types;                ///< Of those cast.
    std::unique_ptr<ValueCasts::Cast> cast;    ///< None where all columns are unchanged.
    bool has_chunk = false;                    ///< Whether the present chunk is cast.
  };
  using TypeForm = std::function<std::optional<std::string>(const SqlType&)>;

  Result<> cast_for_parquet();
  Result<> cast_chunk(std::unique_ptr<Forms>& forms, const TypeForm& form_of_type);
  Result<std::unique_ptr<Forms>> make_forms(const TypeForm& form_of_type);
  const duckdb::Api* api_;
  duckdb::ResultHandle handle_;
  ValueCasts* casts_;
  bool owns_handle_ = true;
  std::vector<std::string> names_;
  std::vector<SqlType> types_;
  duckdb::Handle chunk_ = nullptr;
  size_t num_rows_ = 0;
  bool is_at_end_ = false;                         ///< No further chunk may be fetched.
  std::shared_ptr<arrow::Schema> arrow_schema_;    ///< Once record_batch() was called.
  std::array<std::unique_ptr<Forms>, 3> printed_;  ///< By style.
  std::unique_ptr<Forms> for_parquet_;
  std::optional<Error> print_error_;  ///< The first one.
};

/// Appends `text` as a JSON string with its quotes.
void append_json_string(std::string_view text, std::string& out);

}  // namespace eigenlake
