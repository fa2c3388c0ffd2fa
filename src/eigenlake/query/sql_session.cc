#include "eigenlake/query/sql_session.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "eigenlake/query/lake_scan.h"

namespace eigenlake {
namespace {

using duckdb::Api;
using duckdb::Handle;
using duckdb::StatementType;

/// Frees a DuckDB handle when the scope ends.
class Scoped {
 public:
  explicit Scoped(void (*destroy)(Handle*)) : destroy_(destroy) {}
  ~Scoped() {
    if (handle_ != nullptr) destroy_(&handle_);
  }
  Scoped(const Scoped&) = delete;
  Scoped& operator=(const Scoped&) = delete;
  Handle get() const { return handle_; }
  Handle* out() { return &handle_; }

 private:
  void (*destroy_)(Handle*);
  Handle handle_ = nullptr;
};

bool contains_word(std::string_view sql, std::string_view word) {
  const auto same = [](char a, char b) { return std::toupper(static_cast<unsigned char>(a)) == b; };
  return std::search(sql.begin(), sql.end(), word.begin(), word.end(), same) != sql.end();
}

/// Statements that reach outside the process. EXPLAIN ANALYZE runs what it explains, so it is judged by its
/// words.
Result<> refuse_writes(StatementType type, std::string_view sql) {
  switch (type) {
    case StatementType::kCopy:
    case StatementType::kExport:
      return fail(ErrorKind::kUsage,
                  "expected a statement that reads; write results with --output FILE --format …");
    case StatementType::kAttach:
    case StatementType::kLoad:
      return fail(ErrorKind::kUsage,
                  "expected a statement on the lake's tables; databases and extensions are not loaded");
    case StatementType::kPrepare:
    case StatementType::kExplain:
      if (contains_word(sql, "COPY") || contains_word(sql, "EXPORT") || contains_word(sql, "ATTACH"))
        return fail(ErrorKind::kUsage,
                    "expected a statement that reads; EXPLAIN and PREPARE take no COPY or EXPORT");
      return {};
    default:
      return {};
  }
}

std::unexpected<Error> query_error(const char* message) {
  const std::string_view text = message == nullptr ? "unknown error" : message;
  return fail(text.starts_with("INTERRUPT") ? ErrorKind::kInterrupted : ErrorKind::kUsage, "{}", text);
}

}  // namespace

struct SqlSession::Connection {
  const Api* api = nullptr;
  Handle database = nullptr;
  Handle connection = nullptr;
  std::shared_ptr<LakeScans> scans = std::make_shared<LakeScans>();

