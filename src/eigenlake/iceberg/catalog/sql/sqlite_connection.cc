// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/sql/sqlite_connection.h"

#include <sqlite3.h>

namespace eigenlake::iceberg {
namespace {

namespace fs = std::filesystem;

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

ErrorKind kind_of(int code) {
  switch (code & 0xff) {
    case SQLITE_CONSTRAINT:
      return ErrorKind::kAlreadyExists;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return ErrorKind::kUnavailable;
    case SQLITE_NOTADB:
      return ErrorKind::kCorrupt;
    default:
      return ErrorKind::kStore;
  }
}

class SqliteConnection final : public SqlConnection {
 public:
  SqliteConnection(Database database, std::string file)
      : database_(std::move(database)), file_(std::move(file)) {}

  Result<SqlResult> execute(std::string_view statement, std::span<const std::string> parameters) override {
    sqlite3_stmt* prepared = nullptr;
    const int size = static_cast<int>(statement.size());
    if (sqlite3_prepare_v2(database_.get(), statement.data(), size, &prepared, nullptr) != SQLITE_OK)
      return failure();
    const Statement owner(prepared);
    for (size_t i = 0; i < parameters.size(); ++i)
      EIGENLAKE_RETURN_IF_ERROR(bind(prepared, i, parameters[i]));
    SqlResult result;
    int code = sqlite3_step(prepared);
    for (; code == SQLITE_ROW; code = sqlite3_step(prepared)) result.rows.push_back(row_of(prepared));
    if (code != SQLITE_DONE) return failure();
    result.changed = sqlite3_changes(database_.get());
    return result;
  }

  /// The lock that a writer takes at the beginning is the whole file's.
  Result<> begin(int64_t) override { return run("BEGIN IMMEDIATE"); }

  Result<> commit() override {
    auto done = run("COMMIT");
    if (done) return done;
    // Still in the transaction: the disk was not changed, and now it never will be.
    if (sqlite3_get_autocommit(database_.get()) == 0) {
      rollback();
      return done;
    }
    done.error().kind = ErrorKind::kCommitStateUnknown;
    return done;
  }

  void rollback() override {
    if (sqlite3_get_autocommit(database_.get()) == 0) static_cast<void>(run("ROLLBACK"));
  }

  bool is_lost() const override { return false; }

  Result<std::vector<std::string>> columns_of(const std::string& table) override {
    EIGENLAKE_ASSIGN_OR_RETURN(const SqlResult result,
                               execute("SELECT name FROM pragma_table_info($1)", std::span(&table, 1)));
    std::vector<std::string> columns;
    for (const SqlRow& row : result.rows) columns.push_back(row[0].value_or(""));
    return columns;
  }

  Result<> run(std::string_view statement) {
    EIGENLAKE_RETURN_IF_ERROR(execute(statement, {}));
    return {};
  }

 private:
  Result<> bind(sqlite3_stmt* statement, size_t position, const std::string& value) {
    const int index = sqlite3_bind_parameter_index(statement, fmt::format("${}", position + 1).c_str());
    const int size = static_cast<int>(value.size());
    if (index == 0) return fail(ErrorKind::kInternal, "the statement has no parameter ${}", position + 1);
    if (sqlite3_bind_text(statement, index, value.data(), size, SQLITE_TRANSIENT) != SQLITE_OK)
      return failure();
    return {};
  }

  static SqlRow row_of(sqlite3_stmt* statement) {
    SqlRow row;
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
      if (text == nullptr) {
        row.emplace_back();
      } else {
        row.emplace_back(std::string(text, static_cast<size_t>(sqlite3_column_bytes(statement, i))));
      }
    }
    return row;
  }

  std::unexpected<Error> failure() const {
    const int code = sqlite3_extended_errcode(database_.get());
    return fail(kind_of(code), "{}: {}", file_, sqlite3_errmsg(database_.get()));
  }

  Database database_;
  std::string file_;
};

Result<> make_folder(const fs::path& file) {
  std::error_code error;
  if (file.has_parent_path()) fs::create_directories(file.parent_path(), error);
  if (!error) return {};
  return fail(ErrorKind::kStore, "{}: cannot create the folder: {}", file.string(), error.message());
}

Result<std::unique_ptr<SqlConnection>> open_sqlite(const fs::path& file, int busy_ms_max, bool create) {
  std::error_code ignored;
  if (!create && !fs::exists(file, ignored))
    return fail(ErrorKind::kNotFound, "no SQLite catalog {}", file.string());
  if (create) EIGENLAKE_RETURN_IF_ERROR(make_folder(file));
  sqlite3* opened = nullptr;
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | (create ? SQLITE_OPEN_CREATE : 0);
  const int code = sqlite3_open_v2(file.c_str(), &opened, flags, nullptr);
  Database database(opened);
  if (code != SQLITE_OK)
    return fail(kind_of(code), "{}: cannot open: {}", file.string(),
                opened == nullptr ? "out of memory" : sqlite3_errmsg(opened));
  sqlite3_busy_timeout(opened, busy_ms_max);
  auto connection = std::make_unique<SqliteConnection>(std::move(database), file.string());
  EIGENLAKE_RETURN_IF_ERROR(connection->run("PRAGMA synchronous = EXTRA"));
  return connection;
}

}  // namespace

SqlConnector sqlite_connector(fs::path file, int busy_ms_max) {
  return
      [file = std::move(file), busy_ms_max](bool create) { return open_sqlite(file, busy_ms_max, create); };
}

}  // namespace eigenlake::iceberg
