// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <vector>

#include "eigenlake/iceberg/catalog/sql/sql_connection.h"

namespace eigenlake::iceberg {

/// Idle sessions. Each lease has one for itself; more threads open more.
///
/// Threads: any. The pool outlives its leases.
class ConnectionPool {
 public:
  explicit ConnectionPool(SqlConnector connector) : connector_(std::move(connector)) {}

  /// A session that goes back to the pool, unless it was lost.
  class Lease {
   public:
    Lease(ConnectionPool& pool, std::unique_ptr<SqlConnection> connection, bool is_used)
        : pool_(&pool), connection_(std::move(connection)), is_used_(is_used) {}
    Lease(Lease&&) = default;
    ~Lease() {
      if (connection_) pool_->put_back(std::move(connection_));
    }
    SqlConnection* operator->() const { return connection_.get(); }
    SqlConnection& operator*() const { return *connection_; }
    /// It was idle: its server may have closed it.
    bool is_used() const { return is_used_; }

   private:
    ConnectionPool* pool_;
    std::unique_ptr<SqlConnection> connection_;
    bool is_used_;
  };

  /// Errors: as SqlConnector.
  Result<Lease> lease(bool create);
  /// A session outside the pool.
  Result<std::unique_ptr<SqlConnection>> open(bool create) { return connector_(create); }

 private:
  void put_back(std::unique_ptr<SqlConnection> connection);

  SqlConnector connector_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<SqlConnection>> idle_;
};

}  // namespace eigenlake::iceberg