  ~Connection() {
    if (connection != nullptr) api->disconnect(&connection);
    if (database != nullptr) api->close(&database);
  }
  Result<> open_database(int num_threads);
  Result<> run(Handle statement, const std::function<Result<>(SqlResult&)>& consume) const;
  Result<> run_each(const std::string& sql, bool trusted,
                    const std::function<Result<>(SqlResult&)>& consume) const;
  /// As run_each, and where one of our scans failed, with its own error instead of DuckDB's.
  Result<> run_all(const std::string& sql, bool trusted,
                   const std::function<Result<>(SqlResult&)>& consume) const;
};

Result<> SqlSession::Connection::open_database(int num_threads) {
  Scoped config(api->destroy_config);
  if (api->create_config(config.out()) != duckdb::kSuccess)
    return fail(ErrorKind::kInternal, "DuckDB made no configuration");
  const std::string threads = std::to_string(num_threads);
  const std::array<std::array<const char*, 2>, 4> settings = {{{"autoinstall_known_extensions", "false"},
                                                               {"autoload_known_extensions", "false"},
                                                               {"allow_community_extensions", "false"},
                                                               {"threads", threads.c_str()}}};
  for (const auto& [name, value] : settings) {
    if (value == threads.c_str() && num_threads <= 0) continue;
    if (api->set_config(config.get(), name, value) != duckdb::kSuccess)
      return fail(ErrorKind::kInternal, "DuckDB refused the setting {} = {}", name, value);
  }
  char* error = nullptr;
  if (api->open_ext(nullptr, &database, config.get(), &error) != duckdb::kSuccess) {
    auto failure =
        fail(ErrorKind::kInternal, "DuckDB did not start: {}", error == nullptr ? "no reason" : error);
    api->free(error);
    return failure;
  }
  if (api->connect(database, &connection) != duckdb::kSuccess)
    return fail(ErrorKind::kInternal, "DuckDB accepted no connection");
  return {};
}

Result<> SqlSession::Connection::run(Handle statement,
                                     const std::function<Result<>(SqlResult&)>& consume) const {
  Scoped pending(api->destroy_pending);
  if (api->pending_prepared_streaming(statement, pending.out()) != duckdb::kSuccess)
    return query_error(api->pending_error(pending.get()));
  duckdb::ResultHandle handle{};
  if (api->execute_pending(pending.get(), &handle) != duckdb::kSuccess) {
    auto error = query_error(api->result_error(&handle));
    api->destroy_result(&handle);
    return error;
  }
  SqlResult result(*api, handle);
  return consume(result);
}

Result<> SqlSession::Connection::run_all(const std::string& sql, bool trusted,
                                         const std::function<Result<>(SqlResult&)>& consume) const {
  scans->take_error();  // Of an earlier query whose error was another one.
  auto done = run_each(sql, trusted, consume);
  auto cause = scans->take_error();
  if (!done && done.error().kind == ErrorKind::kUsage && cause) return std::unexpected(*std::move(cause));
  if (!done && done.error().kind == ErrorKind::kUsage)
    return std::unexpected(scans->explain(std::move(done).error()));
  return done;
}

Result<> SqlSession::Connection::run_each(const std::string& sql, bool trusted,
                                          const std::function<Result<>(SqlResult&)>& consume) const {
  Scoped statements(api->destroy_extracted);
  const uint64_t count = api->extract_statements(connection, sql.c_str(), statements.out());
  if (count == 0) {
    const char* error = api->extract_statements_error(statements.get());
    return error == nullptr ? Result<>{} : query_error(error);
  }
  for (uint64_t i = 0; i < count; ++i) {
    Scoped statement(api->destroy_prepare);
    if (api->prepare_extracted_statement(connection, statements.get(), i, statement.out()) !=
        duckdb::kSuccess)
      return query_error(api->prepare_error(statement.get()));
    if (!trusted)
      EIGENLAKE_RETURN_IF_ERROR(refuse_writes(api->prepared_statement_type(statement.get()), sql));
    EIGENLAKE_RETURN_IF_ERROR(run(statement.get(), consume));
  }
  return {};
}

SqlSession::SqlSession(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
SqlSession::~SqlSession() = default;
SqlSession::SqlSession(SqlSession&&) noexcept = default;

Result<SqlSession> SqlSession::open(const SqlSessionOptions& options) {
  auto connection = std::make_unique<Connection>();
  EIGENLAKE_ASSIGN_OR_RETURN(connection->api, duckdb::load_api(options.library_file));
  EIGENLAKE_RETURN_IF_ERROR(connection->open_database(options.num_threads));
  EIGENLAKE_RETURN_IF_ERROR(register_lake_scans(*connection->api, connection->connection, connection->scans));
  SqlSession session(std::move(connection));
  EIGENLAKE_RETURN_IF_ERROR(session.execute("set TimeZone = 'UTC'"));
  return session;
}

Result<> SqlSession::execute(const std::string& sql) {
  auto drained = connection_->run_all(sql, true, [](SqlResult& result) -> Result<> {
    while (true) {
      EIGENLAKE_ASSIGN_OR_RETURN(const bool more, result.next_chunk());
      if (!more) return {};
    }
  });
  if (!drained && drained.error().kind == ErrorKind::kUsage) drained.error().kind = ErrorKind::kInternal;
  return drained;
}

Result<> SqlSession::query(const std::string& sql, const std::function<Result<>(SqlResult&)>& consume) {
  return connection_->run_all(sql, false, consume);
}

LakeScans& SqlSession::scans() const {
  return *connection_->scans;
}

void SqlSession::interrupt() {
  connection_->api->interrupt(connection_->connection);
}

std::string_view SqlSession::library_version() const {
  return connection_->api->library_version();
}

}  // namespace eigenlake
