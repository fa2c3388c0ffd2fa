// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/sql/sql_catalog.h"

#include <cstdlib>
#include <filesystem>

#include <sys/wait.h>
#include <unistd.h>

#include "eigenlake/iceberg/catalog/sql/sqlite_connection.h"
#include "eigenlake/iceberg/spec/unique_id.h"
#include "eigenlake/iceberg/testing/small_table.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/iceberg/update/table_transaction.h"
#include "eigenlake/object_store/local_object_store.h"

namespace eigenlake::iceberg {
namespace {

using testing::kSmallTable;
using testing::planned_rows;
using testing::small_file;
using testing::small_table_options;

/// A session that spoils its first COMMIT.
class SpoiltConnection final : public SqlConnection {
 public:
  enum class Fault { kNone, kLoseReply, kLoseRequest };
  SpoiltConnection(std::unique_ptr<SqlConnection> inner, Fault* fault)
      : inner_(std::move(inner)), fault_(fault) {}

  Result<SqlResult> execute(std::string_view statement, std::span<const std::string> parameters) override {
    return inner_->execute(statement, parameters);
  }
  Result<> begin(int64_t key) override { return inner_->begin(key); }
  Result<> commit() override {
    const Fault fault = std::exchange(*fault_, Fault::kNone);
    if (fault == Fault::kNone) return inner_->commit();
    if (fault == Fault::kLoseReply) static_cast<void>(inner_->commit());
    inner_->rollback();
    is_lost_ = true;
    return fail(ErrorKind::kCommitStateUnknown, "no reply");
  }
  void rollback() override { inner_->rollback(); }
  bool is_lost() const override { return is_lost_; }
  Result<std::vector<std::string>> columns_of(const std::string& table) override {
    return inner_->columns_of(table);
  }

 private:
  std::unique_ptr<SqlConnection> inner_;
  Fault* fault_;
  bool is_lost_ = false;
};

class SqlCatalogTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "sql_catalog_test.XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    uri_ = *parse_database_uri("sqlite://" + file().string());
    connector_ = connector_of(uri_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::filesystem::path file() const { return folder_ / "below" / "catalog.db"; }
  std::unique_ptr<SqlCatalog> open(SqlConnector connector = {}) {
    return std::make_unique<SqlCatalog>(uri_, connector ? std::move(connector) : connector_, "quantum_sql",
                                        TablePlaces(store_));
  }
  SqlConnector spoilt(SpoiltConnection::Fault* fault) {
    return [this, fault](bool create) -> Result<std::unique_ptr<SqlConnection>> {
      EIGENLAKE_ASSIGN_OR_RETURN(auto inner, connector_(create));
      return std::make_unique<SpoiltConnection>(std::move(inner), fault);
    };
  }
  SqlResult query(const std::string& statement) {
    const auto result = (*connector_(true))->execute(statement);
    EXPECT_TRUE(result) << result.error().to_string();
    return result ? *result : SqlResult();
  }
  size_t metadata_files() {
    size_t count = 0;
    const auto objects = store_->list("").value();
    for (const auto& object : objects) count += object.key.ends_with(".metadata.json");
    return count;
  }

  std::filesystem::path folder_;
  std::shared_ptr<ObjectStore> store_ = std::make_shared<InMemoryObjectStore>();
  DatabaseUri uri_;
  SqlConnector connector_;
};

Result<> append_rows(Table& table, const std::string& name, int64_t rows) {
  EIGENLAKE_RETURN_IF_ERROR(append(table, {{small_file(table, name, rows)}, {}, {}, {}, {}}));
  return {};
}

TEST_F(SqlCatalogTest, WritesTheRowsOfIcebergsJdbcCatalog) {
  const auto catalog = open();
  Table table = *catalog->create_table(kSmallTable, small_table_options());
  const std::string first = table.metadata_uri();
  ASSERT_TRUE(append_rows(table, "a", 1));
  const auto rows = query(
                        "SELECT catalog_name, table_namespace, table_name, metadata_location, "
                        "previous_metadata_location, iceberg_type FROM iceberg_tables")
                        .rows;
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0],
            (SqlRow{"quantum_sql", "quantum_features", "small", table.metadata_uri(), first, "TABLE"}));
  EXPECT_TRUE(first.starts_with("memory://store/quantum_features/small/metadata/00000-")) << first;
  EXPECT_TRUE(table.metadata_uri().contains("/metadata/00001-")) << table.metadata_uri();
  EXPECT_EQ(query("SELECT catalog_name, namespace, property_key, property_value FROM "
                  "iceberg_namespace_properties")
                .rows,
            (std::vector<SqlRow>{{"quantum_sql", "quantum_features", "exists", "true"}}));
}

