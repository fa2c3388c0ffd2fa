// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/lake_query.h"

#include <fmt/format.h>

#include "eigenlake/lake/known/snapshots_without_experiments.h"
#include "eigenlake/session/table_lookup.h"

namespace eigenlake {
namespace {

/// DuckDB's error, or why the table that DuckDB does not know cannot be read.
Error cause_of(Error error, const VisibleLake& visible, std::span<const std::string> names) {
  for (const auto& [name, cause] : visible.unreadable)
    if (error.message.contains(fmt::format("Table with name {} does not exist", name))) return cause;
  // The view exists only if all its tables do.
  if (error.message.contains("Table with name runs does not exist") && !visible.tables.lost().empty())
    return visible.tables.lost().begin()->second;
  for (const std::string& name : names) {
    const bool lacks_ref = visible.travel.ref() && visible.snapshot_of(name) == nullptr;
    if (!lacks_ref || !error.message.contains(name)) continue;
    return {ErrorKind::kNotFound,
            fmt::format("table {} has no tag or branch '{}'", name, *visible.travel.ref()),
            {}};
  }
  return error;
}

}  // namespace

Result<LakeQuery> LakeQuery::open(const Lake& lake, const QueryOptions& options,
                                  const std::optional<std::string>& text) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto names, all_table_names(lake));
  // DuckDB names the nearest table only if it knows it.
  if (text)
    if (auto mentioned = mentioned_tables(*text, names); !mentioned.empty()) names = std::move(mentioned);
  EIGENLAKE_ASSIGN_OR_RETURN(VisibleLake visible, VisibleLake::load(lake, options.travel, names));
  EIGENLAKE_ASSIGN_OR_RETURN(SqlSession session,
                             SqlSession::open({.num_threads = options.num_threads,
                                               .local_files = options.local_files,
                                               .temporary_objects = options.temporary_objects}));
  return LakeQuery(lake, std::move(visible), std::move(names), std::move(session));
}

Result<PreparedStatement> LakeQuery::prepare(const std::string& sql) {
  const auto find_excluded = [&](const auto& table, int64_t snapshot_id, const auto& filter) {
    return snapshots_without_experiments(*lake_, table, snapshot_id, filter);
  };
  PreparedStatement prepared;
  EIGENLAKE_ASSIGN_OR_RETURN(prepared.statement, session_.admit(sql));
  EIGENLAKE_ASSIGN_OR_RETURN(prepared.scans, create_views_for(session_, visible_.snapshots_of(names_),
                                                              prepared.statement.sql, find_excluded));
  return prepared;
}

std::vector<std::string> LakeQuery::table_names() const {
  std::vector<std::string> names = names_;
  std::erase_if(names, [&](const std::string& name) { return visible_.unreadable.contains(name); });
  return names;
}

Result<> LakeQuery::run(const PreparedStatement& prepared, const std::function<Result<>(SqlResult&)>& sink) {
  const auto done = session_.run(prepared.statement, sink);
  return done ? done : std::unexpected(cause_of(done.error(), visible_, names_));
}

}  // namespace eigenlake
