// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/experiment_lookup.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/query/sql_quote.h"
#include "eigenlake/query/sql_scanner.h"

namespace eigenlake {
namespace {

/// The values of the first column.
Result<> append_texts(SqlResult& result, std::vector<std::string>& texts) {
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool has_rows, result.next_chunk());
    if (!has_rows) return {};
    for (uint64_t row = 0; row < result.num_rows(); ++row)
      result.append_value(0, row, ValueStyle::kText, texts.emplace_back());
  }
}

}  // namespace

Result<std::string> find_experiment(SqlSession& session, const std::string& prefix) {
  constexpr size_t kIdsNamed = 10;
  if (prefix.empty()) return fail(ErrorKind::kUsage, "the id of an experiment must not be empty");
  std::vector<std::string> ids;
  const std::string sql = "select experiment_id from molecules where starts_with(experiment_id, " +
                          quote_literal(prefix) + ") order by 1 limit " + std::to_string(kIdsNamed + 1);
  EIGENLAKE_RETURN_IF_ERROR(session.query(sql, [&](SqlResult& result) { return append_texts(result, ids); }));
  if (ids.size() == 1) return ids[0];
  if (ids.empty()) return fail(ErrorKind::kNotFound, "no experiment of the lake begins with '{}'", prefix);
  const bool more = ids.size() > kIdsNamed;
  if (more) ids.pop_back();
  return fail(ErrorKind::kUsage, "'{}' is the beginning of several experiments: {}{}; give more digits",
              prefix, fmt::join(ids, ", "), more ? " and more" : "");
}

Result<std::vector<std::string>> experiments_where(SqlSession& session, const std::string& condition) {
  // The condition is on its own lines, because it may end in a comment.
  const auto sql = fmt::format("select experiment_id from runs where (\n{}\n) order by 1", condition);
  if (split_statements(sql).size() != 1)
    return fail(ErrorKind::kUsage, "--where must be one condition, got several statements");
  EIGENLAKE_ASSIGN_OR_RETURN(const AllowedStatement statement, session.admit(sql));
  std::vector<std::string> ids;
  EIGENLAKE_RETURN_IF_ERROR(
      session.run(statement, [&](SqlResult& result) { return append_texts(result, ids); }));
  return ids;
}

}  // namespace eigenlake