TEST_F(SqlCatalogTest, RelocationMovesPointersToTheNewWarehouse) {
  const auto open_at = [&](const std::string& place) {
    return std::make_unique<SqlCatalog>(uri_, connector_, "quantum_sql",
                                        TablePlaces(std::make_shared<LocalObjectStore>(folder_ / place)));
  };
  const TableIdentifier other{"quantum_features", "other"};
  {
    const auto catalog = open_at("before");
    Table table = *catalog->create_table(kSmallTable, small_table_options());
    ASSERT_TRUE(append_rows(table, "a", 1));
    ASSERT_TRUE(catalog->create_table(other, small_table_options()));
  }
  std::filesystem::rename(folder_ / "before", folder_ / "after");
  const auto moved = open_at("after");
  const Error error = moved->load_table(kSmallTable).error();
  EXPECT_EQ(error.kind, ErrorKind::kStore);
  EXPECT_NE(error.message.find("eigenlake catalog relocate"), std::string::npos) << error.message;
  const auto planned = *moved->plan_relocation("quantum_features");
  ASSERT_EQ(planned.size(), 2u);
  ASSERT_TRUE(planned[0].moves() && planned[1].moves());
  ASSERT_TRUE(moved->relocate(planned));
  Table table = *moved->load_table(kSmallTable);
  EXPECT_TRUE(table.was_moved());
  EXPECT_EQ(planned_rows(table), 1);
  ASSERT_TRUE(append_rows(table, "b", 1));
  EXPECT_TRUE(table.metadata_uri().starts_with("file://" + (folder_ / "after").string()))
      << table.metadata_uri();
  EXPECT_EQ(planned_rows(*open_at("after")->load_table(kSmallTable)), 2);
  const auto again = *moved->plan_relocation("quantum_features");
  for (const Relocation& relocation : again) EXPECT_FALSE(relocation.moves()) << relocation.from;
  std::filesystem::remove_all(folder_ / "after" / "quantum_features" / "other");
  EXPECT_EQ(open_at("elsewhere")->plan_relocation("quantum_features").error().kind, ErrorKind::kStore);
}

