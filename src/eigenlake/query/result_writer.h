// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <ostream>

#include "eigenlake/base/error.h"
#include "eigenlake/base/text_style.h"
#include "eigenlake/query/sql_result.h"
#include "eigenlake/query/sql_value_text.h"

namespace eigenlake {

enum class ResultFormat { kTable, kCsv, kJson, kParquet };

/// Errors: kUsage with the known names.
Result<ResultFormat> result_format_of(std::string_view name);

struct TableStyle {
  TextStyle text = {};
  size_t max_rows = 1000;   ///< More rows are counted, not shown.
  int digits = kDigitsMax;  ///< Significant digits of doubles; kDigitsMax shows all.
};

/// A table as TextTable prints it; below it, where columns are aligned or rows left out, the number of rows.
Result<> write_table(SqlResult& result, const TableStyle& style, std::ostream& out);
/// RFC 4180 with a header line, save that lines end with \n alone; NULL is an empty field, an empty string is
/// "".
Result<> write_csv(SqlResult& result, std::ostream& out);
/// One object a line; NaN and the infinities are the strings "NaN", "Infinity" and "-Infinity".
Result<> write_json_lines(SqlResult& result, std::ostream& out);

}  // namespace eigenlake
