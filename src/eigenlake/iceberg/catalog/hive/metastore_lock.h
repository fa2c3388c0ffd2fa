// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "eigenlake/iceberg/catalog/hive/metastore_client.h"

namespace eigenlake::iceberg {

struct MetastoreLockOptions {
  int64_t wait_ms_max = 180'000;   ///< For another holder.
  int64_t check_ms_min = 50;       ///< Grows by half …
  int64_t check_ms_max = 5'000;    ///< … up to this.
  int64_t heartbeat_ms = 60'000;   ///< The metastore expires locks after 300 s of silence.
  int64_t stale_ms_min = 300'000;  ///< Silence after which a holder is reported as stale.
};

/// The metastore's exclusive lock on a table, renewed by a thread.
///
/// Threads: one at a time.
/// Source:  Java's MetastoreLock for kind, level and waits.
class MetastoreLock {
 public:
  /// Errors: kUnavailable after the wait, with who holds the lock, since when, and whether it is stale.
  static Result<std::unique_ptr<MetastoreLock>> acquire(MetastorePool& pool, const std::string& database,
                                                        const std::string& table,
                                                        const MetastoreLockOptions& options = {});
  /// Unlocks; an unreachable metastore expires the lock by itself.
  ~MetastoreLock();

  /// Errors: kUnavailable if a heartbeat failed.
  Result<> check();

 private:
  MetastoreLock(MetastorePool& pool, std::string database, std::string table, MetastoreLockOptions options);

  Result<hive_api::LockResponse> request();
  /// After a lost reply: the lock that the metastore made.
  Result<hive_api::LockResponse> find_own();
  Result<> wait_until_acquired(hive_api::LockState::type state);
  /// "held by …", for messages.
  std::string holder();

  MetastorePool& pool_;
  std::string database_;
  std::string table_;
  MetastoreLockOptions options_;
  std::string agent_;
  int64_t lock_id_ = 0;
  std::mutex mutex_;
  Result<> last_heartbeat_;
  std::jthread heartbeat_;
};

}  // namespace eigenlake::iceberg
