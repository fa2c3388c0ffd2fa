// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/sql_session.h"

#include <atomic>

#include <fmt/ranges.h>

#include "eigenlake/json/json.h"
#include "eigenlake/query/duckdb_error.h"
#include "eigenlake/query/lake_scan.h"
#include "eigenlake/query/spill_folder.h"
#include "eigenlake/query/sql_functions.h"

namespace eigenlake {
namespace {

using duckdb::Api;
using duckdb::Handle;
using duckdb::StatementType;
using Kind = AllowedStatement::Kind;

constexpr int kAskedAgainMax = 5;

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

std::unexpected<Error> query_error(const char* message) {
  return std::unexpected(error_of_duckdb(message));
}

Result<> drain(SqlResult& result) {
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool more, result.next_chunk());
    if (!more) return {};
  }
}

using Settings = std::vector<std::pair<std::string, std::string>>;

Settings settings_of(const SqlSessionOptions& options, const SpillFolder& spill) {
  Settings settings = {{"autoinstall_known_extensions", "false"},
                       {"autoload_known_extensions", "false"},
                       {"allow_community_extensions", "false"},
                       {"allow_persistent_secrets", "false"},
                       {"allowed_configs", fmt::format("[{}]", fmt::join(kChangeableSettings, ","))},
                       {"temp_directory", spill.path().string()}};
  if (!spill.path().empty())
    settings.emplace_back("max_temp_directory_size", fmt::format("{}B", spill.bytes_max()));
  if (options.num_threads > 0) settings.emplace_back("threads", std::to_string(options.num_threads));
  return settings;
}

/// The types of statements that a user's statement may become. A PIVOT creates a type for itself first.
bool may_be(Kind kind, std::span<const StatementType> types) {
  const StatementType last = types.back();
  switch (kind) {
    case Kind::kSetting:
    case Kind::kVariable:
      return types.size() == 1 && (last == StatementType::kSet || last == StatementType::kVariableSet);
    case Kind::kTemporary:
      return types.size() == 1 && last == StatementType::kCreate;
    case Kind::kQuery:
      break;
  }
  const bool reads = last == StatementType::kSelect || last == StatementType::kExplain;
  return reads && (types.size() == 1 || (types.size() == 2 && types[0] == StatementType::kCreate));
}

}  // namespace

struct SqlSession::Connection {
  const Api* api = nullptr;
  SpillFolder spill = SpillFolder::choose();
  Handle database = nullptr;
  Handle connection = nullptr;
  Handle serialize = nullptr;  ///< The prepared json_serialize_sql().
  std::shared_ptr<LakeScans> scans = std::make_shared<LakeScans>();
  std::optional<ValueCasts> casts;
  std::optional<StatementGate> gate;
  bool local_files = true;
  std::atomic<bool> is_stopped = false;  ///< The present query was asked to end.

  ~Connection() {
    casts.reset();
    if (serialize != nullptr) api->destroy_prepare(&serialize);
    if (connection != nullptr) api->disconnect(&connection);
    if (database != nullptr) api->close(&database);
  }
  Result<> open_database(const SqlSessionOptions& options);
  void make_gate(const SqlSessionOptions& options);
  Result<> run(Handle statement, const Consume& consume);
  /// All statements of `sql` in order; a user's are checked against their kind.
  Result<> run_each(const std::string& sql, std::optional<Kind> kind, const Consume& consume);
  /// As run_each, and where one of our scans failed, with its own error instead of DuckDB's.
  Result<> run_all(const std::string& sql, std::optional<Kind> kind, const Consume& consume);
  Result<std::string> serialized(const std::string& sql);
  Result<SqlTree> parse(const std::string& sql);
  Result<std::vector<std::string>> table_functions();
};

Result<> SqlSession::Connection::open_database(const SqlSessionOptions& options) {
  Scoped config(api->destroy_config);
  if (api->create_config(config.out()) != duckdb::kSuccess)
    return fail(ErrorKind::kInternal, "cannot create DuckDB's configuration");
  for (const auto& [name, value] : settings_of(options, spill))
    if (api->set_config(config.get(), name.c_str(), value.c_str()) != duckdb::kSuccess)
      return fail(ErrorKind::kInternal, "DuckDB rejected the setting {} = {}", name, value);
  char* error = nullptr;
  if (api->open_ext(nullptr, &database, config.get(), &error) != duckdb::kSuccess) {
    auto failure =
        fail(ErrorKind::kInternal, "cannot start DuckDB: {}", error == nullptr ? "no reason" : error);
    api->free(error);
    return failure;
  }
  if (api->connect(database, &connection) != duckdb::kSuccess)
    return fail(ErrorKind::kInternal, "cannot connect to DuckDB");
  casts.emplace(*api, database);
  return {};
}

