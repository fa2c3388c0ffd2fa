// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/hive/metastore_client.h"

#include <ThriftHiveMetastore.h>
#include <thrift/TApplicationException.h>
#include <thrift/protocol/TBinaryProtocol.h>
#include <thrift/transport/TBufferTransports.h>
#include <thrift/transport/TSocket.h>

#include "eigenlake/base/number_parsing.h"

namespace eigenlake::iceberg {
namespace {

using namespace apache::thrift;
constexpr size_t kIdleMax = 4;
constexpr std::string_view kScheme = "thrift://";

Result<MetastoreAddress::Server> parse_server(std::string_view text) {
  const auto invalid = [&] {
    return fail(ErrorKind::kUsage, "invalid metastore '{}'; give one such as thrift://host:9083", text);
  };
  if (!text.starts_with(kScheme)) return invalid();
  std::string_view place = text.substr(kScheme.size());
  while (place.ends_with('/')) place.remove_suffix(1);
  const size_t colon = std::min(place.rfind(':'), place.size());
  MetastoreAddress::Server server{std::string(place.substr(0, colon))};
  if (colon < place.size()) server.port = parse_number<int>(place.substr(colon + 1)).value_or(0);
  if (server.host.empty() || server.host.contains('/') || server.port < 1 || server.port > 65535)
    return invalid();
  return server;
}

}  // namespace

Result<MetastoreAddress> parse_metastore_uri(std::string_view uri) {
  MetastoreAddress address;
  while (!uri.empty()) {
    const size_t comma = std::min(uri.find(','), uri.size());
    EIGENLAKE_ASSIGN_OR_RETURN(address.servers.emplace_back(), parse_server(uri.substr(0, comma)));
    uri.remove_prefix(std::min(comma + 1, uri.size()));
  }
  if (!address.servers.empty()) return address;
  return fail(ErrorKind::kUsage, "no metastore; give one such as thrift://host:9083");
}

struct MetastoreClient::Connection {
  std::string server;
  std::shared_ptr<transport::TTransport> transport;
  std::unique_ptr<hive_api::ThriftHiveMetastoreClient> stub;
  bool is_lost = false;

  template <typename Exception>
  std::unexpected<Error> rejected(ErrorKind kind, const char* call, const Exception& exception) const {
    return fail(kind, "metastore {}: {}: {}", server, call,
                exception.message.empty() ? "no reason given" : exception.message);
  }

  /// The one place where Thrift's exceptions become errors.
  template <typename Work>
  Result<> run(const char* call, Work work) {
    try {
      work(*stub);
      return {};
    } catch (const hive_api::NoSuchObjectException& exception) {
      return rejected(ErrorKind::kNotFound, call, exception);
    } catch (const hive_api::UnknownDBException& exception) {
      return rejected(ErrorKind::kNotFound, call, exception);
    } catch (const hive_api::NoSuchLockException& exception) {
      return rejected(ErrorKind::kNotFound, call, exception);
    } catch (const hive_api::AlreadyExistsException& exception) {
      return rejected(ErrorKind::kAlreadyExists, call, exception);
    } catch (const hive_api::InvalidObjectException& exception) {
      return rejected(ErrorKind::kInvalidInput, call, exception);
    } catch (const hive_api::InvalidOperationException& exception) {
      return rejected(ErrorKind::kInvalidInput, call, exception);
    } catch (const hive_api::MetaException& exception) {
      return rejected(ErrorKind::kStore, call, exception);
    } catch (const TApplicationException& exception) {
      return fail(ErrorKind::kStore, "metastore {}: {}: {}", server, call, exception.what());
    } catch (const TException& exception) {
      is_lost = true;
      return fail(ErrorKind::kUnavailable, "metastore {}: {}: no reply: {}", server, call, exception.what());
    }
  }

