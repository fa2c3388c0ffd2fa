#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <hive_metastore_types.h>

#include "eigenlake/base/error.h"

namespace eigenlake::iceberg {

/// Addresses of one metastore: "thrift://host:port", several divided by commas; the first that answers
/// serves.
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

/// One connection to a Hive Metastore, binary protocol over a buffered transport; names are the metastore's.
///
/// Errors:  kNotFound and kAlreadyExists as the metastore says; kInvalidInput for what it refuses; kStore for
///          its own faults; kUnavailable where no reply came: the call may or may not have been done, and the
///          connection is lost.
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
  /// The entry alone; files stay.
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

/// Connections that wait for their next use; lost ones are not kept.
///
/// Threads: any. The pool outlives what it lends.
class MetastorePool {
 public:
  explicit MetastorePool(MetastoreAddress address) : address_(std::move(address)) {}

  using Lease = std::unique_ptr<MetastoreClient, std::function<void(MetastoreClient*)>>;
  Result<Lease> lease();
  /// Reads by `work`; once more where a connection from the pool turns out to be lost.
  Result<> read(const std::function<Result<>(MetastoreClient&)>& work);
  const MetastoreAddress& address() const { return address_; }

 private:
  MetastoreAddress address_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<MetastoreClient>> idle_;
};

}  // namespace eigenlake::iceberg
