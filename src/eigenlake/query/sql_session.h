#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/query/duckdb_api.h"
#include "eigenlake/query/sql_result.h"

namespace eigenlake {

class LakeScans;

struct SqlSessionOptions {
  std::string library_file = duckdb::default_library_file();
  int num_threads = 0;  ///< 0: all cores.
};

/// An embedded, in-memory DuckDB: no network, no extensions loaded or installed, time zone UTC.
///
/// Threads: one, except interrupt(), which any thread may call.
class SqlSession {
 public:
  /// Errors: kNotFound without the library; kInternal when DuckDB does not start.
  static Result<SqlSession> open(const SqlSessionOptions& options);
  ~SqlSession();
  SqlSession(SqlSession&&) noexcept;
  SqlSession& operator=(SqlSession&&) = delete;

  /// Runs statements of our own; nothing is refused.
  ///
  /// Errors: kInternal with DuckDB's message.
  Result<> execute(const std::string& sql);

  /// Runs each statement of a user's `sql` and hands its result to `consume`.
  /// Statements that could write files, attach databases or load extensions are refused, so the lake is
  /// read-only; temporary tables and views live in memory.
  ///
  /// Errors: kUsage with DuckDB's message or the refusal; of our own reader where it failed; whatever
  /// `consume`
  ///         returns.
  Result<> query(const std::string& sql, const std::function<Result<>(SqlResult&)>& consume);

  /// What the table function eigenlake_scan(key) reads.
  LakeScans& scans() const;

  void interrupt();
  std::string_view library_version() const;

 private:
  struct Connection;
  explicit SqlSession(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

}  // namespace eigenlake