TEST_F(SqlCatalogTest, ReadingCreatesNoDatabase) {
  const auto catalog = open();
  EXPECT_EQ(catalog->load_table(kSmallTable).error().kind, ErrorKind::kNotFound);
  EXPECT_TRUE(catalog->list_tables("quantum_features")->empty());
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(SqlCatalogTest, Version0DatabaseIsNotUpgraded) {
  query(
      "CREATE TABLE iceberg_tables (catalog_name VARCHAR(255) NOT NULL, table_namespace VARCHAR(255) NOT "
      "NULL, table_name VARCHAR(255) NOT NULL, metadata_location VARCHAR(1000), previous_metadata_location "
      "VARCHAR(1000), PRIMARY KEY (catalog_name, table_namespace, table_name))");
  query(
      "CREATE TABLE iceberg_namespace_properties (catalog_name VARCHAR(255) NOT NULL, namespace "
      "VARCHAR(255) NOT NULL, property_key VARCHAR(255), property_value VARCHAR(1000), PRIMARY KEY "
      "(catalog_name, namespace, property_key))");
  const auto catalog = open();
  Table table = *catalog->create_table(kSmallTable, small_table_options());
  ASSERT_TRUE(append_rows(table, "a", 1));
  EXPECT_EQ(planned_rows(*open()->load_table(kSmallTable)), 1);
  EXPECT_EQ((*connector_(false))->columns_of("iceberg_tables")->size(), 5u);
}

TEST_F(SqlCatalogTest, ViewsAreNotListedAsTables) {
  const auto catalog = open();
  ASSERT_TRUE(catalog->create_table(kSmallTable, small_table_options()));
  query("UPDATE iceberg_tables SET iceberg_type = 'VIEW'");
  EXPECT_FALSE(*catalog->table_exists(kSmallTable));
  EXPECT_TRUE(catalog->list_tables("quantum_features")->empty());
  EXPECT_EQ(catalog->create_table(kSmallTable, small_table_options()).error().kind,
            ErrorKind::kAlreadyExists);
  query("UPDATE iceberg_tables SET iceberg_type = NULL");
  EXPECT_TRUE(*catalog->table_exists(kSmallTable)) << "rows of writers that know no types";
}

TEST_F(SqlCatalogTest, CatalogsOfOneDatabaseDoNotSeeEachOther) {
  ASSERT_TRUE(open()->create_table(kSmallTable, small_table_options()));
  SqlCatalog other(uri_, "other", TablePlaces(store_, "other"));
  EXPECT_FALSE(*other.table_exists(kSmallTable));
  EXPECT_TRUE(other.create_table(kSmallTable, small_table_options()));
}

TEST_F(SqlCatalogTest, CommitWithLostReplySucceeds) {
  auto fault = SpoiltConnection::Fault::kNone;
  const auto catalog = open(spoilt(&fault));
  Table table = *catalog->create_table(kSmallTable, small_table_options());
  fault = SpoiltConnection::Fault::kLoseReply;
  const auto appended = append_rows(table, "a", 1);
  ASSERT_TRUE(appended) << appended.error().to_string();
  EXPECT_EQ(planned_rows(*catalog->load_table(kSmallTable)), 1);
  EXPECT_EQ(table.metadata().snapshots.size(), 1u) << "not done twice";
}

TEST_F(SqlCatalogTest, CommitThatNeverArrivedIsRetried) {
  auto fault = SpoiltConnection::Fault::kNone;
  const auto catalog = open(spoilt(&fault));
  Table table = *catalog->create_table(kSmallTable, small_table_options());
  fault = SpoiltConnection::Fault::kLoseRequest;
  ASSERT_TRUE(append_rows(table, "a", 1));
  EXPECT_EQ(catalog->load_table(kSmallTable)->metadata().snapshots.size(), 1u);
  EXPECT_EQ(metadata_files(), 2u) << "the file of the attempt that failed is gone";
}

TEST_F(SqlCatalogTest, UnknownCommitKeepsItsFiles) {
  auto fault = SpoiltConnection::Fault::kNone;
  bool is_down = false;
  const SqlConnector connector = [&](bool create) -> Result<std::unique_ptr<SqlConnection>> {
    if (is_down) return fail(ErrorKind::kUnavailable, "the server is down");
    EIGENLAKE_ASSIGN_OR_RETURN(auto inner, connector_(create));
    return std::make_unique<SpoiltConnection>(std::move(inner), &fault);
  };
  const auto catalog = open(connector);
  Table table = *catalog->create_table(kSmallTable, small_table_options());
  fault = SpoiltConnection::Fault::kLoseReply;
  is_down = true;
  TableMetadata next = table.metadata();
  next.properties["k"] = "v";
  EXPECT_EQ(catalog->commit(table, next).error().kind, ErrorKind::kCommitStateUnknown);
  EXPECT_EQ(metadata_files(), 2u);
  is_down = false;
  EXPECT_EQ(catalog->load_table(kSmallTable)->metadata().property("k", ""), "v") << "it was done after all";
}

TEST_F(SqlCatalogTest, LostReplyIsResolvedBelowLaterCommits) {
  auto fault = SpoiltConnection::Fault::kNone;
  int sessions = 0;
  const auto others = open();
  const SqlConnector connector = [&](bool create) -> Result<std::unique_ptr<SqlConnection>> {
    // The second session is the one that looks what happened.
    if (++sessions == 2) {
      Table table = *others->load_table(kSmallTable);
      EXPECT_TRUE(append_rows(table, "theirs", 10));
    }
    EIGENLAKE_ASSIGN_OR_RETURN(auto inner, connector_(create));
    return std::make_unique<SpoiltConnection>(std::move(inner), &fault);
  };
  ASSERT_TRUE(others->create_table(kSmallTable, small_table_options()));
  const auto catalog = open(connector);
  Table table = *catalog->load_table(kSmallTable);
  fault = SpoiltConnection::Fault::kLoseReply;
  ASSERT_TRUE(append_rows(table, "ours", 1));
  EXPECT_EQ(sessions, 2);
  EXPECT_EQ(planned_rows(*catalog->load_table(kSmallTable)), 11);
}

TEST_F(SqlCatalogTest, WritersLockExcludesOthersOfTheSameName) {
  const auto catalog = open();
  const auto other = open();
  auto lock = catalog->lock_writer("lake", 0);
  ASSERT_TRUE(lock) << lock.error().to_string();
  EXPECT_TRUE((*lock)->check());
  const auto refused = other->lock_writer("lake", 0);
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable);
  EXPECT_NE(refused.error().message.find(std::to_string(::getpid())), std::string::npos);
  lock->reset();
  EXPECT_TRUE(other->lock_writer("lake", 0));
}

/// Appends `count` files of one row; the exit code of a child process.
int append_in_child(const DatabaseUri& uri, const std::string& name, const std::filesystem::path& warehouse,
                    int child, int count) {
  SqlCatalog catalog(uri, name, TablePlaces(std::make_shared<LocalObjectStore>(warehouse)));
  auto table = catalog.load_table(kSmallTable);
  if (!table) return 1;
  for (int i = 0; i < count; ++i)
    if (!append_rows(*table, fmt::format("p{}_{}", child, i), 1)) return 2;
  return 0;
}

