// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/sql/postgres_connection.h"

#include <array>
#include <charconv>

#include <libpq-fe.h>

namespace eigenlake::iceberg {
namespace {

struct Finish {
  void operator()(PGconn* session) const { PQfinish(session); }
};
struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Session = std::unique_ptr<PGconn, Finish>;
using Reply = std::unique_ptr<PGresult, Clear>;

std::string first_line(const char* text) {
  std::string line(text == nullptr ? "" : text);
  line.resize(std::min(line.find('\n'), line.size()));
  return line;
}

ErrorKind kind_of(std::string_view sql_state) {
  if (sql_state == "23505" || sql_state == "42P07" || sql_state == "42710") return ErrorKind::kAlreadyExists;
  if (sql_state == "40001" || sql_state == "40P01") return ErrorKind::kConflict;
  const std::string_view group = sql_state.substr(0, 2);
  const bool unavailable = group == "08" || group == "53" || group == "57" || sql_state == "55P03";
  return unavailable ? ErrorKind::kUnavailable : ErrorKind::kStore;
}

class PostgresConnection final : public SqlConnection {
 public:
  PostgresConnection(Session session, std::string shown)
      : session_(std::move(session)), shown_(std::move(shown)) {}

  Result<SqlResult> execute(std::string_view statement, std::span<const std::string> parameters) override {
    EIGENLAKE_ASSIGN_OR_RETURN(const Reply reply, send(std::string(statement), parameters));
    SqlResult result;
    for (int row = 0; row < PQntuples(reply.get()); ++row) result.rows.push_back(row_of(reply.get(), row));
    const std::string_view changed = PQcmdTuples(reply.get());
    std::from_chars(changed.data(), changed.data() + changed.size(), result.changed);
    return result;
  }

  Result<> begin(int64_t key) override {
    EIGENLAKE_RETURN_IF_ERROR(send("BEGIN ISOLATION LEVEL READ COMMITTED", {}));
    // Neither a dead session nor a stalled one of ours blocks for ever.
    EIGENLAKE_RETURN_IF_ERROR(send("SET LOCAL lock_timeout = '60s'", {}));
    EIGENLAKE_RETURN_IF_ERROR(send("SET LOCAL idle_in_transaction_session_timeout = '60s'", {}));
    const std::string text = std::to_string(key);
    EIGENLAKE_RETURN_IF_ERROR(send("SELECT pg_advisory_xact_lock($1::bigint)", std::span(&text, 1)));
    return {};
  }

  Result<> commit() override {
    auto reply = send("COMMIT", {});
    if (!reply) {
      if (is_lost()) reply.error().kind = ErrorKind::kCommitStateUnknown;
      return std::unexpected(std::move(reply).error());
    }
    // A transaction that failed before answers COMMIT by a rollback.
    if (std::string_view(PQcmdStatus(reply->get())) == "COMMIT") return {};
    return fail(ErrorKind::kStore, "{}: expected COMMIT, found {}", shown_, PQcmdStatus(reply->get()));
  }

  void rollback() override {
    if (PQtransactionStatus(session_.get()) != PQTRANS_IDLE) static_cast<void>(send("ROLLBACK", {}));
  }

  bool is_lost() const override { return PQstatus(session_.get()) == CONNECTION_BAD; }

  Result<std::vector<std::string>> columns_of(const std::string& table) override {
    EIGENLAKE_ASSIGN_OR_RETURN(const SqlResult result,
                               execute("SELECT attname FROM pg_attribute WHERE attrelid = to_regclass($1) "
                                       "AND attnum > 0 AND NOT attisdropped",
                                       std::span(&table, 1)));
    std::vector<std::string> columns;
    for (const SqlRow& row : result.rows) columns.push_back(row[0].value_or(""));
    return columns;
  }

 private:
  Result<Reply> send(const std::string& statement, std::span<const std::string> parameters) {
    std::vector<const char*> values;
    for (const std::string& parameter : parameters) {
      if (parameter.contains('\0'))
        return fail(ErrorKind::kInvalidInput, "{}: a value must not contain NUL", shown_);
      values.push_back(parameter.c_str());
    }
    Reply reply(PQexecParams(session_.get(), statement.c_str(), static_cast<int>(values.size()), nullptr,
                             values.data(), nullptr, nullptr, 0));
    const ExecStatusType status = PQresultStatus(reply.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return reply;
    const char* sql_state = PQresultErrorField(reply.get(), PG_DIAG_SQLSTATE);
    const ErrorKind kind = is_lost()              ? ErrorKind::kUnavailable
                           : sql_state != nullptr ? kind_of(sql_state)
                                                  : ErrorKind::kStore;
    return fail(kind, "{}: {}", shown_, first_line(PQerrorMessage(session_.get())));
  }

  static SqlRow row_of(PGresult* reply, int row) {
    SqlRow values;
    for (int i = 0; i < PQnfields(reply); ++i) {
      if (PQgetisnull(reply, row, i)) {
        values.emplace_back();
      } else {
        values.emplace_back(
            std::string(PQgetvalue(reply, row, i), static_cast<size_t>(PQgetlength(reply, row, i))));
      }
    }
    return values;
  }

  Session session_;
  std::string shown_;
};

/// Defaults; a vanished server is noticed within a minute.
constexpr std::array kDefaults = {
    std::pair{"application_name", "eigenlake"}, std::pair{"connect_timeout", "10"},
    std::pair{"tcp_user_timeout", "30000"},     std::pair{"keepalives_idle", "20"},
    std::pair{"keepalives_interval", "5"},      std::pair{"keepalives_count", "3"}};

/// libpq quotes an invalid URI, password included.
std::string without_uri(std::string message, const std::string& uri, const std::string& shown) {
  const size_t at = message.find(uri);
  return at == std::string::npos ? message : message.replace(at, uri.size(), shown);
}

Result<std::unique_ptr<SqlConnection>> open_postgres(const std::string& uri, const std::string& shown) {
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : kDefaults) {
    keywords.push_back(keyword);
    values.push_back(value);
  }
  keywords.insert(keywords.end(), {"dbname", nullptr});
  values.insert(values.end(), {uri.c_str(), nullptr});
  Session session(PQconnectdbParams(keywords.data(), values.data(), 1));
  if (session == nullptr || PQstatus(session.get()) != CONNECTION_OK)
    return fail(ErrorKind::kUnavailable, "{}: cannot connect: {}", shown,
                session == nullptr ? "out of memory"
                                   : without_uri(first_line(PQerrorMessage(session.get())), uri, shown));
  PQsetNoticeProcessor(session.get(), [](void*, const char*) {}, nullptr);
  return std::make_unique<PostgresConnection>(std::move(session), shown);
}

}  // namespace

SqlConnector postgres_connector(std::string uri, std::string shown) {
  return [uri = std::move(uri), shown = std::move(shown)](bool) { return open_postgres(uri, shown); };
}

}  // namespace eigenlake::iceberg
