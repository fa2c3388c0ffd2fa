#include "eigenlake/iceberg/catalog/hive/metastore_lock.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include <unistd.h>

#include "eigenlake/base/clock.h"
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
  lock->start_heartbeat();
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
  std::vector<hive_api::ShowLocksResponseElement> locks;
  EIGENLAKE_RETURN_IF_ERROR(pool_.read([&](MetastoreClient& client) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(locks, client.show_locks(database_, table_));
    return {};
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
    EIGENLAKE_RETURN_IF_ERROR(pool_.read([&](MetastoreClient& client) -> Result<> {
      EIGENLAKE_ASSIGN_OR_RETURN(const auto response, client.check_lock(lock_id_));
      state = response.state;
      return {};
    }));
  }
  if (state == LockState::ACQUIRED) return {};
  return fail(ErrorKind::kUnavailable, "the metastore refused the lock on {}.{} ({})", database_, table_,
              static_cast<int>(state));
}

std::string MetastoreLock::holder() {
  std::vector<hive_api::ShowLocksResponseElement> locks;
  const auto shown = pool_.read([&](MetastoreClient& client) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(locks, client.show_locks(database_, table_));
    return {};
  });
  std::string text;
  for (const auto& lock : locks) {
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
  if (!text.empty()) return text;
  return shown ? "requested by others before us" : "held by an unknown process";
}

void MetastoreLock::start_heartbeat() {
  heartbeat_ = std::thread([this] { beat_until_stopped(); });
}

void MetastoreLock::beat_until_stopped() {
  std::unique_lock guard(mutex_);
  while (
      !stop_.wait_for(guard, std::chrono::milliseconds(options_.heartbeat_ms), [&] { return is_stopped_; })) {
    guard.unlock();
    auto beat = pool_.read([&](MetastoreClient& client) { return client.heartbeat(lock_id_); });
    guard.lock();
    last_heartbeat_ = std::move(beat);
    if (!last_heartbeat_) return;
  }
}

Result<> MetastoreLock::check() {
  const std::lock_guard guard(mutex_);
  if (last_heartbeat_) return {};
  return fail(ErrorKind::kUnavailable, "the lock on {}.{} was lost: {}", database_, table_,
              last_heartbeat_.error().message);
}

MetastoreLock::~MetastoreLock() {
  {
    const std::lock_guard guard(mutex_);
    is_stopped_ = true;
  }
  stop_.notify_all();
  if (heartbeat_.joinable()) heartbeat_.join();
  if (lock_id_ == 0) return;
  static_cast<void>(pool_.read([&](MetastoreClient& client) { return client.unlock(lock_id_); }));
}

}  // namespace eigenlake::iceberg
