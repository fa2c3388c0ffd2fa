// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/hive/metastore_lock.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include <unistd.h>

#include "eigenlake/base/clock.h"
#include "eigenlake/iceberg/catalog/heartbeat.h"
#include "eigenlake/iceberg/spec/unique_id.h"

namespace eigenlake::iceberg {
namespace {

using hive_api::LockState;

std::string host_name() {
  char name[256] = {};
  return ::gethostname(name, sizeof name - 1) == 0 ? std::string(name) : "unknown";
}

std::string lock_user() {
  const char* user = std::getenv("USER");
  return user == nullptr || *user == '\0' ? std::to_string(::getuid()) : std::string(user);
}

std::string seconds_ago(int64_t time_ms) {
  return fmt::format("{} s ago", std::max<int64_t>(now_ms() - time_ms, 0) / 1000);
}

}  // namespace

MetastoreLock::MetastoreLock(MetastorePool& pool, std::string database, std::string table,
                             MetastoreLockOptions options)
    : pool_(pool),
      database_(std::move(database)),
      table_(std::move(table)),
      options_(options),
      agent_("Eigenlake-" + new_uuid()) {}

Result<std::unique_ptr<MetastoreLock>> MetastoreLock::acquire(MetastorePool& pool,
                                                              const std::string& database,
                                                              const std::string& table,
                                                              const MetastoreLockOptions& options) {
  std::unique_ptr<MetastoreLock> lock(new MetastoreLock(pool, database, table, options));
  auto response = lock->request();
  if (!response && response.error().kind == ErrorKind::kUnavailable) response = lock->find_own();
  if (!response) return std::unexpected(std::move(response).error());
  lock->lock_id_ = response->lockid;
  EIGENLAKE_RETURN_IF_ERROR(lock->wait_until_acquired(response->state));
  lock->heartbeat_ = start_heartbeat(std::chrono::milliseconds(options.heartbeat_ms), [held = lock.get()] {
    auto beat = held->pool_.read([&](MetastoreClient& client) { return client.heartbeat(held->lock_id_); });
    const std::lock_guard guard(held->mutex_);
    held->last_heartbeat_ = std::move(beat);
    return held->last_heartbeat_.has_value();
  });
  return lock;
}

Result<hive_api::LockResponse> MetastoreLock::request() {
  hive_api::LockComponent component;
  component.type = hive_api::LockType::EXCLUSIVE;
  component.level = hive_api::LockLevel::TABLE;
  component.dbname = database_;
  component.__set_tablename(table_);
  hive_api::LockRequest request;
  request.component = {component};
  request.user = lock_user();
  request.hostname = host_name();
  request.__set_agentInfo(agent_);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto client, pool_.lease());
  return client->lock(request);
}

Result<hive_api::LockResponse> MetastoreLock::find_own() {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto locks, pool_.read([&](MetastoreClient& client) {
    return client.show_locks(database_, table_);
  }));
  const auto own = std::ranges::find(locks, agent_, &hive_api::ShowLocksResponseElement::agentInfo);
  if (own == locks.end()) return request();
  hive_api::LockResponse response;
  response.lockid = own->lockid;
  response.state = own->state;
  return response;
}

Result<> MetastoreLock::wait_until_acquired(LockState::type state) {
  const int64_t deadline = now_ms() + options_.wait_ms_max;
  int64_t wait_ms = options_.check_ms_min;
  while (state == LockState::WAITING) {
    if (now_ms() >= deadline)
      return fail(ErrorKind::kUnavailable, "no lock on {}.{} within {} ms: {}", database_, table_,
                  options_.wait_ms_max, holder());
    std::this_thread::sleep_for(std::chrono::milliseconds(wait_ms));
    wait_ms = std::min(wait_ms * 3 / 2 + 1, options_.check_ms_max);
    EIGENLAKE_ASSIGN_OR_RETURN(const auto response, pool_.read([&](MetastoreClient& client) {
      return client.check_lock(lock_id_);
    }));
    state = response.state;
  }
  if (state == LockState::ACQUIRED) return {};
  return fail(ErrorKind::kUnavailable, "the metastore rejected the lock on {}.{} ({})", database_, table_,
              static_cast<int>(state));
}

std::string MetastoreLock::holder() {
  const auto locks =
      pool_.read([&](MetastoreClient& client) { return client.show_locks(database_, table_); });
  if (!locks) return "held by an unknown process";
  std::string text;
  for (const auto& lock : *locks) {
    if (lock.lockid == lock_id_ || lock.state != LockState::ACQUIRED) continue;
    const int64_t heard_ms = std::max(lock.lastheartbeat, lock.acquiredat);
    const bool is_stale = now_ms() - heard_ms >= options_.stale_ms_min;
    text += fmt::format(
        "{}held by {}@{} (lock {}, {}) since {}, last heard of {}{}", text.empty() ? "" : "; ", lock.user,
        lock.hostname, lock.lockid, lock.agentInfo.empty() ? "no agent" : lock.agentInfo,
        seconds_ago(lock.acquiredat), seconds_ago(heard_ms),
        is_stale ? ", which is stale: its process is probably dead, and the metastore does not "
                   "remove such locks (AcidHouseKeeperService)"
                 : "");
  }
  return text.empty() ? "requested by others before us" : text;
}

Result<> MetastoreLock::check() {
  const std::lock_guard guard(mutex_);
  if (last_heartbeat_) return {};
  return fail(ErrorKind::kUnavailable, "the lock on {}.{} was lost: {}", database_, table_,
              last_heartbeat_.error().message);
}

MetastoreLock::~MetastoreLock() {
  heartbeat_ = {};
  if (lock_id_ == 0) return;
  std::ignore = pool_.read([&](MetastoreClient& client) { return client.unlock(lock_id_); });
}

}  // namespace eigenlake::iceberg
