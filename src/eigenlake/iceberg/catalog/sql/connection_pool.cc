// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/sql/connection_pool.h"

namespace eigenlake::iceberg {
namespace {

constexpr size_t kIdleMax = 4;

}  // namespace

Result<ConnectionPool::Lease> ConnectionPool::lease(bool create) {
  {
    const std::lock_guard guard(mutex_);
    if (!idle_.empty()) {
      Lease lease(*this, std::move(idle_.back()), true);
      idle_.pop_back();
      return lease;
    }
  }
  EIGENLAKE_ASSIGN_OR_RETURN(auto connection, connector_(create));
  return Lease(*this, std::move(connection), false);
}

void ConnectionPool::put_back(std::unique_ptr<SqlConnection> connection) {
  const std::lock_guard guard(mutex_);
  if (!connection->is_lost() && idle_.size() < kIdleMax) {
    idle_.push_back(std::move(connection));
  } else if (connection->is_lost()) {
    idle_.clear();  // What cut this one off probably cut off the others.
  }
}

}  // namespace eigenlake::iceberg
