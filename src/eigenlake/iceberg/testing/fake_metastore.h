// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <atomic>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <ThriftHiveMetastore.h>
#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/server/TThreadedServer.h>
#include <thrift/transport/TBufferTransports.h>
#include <thrift/transport/TServerSocket.h>

#include "eigenlake/base/clock.h"
#include "eigenlake/iceberg/catalog/hive/metastore_client.h"

namespace eigenlake::iceberg::testing {

/// How the next call of one name goes wrong.
struct MetastoreFault {
  enum class Kind {
    kNone,
    kLoseReply,  ///< The call is done, the connection ends without a reply.
    kDrop,       ///< The connection ends, nothing is done.
  };
  Kind kind = Kind::kNone;
  std::string call;
};

/// What a Hive Metastore does, as far as a catalog sees: tables, databases, table locks.
class FakeMetastoreHandler : public hive_api::ThriftHiveMetastoreIf {
 public:
  std::mutex mutex;
  std::map<std::string, hive_api::Database> databases;
  std::map<std::pair<std::string, std::string>, hive_api::Table> tables;
  std::vector<hive_api::ShowLocksResponseElement> locks;
  hive_api::EnvironmentContext last_context;
  int64_t next_lock_id = 1;
  std::atomic<int> heartbeats = 0;
  std::atomic<bool> refuses_heartbeats = false;

  void create_database(const hive_api::Database& database) override {
    const std::lock_guard guard(mutex);
    if (!databases.emplace(database.name, database).second)
      refuse<hive_api::AlreadyExistsException>("database");
  }
  void get_database(hive_api::Database& result, const std::string& name) override {
    const std::lock_guard guard(mutex);
    const auto found = databases.find(name);
    if (found == databases.end()) refuse<hive_api::NoSuchObjectException>("no database " + name);
    result = found->second;
  }
  void create_table(const hive_api::Table& table) override {
    const std::lock_guard guard(mutex);
    if (!databases.contains(table.dbName)) refuse<hive_api::InvalidObjectException>("no database");
    if (!tables.emplace(std::pair(table.dbName, table.tableName), table).second)
      refuse<hive_api::AlreadyExistsException>("table " + table.tableName);
  }
  void drop_table(const std::string& database, const std::string& name, bool) override {
    const std::lock_guard guard(mutex);
    if (tables.erase({database, name}) == 0) refuse<hive_api::NoSuchObjectException>("no table " + name);
  }
  void get_table(hive_api::Table& result, const std::string& database, const std::string& name) override {
    const std::lock_guard guard(mutex);
    const auto found = tables.find({database, name});
    if (found == tables.end()) refuse<hive_api::NoSuchObjectException>("no table " + name);
    result = found->second;
  }
  void get_all_tables(std::vector<std::string>& result, const std::string& database) override {
    const std::lock_guard guard(mutex);
    for (const auto& [key, table] : tables)
      if (key.first == database) result.push_back(key.second);
  }
  void get_table_objects_by_name(std::vector<hive_api::Table>& result, const std::string& database,
                                 const std::vector<std::string>& names) override {
    const std::lock_guard guard(mutex);
    for (const std::string& name : names)
      if (const auto found = tables.find({database, name}); found != tables.end())
        result.push_back(found->second);
  }
  void alter_table_with_environment_context(const std::string& database, const std::string& name,
                                            const hive_api::Table& table,
                                            const hive_api::EnvironmentContext& context) override {
    const std::lock_guard guard(mutex);
    const auto found = tables.find({database, name});
    if (found == tables.end()) refuse<hive_api::InvalidOperationException>("no table " + name);
    found->second = table;
    last_context = context;
  }
  void lock(hive_api::LockResponse& result, const hive_api::LockRequest& request) override {
    const std::lock_guard guard(mutex);
    hive_api::ShowLocksResponseElement lock;
    lock.lockid = next_lock_id++;
    lock.dbname = request.component[0].dbname;
    lock.__set_tablename(request.component[0].tablename);
    lock.state = hive_api::LockState::WAITING;
    lock.type = request.component[0].type;
    lock.lastheartbeat = now_ms();
    lock.user = request.user;
    lock.hostname = request.hostname;
    lock.__set_agentInfo(request.agentInfo);
    locks.push_back(lock);
    grant(locks.back());
    result.lockid = lock.lockid;
    result.state = locks.back().state;
  }
  void check_lock(hive_api::LockResponse& result, const hive_api::CheckLockRequest& request) override {
    const std::lock_guard guard(mutex);
    auto& lock = find_lock(request.lockid);
    grant(lock);
    result.lockid = lock.lockid;
    result.state = lock.state;
  }
  void unlock(const hive_api::UnlockRequest& request) override {
    const std::lock_guard guard(mutex);
    find_lock(request.lockid);
    std::erase_if(locks, [&](const auto& lock) { return lock.lockid == request.lockid; });
  }
  void heartbeat(const hive_api::HeartbeatRequest& request) override {
    const std::lock_guard guard(mutex);
    ++heartbeats;
    if (refuses_heartbeats) refuse<hive_api::NoSuchLockException>("timed out");
    find_lock(request.lockid).lastheartbeat = now_ms();
  }
  void show_locks(hive_api::ShowLocksResponse& result, const hive_api::ShowLocksRequest& request) override {
    const std::lock_guard guard(mutex);
    for (const auto& lock : locks)
      if (lock.dbname == request.dbname && lock.tablename == request.tablename) result.locks.push_back(lock);
  }

