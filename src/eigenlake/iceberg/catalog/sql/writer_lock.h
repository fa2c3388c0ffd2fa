// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/iceberg/catalog/sql/sql_connection.h"

namespace eigenlake::iceberg {

/// Key of an advisory lock, the same in every process.
int64_t lock_key(std::string_view name);

/// A session of PostgreSQL with an advisory lock. If the session is lost, the server releases the lock and
/// commits through it fail.
class WriterSession {
 public:
  /// Errors: kUnavailable with the holder after the wait.
  static Result<std::shared_ptr<WriterSession>> acquire(std::unique_ptr<SqlConnection> connection,
                                                        const std::string& name, double wait_seconds_max);

  /// Calls `work` with the session, one thread at a time. Errors: kUnavailable if it was lost.
  Result<> use(const std::function<Result<>(SqlConnection&)>& work);
  Result<> check();

 private:
  WriterSession(std::unique_ptr<SqlConnection> connection, std::string name)
      : connection_(std::move(connection)), name_(std::move(name)) {}

  std::mutex mutex_;
  std::unique_ptr<SqlConnection> connection_;
  std::string name_;
};

}  // namespace eigenlake::iceberg
