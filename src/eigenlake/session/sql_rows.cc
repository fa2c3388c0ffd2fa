// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/sql_rows.h"

#include <cstdlib>
#include <sstream>

#include "eigenlake/query/result_writer.h"
#include "eigenlake/query/sql_quote.h"

namespace eigenlake {

Result<std::vector<Json>> read_rows(SqlSession& session, const std::string& sql) {
  std::stringstream lines;
  EIGENLAKE_RETURN_IF_ERROR(
      session.query(sql, [&](SqlResult& result) { return write_json_lines(result, lines); }));
  std::vector<Json> rows;
  for (std::string line; std::getline(lines, line);) rows.push_back(Json::parse(line));
  return rows;
}

Result<std::vector<Json>> read_rows(const Lake& lake, const std::vector<std::string>& tables,
                                    const std::string& sql, int num_threads) {
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, VisibleLake::load(lake, {}, tables));
  EIGENLAKE_ASSIGN_OR_RETURN(SqlSession session, open_session(visible, tables, num_threads));
  return read_rows(session, sql);
}

std::string quoted_list(std::span<const std::string> texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + quote_literal(text);
  return list;
}

std::optional<double> real_in(const Json& value) {
  if (value.is_null()) return std::nullopt;
  return value.is_string() ? std::strtod(value.get_ref<const std::string&>().c_str(), nullptr)
                           : value.get<double>();
}

}  // namespace eigenlake
