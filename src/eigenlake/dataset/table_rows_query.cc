// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/dataset/table_rows_query.h"

#include "eigenlake/query/sql_quote.h"
#include "eigenlake/query/sql_value_text.h"

namespace eigenlake {

Result<> query_table_rows(SqlSession& session, const std::string& table,
                          const std::vector<std::string>& columns,
                          const std::function<Result<>(SqlResult&)>& consume) {
  std::string list;
  for (const std::string& column : columns) list += (list.empty() ? "" : ", ") + quote_identifier(column);
  auto done = session.query(fmt::format("SELECT {} FROM {}", list, quote_identifier(table)), consume);
  if (done) return done;
  // The statement is ours, so errors are faults of the table's files.
  if (done.error().kind == ErrorKind::kUsage) done.error().kind = ErrorKind::kStore;
  return fail_with_context(std::move(done).error(), "while reading " + table);
}

std::string iso_8601(std::string sql_text) {
  const size_t space = sql_text.find(' ');
  if (space != std::string::npos) sql_text[space] = 'T';
  if (space != std::string::npos && sql_text.ends_with("+00")) sql_text.replace(sql_text.size() - 3, 3, "Z");
  return sql_text;
}

std::string iso_8601_of(int64_t micros_since_1970) {
  std::string text;
  append_timestamp(micros_since_1970, text);
  return iso_8601(text + "+00");
}

}  // namespace eigenlake
