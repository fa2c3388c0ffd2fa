// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/figures/runs_rows.h"

#include <sstream>

#include <fmt/format.h>

#include "eigenlake/query/result_writer.h"
#include "eigenlake/query/sql_quote.h"
#include "eigenlake/query/sql_scanner.h"
#include "eigenlake/session/lake_query.h"

namespace eigenlake {
namespace {

/// As the points of scans are named: "N2 bond 0-1 = 1.10 Å", "N2 frame 3".
constexpr std::string_view kRunsWithScans =
    "(select *, "
    "regexp_replace(name, ' ((bond|angle|torsion) [0-9-]+ = -?[0-9.]+ (Å|°)|frame [0-9]+)$', '') as "
    "molecule, "
    "case when regexp_matches(name, ' (bond|angle|torsion) [0-9-]+ = -?[0-9.]+ (Å|°)$') then "
    "regexp_replace(name, '^.* ((bond|angle|torsion) [0-9-]+) = -?[0-9.]+ (Å|°)$', '\\1 in \\3') "
    "when regexp_matches(name, ' frame [0-9]+$') then 'frame' end as scan, "
    "try_cast(regexp_extract(name, ' (= |frame )(-?[0-9.]+)( Å| °|)$', 2) as double) as scan_value "
    "from runs)";

std::string query_of(const std::vector<RunsColumn>& columns, const std::optional<std::string>& condition) {
  std::string sql = "select ";
  // Each expression is on its own lines, because it may end in a comment.
  for (size_t i = 0; i < columns.size(); ++i)
    sql +=
        fmt::format("{}\n{}\n as {}", i == 0 ? "" : ", ", columns[i].sql, quote_identifier(columns[i].name));
  sql += fmt::format(" from {} as runs", kRunsWithScans);
  if (condition) sql += fmt::format(" where (\n{}\n)", *condition);
  return sql;
}

}  // namespace

Result<std::vector<Json>> read_runs(const Lake& lake, const std::vector<RunsColumn>& columns,
                                    const std::optional<std::string>& condition, int num_threads) {
  const std::string sql = query_of(columns, condition);
  if (split_statements(sql).size() != 1)
    return fail(ErrorKind::kUsage, "an SQL expression must not have several statements");
  EIGENLAKE_ASSIGN_OR_RETURN(LakeQuery query, LakeQuery::open(lake, {.num_threads = num_threads}, sql));
  EIGENLAKE_ASSIGN_OR_RETURN(const PreparedStatement prepared, query.prepare(sql));
  std::stringstream lines;
  EIGENLAKE_RETURN_IF_ERROR(
      query.run(prepared, [&](SqlResult& result) { return write_json_lines(result, lines); }));
  std::vector<Json> rows;
  for (std::string line; std::getline(lines, line);) rows.push_back(Json::parse(line));
  for (const Json& row : rows)
    if (row.size() != columns.size())
      return fail(ErrorKind::kUsage, "an SQL expression must have one value for each row of runs");
  return rows;
}

}  // namespace eigenlake
