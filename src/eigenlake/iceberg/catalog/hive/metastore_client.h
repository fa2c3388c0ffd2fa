// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <hive_metastore_types.h>

#include "eigenlake/base/error.h"

namespace eigenlake::iceberg {

/// Servers of one metastore: "thrift://host:port", several divided by commas; the first that answers is used.
struct MetastoreAddress {
  struct Server {
    std::string host;
    int port = 9083;
  };
  std::vector<Server> servers;
  int connect_ms_max = 10'000;
  int reply_ms_max = 120'000;
};

/// Errors: kUsage.
Result<MetastoreAddress> parse_metastore_uri(std::string_view uri);

/// One connection to a Hive Metastore, binary protocol over a buffered transport.
///
/// Errors:  kNotFound and kAlreadyExists as the metastore says; kInvalidInput for what it rejects; kStore for
/// its
///          own faults; kUnavailable for a lost reply: the call may have been done.
/// Threads: one at a time.
class MetastoreClient {
 public:
  static Result<std::unique_ptr<MetastoreClient>> connect(const MetastoreAddress& address);
  ~MetastoreClient();

  Result<hive_api::Database> get_database(const std::string& name);
  Result<> create_database(const hive_api::Database& database);
  Result<hive_api::Table> get_table(const std::string& database, const std::string& name);
  Result<std::vector<std::string>> get_all_tables(const std::string& database);
  Result<std::vector<hive_api::Table>> get_tables(const std::string& database,
                                                  const std::vector<std::string>& names);
  Result<> create_table(const hive_api::Table& table);
  Result<> alter_table(const hive_api::Table& table, const hive_api::EnvironmentContext& context);
  /// Files stay.
  Result<> drop_table(const std::string& database, const std::string& name);

  Result<hive_api::LockResponse> lock(const hive_api::LockRequest& request);
  Result<hive_api::LockResponse> check_lock(int64_t lock_id);
  Result<> unlock(int64_t lock_id);
  Result<> heartbeat(int64_t lock_id);
  Result<std::vector<hive_api::ShowLocksResponseElement>> show_locks(const std::string& database,
                                                                     const std::string& table);

  bool is_lost() const;

 private:
  struct Connection;
  explicit MetastoreClient(std::unique_ptr<Connection> connection);
  std::unique_ptr<Connection> connection_;
};

/// Idle connections.
///
/// Threads: any. The pool outlives its leases.
class MetastorePool {
 public:
  explicit MetastorePool(MetastoreAddress address) : address_(std::move(address)) {}

  using Lease = std::unique_ptr<MetastoreClient, std::function<void(MetastoreClient*)>>;
  Result<Lease> lease();
  /// Reads by `work`; once more if a pooled connection is lost.
  template <typename Work>
  auto read(Work work) -> decltype(work(std::declval<MetastoreClient&>())) {
    for (const bool is_last : {false, true}) {
      EIGENLAKE_ASSIGN_OR_RETURN(const Lease client, lease());
      auto done = work(*client);
      if (done || is_last || !client->is_lost()) return done;
    }
    std::unreachable();
  }
  const MetastoreAddress& address() const { return address_; }

 private:
  MetastoreAddress address_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<MetastoreClient>> idle_;
};

}  // namespace eigenlake::iceberg
