// SPDX-License-Identifier: Apache-2.0
// What holds for every catalog: Hadoop's, SQL over SQLite and PostgreSQL, the Hive Metastore's. Servers are
// used where EIGENLAKE_TEST_POSTGRES (a URI of libpq) and EIGENLAKE_TEST_HIVE ("thrift://host:port FOLDER")
// name them.
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "eigenlake/base/side_by_side.h"
#include "eigenlake/iceberg/catalog/hive/hive_catalog.h"
#include "eigenlake/iceberg/catalog/metadata_log.h"
#include "eigenlake/iceberg/catalog/sql/sql_catalog.h"
#include "eigenlake/iceberg/codec/table_metadata_json.h"
#include "eigenlake/iceberg/spec/unique_id.h"
#include "eigenlake/iceberg/testing/fake_metastore.h"
#include "eigenlake/iceberg/testing/small_table.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/iceberg/update/table_transaction.h"
#include "eigenlake/object_store/local_object_store.h"

namespace eigenlake::iceberg {
namespace {

using testing::planned_rows;
using testing::small_file;
using testing::small_table_options;

/// A catalog and what it stands on.
struct CatalogUnderTest {
  std::shared_ptr<ObjectStore> store;
  std::unique_ptr<testing::FakeMetastore> metastore;
  std::filesystem::path folder;
  std::unique_ptr<Catalog> catalog;

  CatalogUnderTest() = default;
  CatalogUnderTest(CatalogUnderTest&&) = default;
  ~CatalogUnderTest() {
    catalog.reset();
    if (!folder.empty()) std::filesystem::remove_all(folder);
  }
};

struct CatalogKind {
  std::string name;
  const char* variable = nullptr;  ///< Names the server; skipped without.
  bool commits_together = false;
  void (*open)(CatalogUnderTest& made, const std::string& server) = nullptr;
};

std::filesystem::path new_folder() {
  std::string pattern = (std::filesystem::temp_directory_path() / "catalog_test.XXXXXX").string();
  return ::mkdtemp(pattern.data());
}

void open_hadoop(CatalogUnderTest& made, const std::string&) {
  made.store = std::make_shared<InMemoryObjectStore>();
  made.catalog = std::make_unique<HadoopCatalog>(made.store);
}

void open_sqlite(CatalogUnderTest& made, const std::string&) {
  made.folder = new_folder();
  made.store = std::make_shared<InMemoryObjectStore>();
  made.catalog =
      std::make_unique<SqlCatalog>(*parse_database_uri("sqlite://" + (made.folder / "catalog.db").string()),
                                   "test", TablePlaces(made.store));
}

void open_postgres(CatalogUnderTest& made, const std::string& server) {
  made.store = std::make_shared<InMemoryObjectStore>();
  made.catalog = std::make_unique<SqlCatalog>(*parse_database_uri(server), "test " + new_uuid(),
                                              TablePlaces(made.store));
}

void open_fake_hive(CatalogUnderTest& made, const std::string&) {
  made.store = std::make_shared<InMemoryObjectStore>();
  made.metastore = std::make_unique<testing::FakeMetastore>();
  HiveCatalogOptions options;
  options.lock.check_ms_min = 1;
  made.catalog = std::make_unique<HiveCatalog>(*parse_metastore_uri(made.metastore->uri()),
                                               TablePlaces(made.store), options);
}

void open_hive(CatalogUnderTest& made, const std::string& server) {
  const size_t space = server.find(' ');
  std::string warehouse = server.substr(space + 1);
  if (warehouse.starts_with("file:")) warehouse.erase(0, warehouse.find_first_not_of('/', 5) - 1);
  made.folder = std::filesystem::path(warehouse) / new_uuid();
  made.store = std::make_shared<LocalObjectStore>(made.folder);
  made.catalog =
      std::make_unique<HiveCatalog>(*parse_metastore_uri(server.substr(0, space)), TablePlaces(made.store));
}

class CatalogContract : public ::testing::TestWithParam<CatalogKind> {
 protected:
  void SetUp() override {
    const char* server = GetParam().variable == nullptr ? "" : std::getenv(GetParam().variable);
    if (server == nullptr) GTEST_SKIP() << GetParam().variable << " is not set";
    GetParam().open(made_, server);
    // A server's namespaces outlive the test.
    name_space_ = "contract_" + new_uuid().substr(0, 8);
  }
  void TearDown() override {
    if (!made_.catalog) return;
    const auto tables = catalog().list_tables(name_space_);
    ASSERT_TRUE(tables) << tables.error().to_string();
    for (const auto& identifier : *tables) EXPECT_TRUE(catalog().drop_table(identifier));
  }