 private:
  template <typename Exception>
  [[noreturn]] static void refuse(const std::string& message) {
    Exception exception;
    exception.message = message;
    throw exception;
  }
  hive_api::ShowLocksResponseElement& find_lock(int64_t id) {
    const auto found = std::ranges::find(locks, id, &hive_api::ShowLocksResponseElement::lockid);
    if (found == locks.end()) refuse<hive_api::NoSuchLockException>("no lock " + std::to_string(id));
    return *found;
  }
  /// The oldest request for a table has its lock.
  void grant(hive_api::ShowLocksResponseElement& lock) {
    const auto first = std::ranges::find_if(locks, [&](const auto& other) {
      return other.dbname == lock.dbname && other.tablename == lock.tablename;
    });
    if (first->lockid != lock.lockid || lock.state == hive_api::LockState::ACQUIRED) return;
    lock.state = hive_api::LockState::ACQUIRED;
    lock.__set_acquiredat(now_ms());
  }
};

/// Serves a FakeMetastoreHandler at a port of this machine, and spoils calls.
class FakeMetastore {
 public:
  FakeMetastore() : handler(std::make_shared<FakeMetastoreHandler>()) {
    using namespace apache::thrift;
    socket_ = std::make_shared<transport::TServerSocket>("127.0.0.1", 0);
    server_ = std::make_unique<server::TThreadedServer>(
        std::make_shared<Processor>(*this), socket_, std::make_shared<transport::TBufferedTransportFactory>(),
        std::make_shared<protocol::TBinaryProtocolFactory>());
    auto started = std::make_shared<Started>();
    server_->setServerEventHandler(started);
    thread_ = std::thread([this] { server_->serve(); });
    started->promise.get_future().wait();
  }
  ~FakeMetastore() {
    server_->stop();
    thread_.join();
  }

  std::string uri() const { return "thrift://127.0.0.1:" + std::to_string(socket_->getPort()); }
  /// Spoils the next call of this name.
  void spoil(MetastoreFault::Kind kind, const std::string& call) {
    const std::lock_guard guard(fault_mutex_);
    fault_ = {kind, call};
  }

  const std::shared_ptr<FakeMetastoreHandler> handler;

 private:
  struct Started : apache::thrift::server::TServerEventHandler {
    std::promise<void> promise;
    void preServe() override { promise.set_value(); }
  };

  class Processor : public hive_api::ThriftHiveMetastoreProcessor {
   public:
    explicit Processor(FakeMetastore& owner)
        : hive_api::ThriftHiveMetastoreProcessor(owner.handler), owner_(owner) {}

   protected:
    bool dispatchCall(apache::thrift::protocol::TProtocol* in, apache::thrift::protocol::TProtocol* out,
                      const std::string& name, int32_t sequence, void* context) override {
      using namespace apache::thrift;
      const MetastoreFault::Kind fault = owner_.take_fault(name);
      if (fault == MetastoreFault::Kind::kNone)
        return hive_api::ThriftHiveMetastoreProcessor::dispatchCall(in, out, name, sequence, context);
      if (fault == MetastoreFault::Kind::kLoseReply) {
        protocol::TBinaryProtocol nowhere(std::make_shared<transport::TMemoryBuffer>());
        hive_api::ThriftHiveMetastoreProcessor::dispatchCall(in, &nowhere, name, sequence, context);
      }
      throw transport::TTransportException(transport::TTransportException::INTERRUPTED, "spoilt");
    }

   private:
    FakeMetastore& owner_;
  };

  MetastoreFault::Kind take_fault(const std::string& call) {
    const std::lock_guard guard(fault_mutex_);
    if (fault_.call != call) return MetastoreFault::Kind::kNone;
    fault_.call.clear();
    return fault_.kind;
  }

  std::shared_ptr<apache::thrift::transport::TServerSocket> socket_;
  std::unique_ptr<apache::thrift::server::TThreadedServer> server_;
  std::thread thread_;
  std::mutex fault_mutex_;
  MetastoreFault fault_;
};

}  // namespace eigenlake::iceberg::testing