void SqlSession::Connection::make_gate(const SqlSessionOptions& options) {
  local_files = options.local_files;
  SqlRules rules{.local_files = options.local_files, .is_table = [this](std::string_view name) {
                   return scans->find(std::string(name)) != nullptr;
                 }};
  gate.emplace(
      StatementGate::Options{std::move(rules), options.temporary_objects},
      [this](const std::string& sql) { return parse(sql); }, [this] { return table_functions(); });
}

Result<> SqlSession::Connection::run(Handle statement, const Consume& consume) {
  Scoped pending(api->destroy_pending);
  if (api->pending_prepared_streaming(statement, pending.out()) != duckdb::kSuccess)
    return query_error(api->pending_error(pending.get()));
  duckdb::ResultHandle handle{};
  if (api->execute_pending(pending.get(), &handle) != duckdb::kSuccess) {
    auto error = query_error(api->result_error(&handle));
    api->destroy_result(&handle);
    return error;
  }
  SqlResult result(*api, handle, *casts);
  return consume(result);
}

Result<> SqlSession::Connection::run_all(const std::string& sql, std::optional<Kind> kind,
                                         const Consume& consume) {
  scans->take_error();  // Of an earlier query whose error was another one.
  is_stopped = false;
  auto done = run_each(sql, kind, consume);
  auto cause = scans->take_error();
  // Where one thread fails, DuckDB interrupts the others and may report only that: find the cause.
  const auto lacks_cause = [&] { return !done && is_interrupt(done.error()) && !is_stopped && !cause; };
  for (int i = 0; i < kAskedAgainMax && lacks_cause(); ++i) {
    done = run_each(sql, kind, drain);
    if (done)
      return fail(ErrorKind::kUsage, "a thread of the query failed, but not when the query was repeated");
    cause = scans->take_error();
  }
  const bool is_told_by_duckdb =
      !done && (done.error().kind == ErrorKind::kUsage || is_interrupt(done.error()));
  if (is_told_by_duckdb && cause && !is_stopped) return std::unexpected(*std::move(cause));
  const bool may_be_of_file =
      !done && (done.error().kind == ErrorKind::kUsage || done.error().kind == ErrorKind::kNotFound);
  return may_be_of_file ? std::unexpected(scans->explain(std::move(done).error())) : done;
}

Result<> SqlSession::Connection::run_each(const std::string& sql, std::optional<Kind> kind,
                                          const Consume& consume) {
  Scoped statements(api->destroy_extracted);
  const uint64_t count = api->extract_statements(connection, sql.c_str(), statements.out());
  if (count == 0) {
    const char* error = api->extract_statements_error(statements.get());
    return error == nullptr ? Result<>{} : query_error(error);
  }
  std::vector<StatementType> types;
  for (uint64_t i = 0; i < count; ++i) {
    Scoped statement(api->destroy_prepare);
    if (api->prepare_extracted_statement(connection, statements.get(), i, statement.out()) !=
        duckdb::kSuccess)
      return query_error(api->prepare_error(statement.get()));
    types.push_back(api->prepared_statement_type(statement.get()));
    const bool is_type_of_pivot = kind && count > 1 && i == 0 && types[0] == StatementType::kCreate;
    if (kind && !is_type_of_pivot && !may_be(*kind, types))
      return fail(ErrorKind::kUsage, "only statements that read are allowed, got: {}", sql);
    const bool is_shown = !kind || (*kind == Kind::kQuery && !is_type_of_pivot);
    EIGENLAKE_RETURN_IF_ERROR(run(statement.get(), is_shown ? consume : Consume(drain)));
  }
  return {};
}

/// The result of json_serialize_sql() for `sql`, by a statement that is prepared once.
Result<std::string> SqlSession::Connection::serialized(const std::string& sql) {
  constexpr const char* kSerialize =
      "SELECT json_serialize_sql($1::VARCHAR, skip_null := true, skip_empty := true, skip_default := true)";
  if (serialize == nullptr && api->prepare(connection, kSerialize, &serialize) != duckdb::kSuccess)
    return query_error(api->prepare_error(serialize));
  if (api->bind_varchar_length(serialize, 1, sql.data(), sql.size()) != duckdb::kSuccess)
    return fail(ErrorKind::kUsage, "SQL must be UTF-8");
  std::string json;
  EIGENLAKE_RETURN_IF_ERROR(run(serialize, [&](SqlResult& result) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool has_rows, result.next_chunk());
    if (has_rows) result.append_value(0, 0, ValueStyle::kText, json);
    return {};
  }));
  return json;
}

