// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/result_writer.h"

#include <fmt/format.h>

#include "eigenlake/base/counted.h"
#include "eigenlake/base/text_table.h"

namespace eigenlake {
namespace {

constexpr size_t kFlushBytes = size_t{1} << 16;

/// Calls `append_row(row, buffer)` for every row and writes the buffer in large pieces.
template <typename AppendRow>
Result<> write_rows(SqlResult& result, std::ostream& out, AppendRow append_row) {
  std::string buffer;
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool more, result.next_chunk());
    for (size_t row = 0; row < result.num_rows(); ++row) {
      append_row(row, buffer);
      if (buffer.size() < kFlushBytes) continue;
      out << buffer;
      buffer.clear();
    }
    if (!more) break;
  }
  out << buffer << std::flush;
  if (!out) return fail(ErrorKind::kStore, "cannot write the result: the output is closed or full");
  return {};
}

std::vector<std::string> text_row(SqlResult& result, size_t row, int digits) {
  const ValueStyle style = digits < kDigitsMax ? ValueStyle::kShort : ValueStyle::kText;
  std::vector<std::string> cells(result.num_columns());
  for (size_t column = 0; column < cells.size(); ++column)
    result.append_value(column, row, style, cells[column], digits);
  return cells;
}

}  // namespace

Result<ResultFormat> result_format_of(std::string_view name) {
  if (name == "table") return ResultFormat::kTable;
  if (name == "csv") return ResultFormat::kCsv;
  if (name == "json") return ResultFormat::kJson;
  if (name == "parquet") return ResultFormat::kParquet;
  return fail(ErrorKind::kUsage, "must be table, csv, json or parquet, got '{}'", name);
}

Result<> write_table(SqlResult& result, const TableStyle& style, std::ostream& out) {
  std::vector<TextTable::Column> columns;
  for (size_t i = 0; i < result.num_columns(); ++i)
    columns.push_back({.name = result.name(i), .is_number = result.type(i).is_number()});
  TextTable table(std::move(columns));
  size_t num_rows = 0;
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool more, result.next_chunk());
    for (size_t row = 0; row < result.num_rows() && table.num_rows() < style.max_rows; ++row)
      table.add_row(text_row(result, row, style.digits));
    num_rows += result.num_rows();
    if (!more) break;
  }
  if (result.num_columns() == 0) return {};
  table.print(out, style.text);
  if (num_rows > table.num_rows()) {
    out << fmt::format("({} rows, the first {} shown)\n", num_rows, table.num_rows());
  } else if (style.text.is_aligned) {
    out << fmt::format("({})\n", counted(num_rows, "row"));
  }
  return {};
}

Result<> write_csv(SqlResult& result, std::ostream& out) {
  std::string header;
  for (size_t i = 0; i < result.num_columns(); ++i) {
    if (i > 0) header += ',';
    append_csv_field(result.name(i), header);
  }
  out << header << "\n";
  std::string value;
  return write_rows(result, out, [&](size_t row, std::string& buffer) {
    for (size_t column = 0; column < result.num_columns(); ++column) {
      if (column > 0) buffer += ',';
      if (result.is_null(column, row)) continue;
      value.clear();
      result.append_value(column, row, ValueStyle::kText, value);
      append_csv_field(value, buffer);
    }
    buffer += "\n";
  });
}

Result<> write_json_lines(SqlResult& result, std::ostream& out) {
  std::vector<std::string> keys(result.num_columns());
  for (size_t i = 0; i < keys.size(); ++i) append_json_string(result.name(i), keys[i]);
  return write_rows(result, out, [&](size_t row, std::string& buffer) {
    buffer += '{';
    for (size_t column = 0; column < keys.size(); ++column) {
      if (column > 0) buffer += ", ";
      buffer += keys[column];
      buffer += ": ";
      result.append_value(column, row, ValueStyle::kJson, buffer);
    }
    buffer += "}\n";
  });
}

}  // namespace eigenlake