void expect_no_commit_lost(const DatabaseUri& uri, const std::string& name,
                           const std::filesystem::path& warehouse) {
  constexpr int kProcesses = 4;
  constexpr int kAppends = 8;
  SqlCatalog catalog(uri, name, TablePlaces(std::make_shared<LocalObjectStore>(warehouse)));
  ASSERT_TRUE(catalog.create_table(kSmallTable, small_table_options()));
  std::vector<pid_t> children;
  for (int child = 0; child < kProcesses; ++child) {
    const pid_t pid = ::fork();
    if (pid == 0) ::_exit(append_in_child(uri, name, warehouse, child, kAppends));
    children.push_back(pid);
  }
  for (const pid_t pid : children) {
    int status = 0;
    ASSERT_EQ(::waitpid(pid, &status, 0), pid);
    EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  }
  const Table table = *catalog.load_table(kSmallTable);
  EXPECT_EQ(planned_rows(table), kProcesses * kAppends);
  EXPECT_EQ(table.metadata().snapshots.size(), size_t{kProcesses * kAppends});
  EXPECT_TRUE(catalog.drop_table(kSmallTable));
}

TEST_F(SqlCatalogTest, ConcurrentProcessesLoseNoSqliteCommit) {
  expect_no_commit_lost(uri_, "quantum_sql", folder_ / "warehouse");
}

class PostgresCatalogTest : public SqlCatalogTest {
 protected:
  void SetUp() override {
    SqlCatalogTest::SetUp();
    const char* server = std::getenv("EIGENLAKE_TEST_POSTGRES");
    if (server == nullptr) GTEST_SKIP() << "EIGENLAKE_TEST_POSTGRES is not set";
    uri_ = *parse_database_uri(server);
    connector_ = connector_of(uri_);
    name_ = "test " + new_uuid();
  }
  std::unique_ptr<SqlCatalog> open_named(SqlConnector connector = {}) {
    return std::make_unique<SqlCatalog>(uri_, connector ? std::move(connector) : connector_, name_,
                                        TablePlaces(store_));
  }
  /// Ends the sessions that hold an advisory lock of a session, as a crash of their process would.
  void end_lock_holders() {
    query(
        "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND "
        "pid <> pg_backend_pid() AND mode = 'ExclusiveLock'");
  }
  std::string name_;
};

TEST_F(PostgresCatalogTest, ConcurrentProcessesLoseNoServerCommit) {
  expect_no_commit_lost(uri_, name_, folder_ / "warehouse");
}

TEST_F(PostgresCatalogTest, LostRepliesAreResolved) {
  auto fault = SpoiltConnection::Fault::kNone;
  const auto catalog = open_named(spoilt(&fault));
  Table table = *catalog->create_table(kSmallTable, small_table_options());
  fault = SpoiltConnection::Fault::kLoseReply;
  ASSERT_TRUE(append_rows(table, "a", 1));
  fault = SpoiltConnection::Fault::kLoseRequest;
  ASSERT_TRUE(append_rows(table, "b", 1));
  EXPECT_EQ(catalog->load_table(kSmallTable)->metadata().snapshots.size(), 2u);
  EXPECT_TRUE(catalog->drop_table(kSmallTable));
}

TEST_F(PostgresCatalogTest, WriterWithoutItsLockCommitsNothing) {
  const auto catalog = open_named();
  Table table = *catalog->create_table(kSmallTable, small_table_options());
  auto lock = catalog->lock_writer("lake " + name_, 1);
  ASSERT_TRUE(lock) << lock.error().to_string();
  const auto refused = open_named()->lock_writer("lake " + name_, 0.05);
  EXPECT_EQ(refused.error().kind, ErrorKind::kUnavailable);
  EXPECT_NE(refused.error().message.find("server process"), std::string::npos) << refused.error().message;
  ASSERT_TRUE(append_rows(table, "a", 1)) << "commits go through the lock's session";
  end_lock_holders();
  EXPECT_EQ(append_rows(table, "b", 1).error().kind, ErrorKind::kUnavailable);
  EXPECT_FALSE((*lock)->check());
  EXPECT_EQ(planned_rows(*open_named()->load_table(kSmallTable)), 1);
  lock->reset();
  ASSERT_TRUE(refresh(table));
  EXPECT_TRUE(append_rows(table, "c", 1)) << "without the lock, by a new session";
  EXPECT_TRUE(catalog->drop_table(kSmallTable));
}

TEST_F(PostgresCatalogTest, ClosedSessionsAreReplaced) {
  const auto catalog = open_named();
  Table table = *catalog->create_table(kSmallTable, small_table_options());
  query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'eigenlake' AND pid "
      "<> pg_backend_pid()");
  ASSERT_TRUE(refresh(table));
  query(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'eigenlake' AND pid "
      "<> pg_backend_pid()");
  EXPECT_TRUE(append_rows(table, "a", 1));
  EXPECT_TRUE(catalog->drop_table(kSmallTable));
}

}  // namespace
}  // namespace eigenlake::iceberg