Result<SqlTree> SqlSession::Connection::parse(const std::string& sql) {
  SqlTree tree;
  EIGENLAKE_ASSIGN_OR_RETURN(tree.json, serialized(sql));
  tree.is_query = tree.json.starts_with(R"({"error":false)");
  if (tree.is_query) return tree;
  EIGENLAKE_ASSIGN_OR_RETURN(const Json error, parse_json(tree.json));
  if (error.value("error_type", "") == "not implemented") return tree;  // No query.
  // DuckDB's own message shows the place.
  Scoped statements(api->destroy_extracted);
  if (api->extract_statements(connection, sql.c_str(), statements.out()) == 0)
    if (const char* message = api->extract_statements_error(statements.get()); message != nullptr)
      return query_error(message);
  return fail(ErrorKind::kUsage, "{}", error.value("error_message", "DuckDB cannot parse the statement"));
}

Result<std::vector<std::string>> SqlSession::Connection::table_functions() {
  std::vector<std::string> names;
  EIGENLAKE_RETURN_IF_ERROR(
      run_all("SELECT DISTINCT lower(function_name) FROM duckdb_functions() WHERE function_type IN ('table', "
              "'table_macro')",
              std::nullopt, [&](SqlResult& result) -> Result<> {
                while (true) {
                  EIGENLAKE_ASSIGN_OR_RETURN(const bool more, result.next_chunk());
                  for (size_t row = 0; row < result.num_rows(); ++row)
                    result.append_value(0, row, ValueStyle::kText, names.emplace_back());
                  if (!more) return {};
                }
              }));
  return names;
}

SqlSession::SqlSession(std::unique_ptr<Connection> connection) : connection_(std::move(connection)) {}
SqlSession::~SqlSession() = default;
SqlSession::SqlSession(SqlSession&&) noexcept = default;

Result<SqlSession> SqlSession::open(const SqlSessionOptions& options) {
  auto connection = std::make_unique<Connection>();
  EIGENLAKE_ASSIGN_OR_RETURN(connection->api, duckdb::load_api(options.library_file));
  EIGENLAKE_RETURN_IF_ERROR(connection->open_database(options));
  EIGENLAKE_RETURN_IF_ERROR(register_lake_scans(*connection->api, connection->connection, connection->scans));
  connection->make_gate(options);
  SqlSession session(std::move(connection));
  EIGENLAKE_RETURN_IF_ERROR(session.execute("set global TimeZone = 'UTC'"));
  // Switched off only after the start, so that DuckDB can still open its spill folder.
  if (!options.local_files) EIGENLAKE_RETURN_IF_ERROR(session.execute("set enable_external_access = false"));
  EIGENLAKE_RETURN_IF_ERROR(session.execute("set lock_configuration = true"));
  return session;
}

Result<> SqlSession::execute(const std::string& sql) {
  auto drained = connection_->run_all(sql, std::nullopt, drain);
  if (!drained && drained.error().kind == ErrorKind::kUsage) drained.error().kind = ErrorKind::kInternal;
  return drained;
}

Result<> SqlSession::query(const std::string& sql, const Consume& consume) {
  return connection_->run_all(sql, std::nullopt, consume);
}

Result<AllowedStatement> SqlSession::admit(const std::string& sql) {
  return connection_->gate->admit(sql);
}

Result<> SqlSession::run(const AllowedStatement& statement, const Consume& consume) {
  EIGENLAKE_RETURN_IF_ERROR(connection_->run_all(statement.sql, statement.kind, consume));
  return statement.kind == Kind::kSetting ? connection_->casts->follow(statement.sql) : Result<>();
}

bool SqlSession::reads_local_files() const {
  return connection_->local_files;
}

LakeScans& SqlSession::scans() const {
  return *connection_->scans;
}

void SqlSession::interrupt() {
  connection_->is_stopped = true;
  connection_->api->interrupt(connection_->connection);
}

std::string_view SqlSession::library_version() const {
  return connection_->api->library_version();
}

}  // namespace eigenlake
