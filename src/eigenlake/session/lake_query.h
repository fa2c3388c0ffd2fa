// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/query/sql_session.h"
#include "eigenlake/session/visible_lake.h"

namespace eigenlake {

/// How queries see a lake.
struct QueryOptions {
  TimeTravel travel = {};
  int num_threads = 0;             ///< 0: every core.
  bool local_files = true;         ///< Queries may read local files that they name.
  bool temporary_objects = false;  ///< CREATE TEMP TABLE and CREATE TEMP VIEW are allowed.
};

/// A statement whose views exist.
struct PreparedStatement {
  AllowedStatement statement;
  std::vector<ScanSummary> scans;  ///< What it reads of the tables.

  bool is_temporary() const { return statement.kind == AllowedStatement::Kind::kTemporary; }
};

/// SQL over the tables of a lake, by their bare names and as quantum_features.NAME, each statement at the
/// same state of all of them.
class LakeQuery {
 public:
  /// Loads the tables that `text` mentions, or all if there is no text or it mentions none. `lake` outlives
  /// the result.
  /// Errors: of VisibleLake::load and SqlSession::open.
  static Result<LakeQuery> open(const Lake& lake, const QueryOptions& options,
                                const std::optional<std::string>& text);

  const VisibleLake& visible() const { return visible_; }
  /// Of the readable tables, ours first.
  std::vector<std::string> table_names() const;
  SqlSession& session() { return session_; }

  /// Errors: kUsage, kUnsupported for a statement that is not allowed; why a table cannot be read.
  Result<PreparedStatement> prepare(const std::string& sql);
  /// Errors: of the statement, of `sink`; kInterrupted.
  Result<> run(const PreparedStatement& prepared, const std::function<Result<>(SqlResult&)>& sink);

 private:
  LakeQuery(const Lake& lake, VisibleLake visible, std::vector<std::string> names, SqlSession session)
      : lake_(&lake), visible_(std::move(visible)), names_(std::move(names)), session_(std::move(session)) {}

  const Lake* lake_;
  VisibleLake visible_;
  std::vector<std::string> names_;
  SqlSession session_;
};

}  // namespace eigenlake
