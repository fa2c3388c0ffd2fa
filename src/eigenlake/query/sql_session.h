// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/query/duckdb_api.h"
#include "eigenlake/query/sql_result.h"
#include "eigenlake/query/statement_gate.h"

namespace eigenlake {

class LakeScans;

struct SqlSessionOptions {
  std::string library_file = duckdb::default_library_file();
  int num_threads = 0;             ///< 0: all cores.
  bool local_files = true;         ///< Whether queries may read files that they name.
  bool temporary_objects = false;  ///< Whether users may make temporary tables and views.
};

/// An embedded, in-memory DuckDB: no network, no extensions loaded or installed, no secrets kept, time zone
/// UTC, settings locked but for kChangeableSettings. What does not fit in memory is spilled to a
/// folder that is removed at the end.
///
/// Threads: one, except interrupt(), which any thread may call.
class SqlSession {
 public:
  /// Errors: kNotFound without the library; kInternal when DuckDB does not start.
  static Result<SqlSession> open(const SqlSessionOptions& options);
  ~SqlSession();
  SqlSession(SqlSession&&) noexcept;
  SqlSession& operator=(SqlSession&&) = delete;

  using Consume = std::function<Result<>(SqlResult&)>;

  /// Runs statements of our own; nothing is rejected.
  ///
  /// Errors: kInternal with DuckDB's message; as error_of_duckdb().
  Result<> execute(const std::string& sql);
  /// Runs queries of our own and passes each result to `consume`; nothing is rejected.
  ///
  /// Errors: as error_of_duckdb(); of our own reader where it failed; whatever `consume` returns.
  Result<> query(const std::string& sql, const Consume& consume);

  /// Checks a user's statement, one of split_statements(), before DuckDB binds it; see StatementGate.
  ///
  /// Errors: kUsage with the reason or DuckDB's message.
  Result<AllowedStatement> admit(const std::string& sql);
  /// Runs it and passes the result of a query to `consume`. Errors: as query().
  Result<> run(const AllowedStatement& statement, const Consume& consume);

  /// Whether DuckDB may open files; otherwise only our own reader does.
  bool reads_local_files() const;
  /// The scans of the table function eigenlake_scan(key).
  LakeScans& scans() const;

  void interrupt();
  std::string_view library_version() const;

 private:
  struct Connection;
  explicit SqlSession(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

}  // namespace eigenlake