  /// `work(stub, out)` fills the result.
  template <typename T, typename Work>
  Result<T> fetch(const char* call, Work work) {
    T out;
    EIGENLAKE_RETURN_IF_ERROR(run(call, [&](auto& stub) { work(stub, out); }));
    return out;
  }
};

MetastoreClient::MetastoreClient(std::unique_ptr<Connection> connection)
    : connection_(std::move(connection)) {}
MetastoreClient::~MetastoreClient() = default;

bool MetastoreClient::is_lost() const {
  return connection_->is_lost;
}

Result<std::unique_ptr<MetastoreClient>> MetastoreClient::connect(const MetastoreAddress& address) {
  std::string reasons;
  for (const auto& [host, port] : address.servers) {
    auto socket = std::make_shared<transport::TSocket>(host, port);
    socket->setConnTimeout(address.connect_ms_max);
    socket->setRecvTimeout(address.reply_ms_max);
    socket->setSendTimeout(address.reply_ms_max);
    auto connection = std::make_unique<Connection>();
    connection->server = fmt::format("{}:{}", host, port);
    connection->transport = std::make_shared<transport::TBufferedTransport>(std::move(socket));
    connection->stub = std::make_unique<hive_api::ThriftHiveMetastoreClient>(
        std::make_shared<protocol::TBinaryProtocol>(connection->transport));
    try {
      connection->transport->open();
      return std::unique_ptr<MetastoreClient>(new MetastoreClient(std::move(connection)));
    } catch (const TException& exception) {
      reasons += fmt::format("{}{}: {}", reasons.empty() ? "" : "; ", connection->server, exception.what());
    }
  }
  return fail(ErrorKind::kUnavailable, "cannot connect to the Hive Metastore: {}", reasons);
}

Result<hive_api::Database> MetastoreClient::get_database(const std::string& name) {
  return connection_->fetch<hive_api::Database>(
      "get_database", [&](auto& stub, auto& database) { stub.get_database(database, name); });
}

Result<> MetastoreClient::create_database(const hive_api::Database& database) {
  return connection_->run("create_database", [&](auto& stub) { stub.create_database(database); });
}

Result<hive_api::Table> MetastoreClient::get_table(const std::string& database, const std::string& name) {
  return connection_->fetch<hive_api::Table>(
      "get_table", [&](auto& stub, auto& table) { stub.get_table(table, database, name); });
}

Result<std::vector<std::string>> MetastoreClient::get_all_tables(const std::string& database) {
  return connection_->fetch<std::vector<std::string>>(
      "get_all_tables", [&](auto& stub, auto& names) { stub.get_all_tables(names, database); });
}

Result<std::vector<hive_api::Table>> MetastoreClient::get_tables(const std::string& database,
                                                                 const std::vector<std::string>& names) {
  return connection_->fetch<std::vector<hive_api::Table>>(
      "get_table_objects_by_name",
      [&](auto& stub, auto& tables) { stub.get_table_objects_by_name(tables, database, names); });
}

Result<> MetastoreClient::create_table(const hive_api::Table& table) {
  return connection_->run("create_table", [&](auto& stub) { stub.create_table(table); });
}

Result<> MetastoreClient::alter_table(const hive_api::Table& table,
                                      const hive_api::EnvironmentContext& context) {
  return connection_->run("alter_table", [&](auto& stub) {
    stub.alter_table_with_environment_context(table.dbName, table.tableName, table, context);
  });
}

Result<> MetastoreClient::drop_table(const std::string& database, const std::string& name) {
  return connection_->run("drop_table", [&](auto& stub) { stub.drop_table(database, name, false); });
}

Result<hive_api::LockResponse> MetastoreClient::lock(const hive_api::LockRequest& request) {
  return connection_->fetch<hive_api::LockResponse>(
      "lock", [&](auto& stub, auto& response) { stub.lock(response, request); });
}

Result<hive_api::LockResponse> MetastoreClient::check_lock(int64_t lock_id) {
  hive_api::CheckLockRequest request;
  request.lockid = lock_id;
  return connection_->fetch<hive_api::LockResponse>(
      "check_lock", [&](auto& stub, auto& response) { stub.check_lock(response, request); });
}

Result<> MetastoreClient::unlock(int64_t lock_id) {
  hive_api::UnlockRequest request;
  request.lockid = lock_id;
  return connection_->run("unlock", [&](auto& stub) { stub.unlock(request); });
}

Result<> MetastoreClient::heartbeat(int64_t lock_id) {
  hive_api::HeartbeatRequest request;
  request.__set_lockid(lock_id);
  return connection_->run("heartbeat", [&](auto& stub) { stub.heartbeat(request); });
}

Result<std::vector<hive_api::ShowLocksResponseElement>> MetastoreClient::show_locks(
    const std::string& database, const std::string& table) {
  hive_api::ShowLocksRequest request;
  request.__set_dbname(database);
  request.__set_tablename(table);
  request.__set_isExtended(false);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto response, connection_->fetch<hive_api::ShowLocksResponse>(
                                                      "show_locks", [&](auto& stub, auto& shown) {
                                                        stub.show_locks(shown, request);
                                                      }));
  return response.locks;
}

Result<MetastorePool::Lease> MetastorePool::lease() {
  std::unique_ptr<MetastoreClient> client;
  {
    const std::lock_guard guard(mutex_);
    if (!idle_.empty()) {
      client = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (!client) {
    EIGENLAKE_ASSIGN_OR_RETURN(client, MetastoreClient::connect(address_));
  }
  return Lease(client.release(), [this](MetastoreClient* returned) {
    std::unique_ptr<MetastoreClient> owner(returned);
    const std::lock_guard guard(mutex_);
    if (owner->is_lost()) {
      idle_.clear();  // What cut this one off probably cut off the others.
    } else if (idle_.size() < kIdleMax) {
      idle_.push_back(std::move(owner));
    }
  });
}

}  // namespace eigenlake::iceberg
