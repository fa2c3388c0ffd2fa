#include "eigenlake/session/sql_rows.h"

#include <cstdlib>
#include <sstream>

#include "eigenlake/query/result_writer.h"

namespace eigenlake {

Result<std::vector<Json>> read_rows(SqlSession& session, const std::string& sql) {
  std::stringstream lines;
  EIGENLAKE_RETURN_IF_ERROR(
      session.query(sql, [&](SqlResult& result) { return write_json_lines(result, lines); }));
  std::vector<Json> rows;
  for (std::string line; std::getline(lines, line);) rows.push_back(Json::parse(line));
  return rows;
}

std::optional<double> real_in(const Json& value) {
  if (value.is_null()) return std::nullopt;
  return value.is_string() ? std::strtod(value.get_ref<const std::string&>().c_str(), nullptr)
                           : value.get<double>();
}

}  // namespace eigenlake