  Catalog& catalog() { return *made_.catalog; }
  TableIdentifier named(const std::string& name) const { return {name_space_, name}; }
  Table create(const std::string& name) {
    auto table = catalog().create_table(named(name), small_table_options());
    EXPECT_TRUE(table) << table.error().to_string();
    return *std::move(table);
  }
  size_t metadata_files(const Table& table) {
    size_t count = 0;
    const auto objects = table.store().list(table.directory_key() + "/metadata/").value();
    for (const auto& object : objects) count += object.key.ends_with(".metadata.json");
    return count;
  }
  void need_commits_together() {
    if (!GetParam().commits_together) GTEST_SKIP() << "commits one table at a time";
  }

  CatalogUnderTest made_;
  std::string name_space_;
};

Result<> append_rows(Table& table, const std::string& name, int64_t rows) {
  EIGENLAKE_RETURN_IF_ERROR(append(table, {{small_file(table, name, rows)}, {}, {}, {}, {}}));
  return {};
}

TEST_P(CatalogContract, TablesAreCreatedFoundListedAndDropped) {
  EXPECT_FALSE(*catalog().table_exists(named("one")));
  EXPECT_TRUE(catalog().list_tables(name_space_)->empty());
  EXPECT_EQ(catalog().load_table(named("one")).error().kind, ErrorKind::kNotFound);
  Table one = create("one");
  create("another");
  ASSERT_TRUE(append_rows(one, "a", 3));
  const Table loaded = *catalog().load_table(named("one"));
  EXPECT_EQ(planned_rows(loaded), 3);
  EXPECT_EQ(loaded.version(), one.version());
  EXPECT_FALSE(loaded.was_moved());
  EXPECT_EQ(*catalog().list_tables(name_space_), (std::vector{named("another"), named("one")}));
  EXPECT_EQ(catalog().stage_create(named("one"), small_table_options()).error().kind,
            ErrorKind::kAlreadyExists);
  ASSERT_TRUE(catalog().drop_table(named("one")));
  EXPECT_EQ(catalog().load_table(named("one")).error().kind, ErrorKind::kNotFound);
  EXPECT_TRUE(one.store().list(one.directory_key() + "/")->empty());
}

TEST_P(CatalogContract, StaleCommitConflictsAndLeavesNoFile) {
  Table table = create("one");
  const Table stale = table;
  ASSERT_TRUE(append_rows(table, "a", 1));
  EXPECT_EQ(catalog().commit(stale, stale.metadata()).error().kind, ErrorKind::kConflict);
  EXPECT_EQ(metadata_files(table), 2u);
  EXPECT_EQ(planned_rows(*catalog().load_table(named("one"))), 1);
}

TEST_P(CatalogContract, OneOfTwoCreatorsWins) {
  const Table first = *catalog().stage_create(named("one"), small_table_options());
  const Table second = *catalog().stage_create(named("one"), small_table_options());
  ASSERT_TRUE(catalog().commit(first, first.metadata()));
  EXPECT_EQ(catalog().commit(second, second.metadata()).error().kind, ErrorKind::kConflict);
  EXPECT_EQ(catalog().load_table(named("one"))->metadata().table_uuid, first.metadata().table_uuid);
}

TEST_P(CatalogContract, LogNamesEarlierMetadataFilesAndDropsOldOnes) {
  CreateTableOptions options = small_table_options();
  options.properties = {{"write.metadata.previous-versions-max", "2"},
                        {"write.metadata.delete-after-commit.enabled", "true"}};
  Table table = *catalog().create_table(named("one"), options);
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(append_rows(table, "f" + std::to_string(i), 1));
  ASSERT_EQ(table.metadata().metadata_log.size(), 2u);
  for (const MetadataLogEntry& entry : table.metadata().metadata_log)
    EXPECT_TRUE(*table.store().exists(*table.key_of(entry.metadata_file))) << entry.metadata_file;
  EXPECT_EQ(metadata_files(table), 3u);
}

TEST_P(CatalogContract, ManyWritersLoseNothing) {
  constexpr int kWriters = 4;
  constexpr int kAppends = 5;
  create("one");
  const auto written = wait_side_by_side(kWriters, [&](size_t writer) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(Table table, catalog().load_table(named("one")));
    for (int i = 0; i < kAppends; ++i)
      EIGENLAKE_RETURN_IF_ERROR(append_rows(table, fmt::format("w{}_{}", writer, i), 1));
    return {};
  });
  ASSERT_TRUE(written) << written.error().to_string();
  const Table table = *catalog().load_table(named("one"));
  EXPECT_EQ(planned_rows(table), kWriters * kAppends);
  EXPECT_EQ(table.metadata().snapshots.size(), size_t{kWriters * kAppends});
}

TEST_P(CatalogContract, TablesAreLoadedInTheGivenOrder) {
  create("b");
  create("a");
  const std::vector names = {named("b"), named("missing"), named("a")};
  const auto loaded = *catalog().load_tables(names);
  ASSERT_EQ(loaded.size(), 3u);
  EXPECT_EQ(loaded[0]->identifier(), names[0]);
  EXPECT_FALSE(loaded[1]);
  EXPECT_EQ(loaded[2]->identifier(), names[2]);
}

TEST_P(CatalogContract, DamagedMetadataIsAStoreErrorThatNamesTheFile) {
  const Table table = create("one");
  const std::string key = *table.store().key_of(table.metadata_uri());
  ASSERT_TRUE(table.store().put(key, "{"));
  const auto loaded = catalog().load_table(named("one"));
  EXPECT_EQ(loaded.error().kind, ErrorKind::kStore);
  EXPECT_NE(loaded.error().to_string().find(".metadata.json"), std::string::npos);
  ASSERT_TRUE(table.store().remove(key));
  if (GetParam().name != "Hadoop") {
    EXPECT_EQ(catalog().load_table(named("one")).error().kind, ErrorKind::kStore) << "the pointer is there";
  }
  ASSERT_TRUE(table.store().put(key, table_metadata_to_json(table.metadata())));
}

TEST_P(CatalogContract, HadoopTableIsRegisteredInPlace) {
  HadoopCatalog hadoop(made_.store, "elsewhere");
  if (GetParam().name == "Hadoop") GTEST_SKIP() << "its tables lie where their names say";
  Table source = *hadoop.create_table({name_space_, "one"}, small_table_options());
  ASSERT_TRUE(append_rows(source, "a", 5));
  const auto registered = catalog().register_table(named("one"), source.metadata_uri());
  ASSERT_TRUE(registered) << registered.error().to_string();
  Table table = *catalog().load_table(named("one"));
  EXPECT_EQ(planned_rows(table), 5);
  EXPECT_EQ(table.location(), source.location());
  EXPECT_EQ(catalog().register_table(named("one"), source.metadata_uri()).error().kind,
            ErrorKind::kAlreadyExists);
  ASSERT_TRUE(append_rows(source, "b", 2));
  ASSERT_TRUE(catalog().repoint_table(named("one"), source.metadata_uri()));
  EXPECT_EQ(planned_rows(*catalog().load_table(named("one"))), 7);
  const Table other = *hadoop.create_table({name_space_, "two"}, small_table_options());
  EXPECT_EQ(catalog().repoint_table(named("one"), other.metadata_uri()).error().kind,
            ErrorKind::kInvalidInput);
  table = *catalog().load_table(named("one"));
  ASSERT_TRUE(append_rows(table, "c", 1));
  EXPECT_EQ(metadata_file_number(table.metadata_uri()), metadata_file_number(source.metadata_uri()) + 1);
}

TEST_P(CatalogContract, CommitAllIsAtomic) {
  need_commits_together();
  if (IsSkipped()) return;
  Table one = create("one");
  const Table stale = one;
  Table two = *catalog().stage_create(named("two"), small_table_options());
  ASSERT_TRUE(append_rows(one, "a", 1));
  TableMetadata changed = stale.metadata();
  changed.properties["k"] = "v";
  const std::vector<TableCommit> losing = {{&two, two.metadata()}, {&stale, changed}};
  EXPECT_EQ(catalog().commit_all(losing).error().kind, ErrorKind::kConflict);
  EXPECT_FALSE(*catalog().table_exists(named("two"))) << "nothing of the losing commit is visible";
  EXPECT_TRUE(two.store().list(two.directory_key() + "/")->empty()) << "and no file is left";
  changed = one.metadata();
  changed.properties["k"] = "v";
  const std::vector<TableCommit> winning = {{&two, two.metadata()}, {&one, changed}};
  const auto committed = catalog().commit_all(winning);
  ASSERT_TRUE(committed) << committed.error().to_string();
  EXPECT_EQ((*committed)[0].identifier(), named("two"));
  EXPECT_EQ(catalog().load_table(named("one"))->metadata().property("k", ""), "v");
  EXPECT_TRUE(*catalog().table_exists(named("two")));
}

TEST_P(CatalogContract, NonAtomicCatalogRejectsCommitAll) {
  if (GetParam().commits_together) GTEST_SKIP() << "commits together";
  const Table table = create("one");
  const TableCommit commit{&table, table.metadata()};
  EXPECT_FALSE(catalog().commits_together());
  EXPECT_EQ(catalog().commit_all(std::span(&commit, 1)).error().kind, ErrorKind::kUnsupported);
}

TEST_P(CatalogContract, ReadersSeeAllTablesOfACommitOrNone) {
  need_commits_together();
  if (IsSkipped()) return;
  constexpr int kCommits = 15;
  create("one");
  create("two");
  const std::vector names = {named("one"), named("two")};
  std::atomic<bool> is_done = false;
  std::atomic<int> mixed = 0;
  std::atomic<int> looks = 0;
  std::thread reader([&] {
    while (!is_done) {
      const auto tables = catalog().load_tables(names);
      ++looks;
      if (!tables || (*tables)[0]->metadata().property("n", "") != (*tables)[1]->metadata().property("n", ""))
        ++mixed;
    }
  });
  const auto written = wait_side_by_side(2, [&](size_t writer) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(auto tables, catalog().load_tables(names));
    for (int i = 0; i < kCommits; ++i) {
      const auto count = [](TableMetadata& metadata) -> Result<bool> {
        metadata.properties["n"] = std::to_string(metadata.property_int("n", 0) + 1);
        return true;
      };
      // Each in another order: that must not block them for ever.
      Table& first = *tables[writer];
      Table& second = *tables[1 - writer];
      const std::vector<TableChange> changes = {{&first, count}, {&second, count}};
      EIGENLAKE_RETURN_IF_ERROR(commit_together(catalog(), changes));
    }
    return {};
  });
  is_done = true;
  reader.join();
  ASSERT_TRUE(written) << written.error().to_string();
  EXPECT_EQ(mixed, 0) << "of " << looks;
  for (const auto& name : names)
    EXPECT_EQ(catalog().load_table(name)->metadata().property_int("n", 0), 2 * kCommits);
}

INSTANTIATE_TEST_SUITE_P(Every, CatalogContract,
                         ::testing::Values(CatalogKind{"Hadoop", nullptr, false, open_hadoop},
                                           CatalogKind{"Sqlite", nullptr, true, open_sqlite},
                                           CatalogKind{"FakeHive", nullptr, false, open_fake_hive},
                                           CatalogKind{"Postgres", "EIGENLAKE_TEST_POSTGRES", true,
                                                       open_postgres},
                                           CatalogKind{"Hive", "EIGENLAKE_TEST_HIVE", false, open_hive}),
                         [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace eigenlake::iceberg
