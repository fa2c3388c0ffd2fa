// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/hive/hive_catalog.h"

#include "eigenlake/iceberg/catalog/hive/hive_table.h"
#include "eigenlake/iceberg/testing/fake_metastore.h"
#include "eigenlake/iceberg/testing/small_table.h"

namespace eigenlake::iceberg {
namespace {

using testing::FakeMetastore;
using testing::kSmallTable;
using testing::MetastoreFault;
using testing::planned_rows;
using testing::small_file;
using testing::small_table_options;

class HiveCatalogTest : public ::testing::Test {
 protected:
  HiveCatalogTest() {
    options_.lock.check_ms_min = 1;
    options_.lock.wait_ms_max = 20;
    options_.resolve_attempts = 2;
    options_.resolve_wait_ms = 1;
  }
  std::unique_ptr<HiveCatalog> open() {
    return std::make_unique<HiveCatalog>(*parse_metastore_uri(metastore_.uri()), TablePlaces(store_),
                                         options_);
  }
  Table create(Catalog& catalog) {
    auto table = catalog.create_table(kSmallTable, small_table_options());
    EXPECT_TRUE(table) << table.error().to_string();
    return *std::move(table);
  }
  hive_api::Table entry() {
    return metastore_.handler->tables.at({kSmallTable.name_space, kSmallTable.name});
  }
  /// A lock of another holder, silent for `silent_ms`.
  void hold_lock(int64_t silent_ms) {
    hive_api::ShowLocksResponseElement lock;
    lock.lockid = 77;
    lock.dbname = kSmallTable.name_space;
    lock.__set_tablename(kSmallTable.name);
    lock.state = hive_api::LockState::ACQUIRED;
    lock.lastheartbeat = now_ms() - silent_ms;
    lock.__set_acquiredat(now_ms() - silent_ms - 60'000);
    lock.user = "alice";
    lock.hostname = "node7";
    lock.__set_agentInfo("Iceberg-1");
    metastore_.handler->locks.push_back(lock);
  }
  size_t metadata_files() {
    size_t count = 0;
    const auto objects = store_->list("").value();
    for (const auto& object : objects) count += object.key.ends_with(".metadata.json");
    return count;
  }

  FakeMetastore metastore_;
  std::shared_ptr<ObjectStore> store_ = std::make_shared<InMemoryObjectStore>();
  HiveCatalogOptions options_;
};

Result<> append_rows(Table& table, const std::string& name, int64_t rows) {
  EIGENLAKE_RETURN_IF_ERROR(append(table, {{small_file(table, name, rows)}, {}, {}, {}, {}}));
  return {};
}

TEST_F(HiveCatalogTest, EntriesSayWhatSparkAndTrinoLookFor) {
  const auto catalog = open();
  Table table = create(*catalog);
  const std::string first = table.metadata_uri();
  ASSERT_TRUE(append_rows(table, "a", 3));
  const hive_api::Table found = entry();
  const auto& parameters = found.parameters;
  EXPECT_EQ(found.tableType, "EXTERNAL_TABLE");
  EXPECT_EQ(parameters.at("EXTERNAL"), "TRUE");
  EXPECT_EQ(parameters.at("table_type"), "ICEBERG");
  EXPECT_EQ(parameters.at("metadata_location"), table.metadata_uri());
  EXPECT_EQ(parameters.at("previous_metadata_location"), first);
  EXPECT_EQ(parameters.at("uuid"), table.metadata().table_uuid);
  EXPECT_EQ(parameters.at("current-snapshot-id"), std::to_string(*table.metadata().current_snapshot_id));
  EXPECT_EQ(parameters.at("snapshot-count"), "1");
  EXPECT_EQ(parameters.at("numRows"), "3");
  EXPECT_TRUE(parameters.at("default-partition-spec").contains("basis_set"));
  EXPECT_FALSE(parameters.contains("default-sort-order"));
  EXPECT_FALSE(parameters.contains("storage_handler"));
  EXPECT_EQ(found.sd.location, table.metadata().location);
  ASSERT_EQ(found.sd.cols.size(), 5u);
  EXPECT_EQ(found.sd.cols[0].type, "date");
  EXPECT_EQ(found.sd.cols[4].type, "array<array<double>>");
  EXPECT_EQ(metastore_.handler->last_context.properties.at("expected_parameter_value"), first);
}

TEST_F(HiveCatalogTest, NewNamespaceHasItsPlaceAndExistingOnesKeepTheirs) {
  const auto catalog = open();
  create(*catalog);
  EXPECT_EQ(metastore_.handler->databases.at("quantum_features").locationUri,
            "memory://store/quantum_features");
  hive_api::Database other;
  other.name = "other";
  other.locationUri = "memory://store/far/away";
  metastore_.handler->create_database(other);
  const auto staged = catalog->stage_create({"other", "t"}, small_table_options());
  EXPECT_EQ(staged->metadata().location, "memory://store/far/away/t");
}

TEST_F(HiveCatalogTest, LocksAreReleased) {
  const auto catalog = open();
  Table table = create(*catalog);
  ASSERT_TRUE(append_rows(table, "a", 1));
  EXPECT_TRUE(metastore_.handler->locks.empty());
}

TEST_F(HiveCatalogTest, LockErrorNamesTheHolder) {
  const auto catalog = open();
  Table table = create(*catalog);
  hold_lock(2'000);
  const auto refused = append_rows(table, "a", 1);
  ASSERT_EQ(refused.error().kind, ErrorKind::kUnavailable);
  EXPECT_NE(refused.error().message.find("held by alice@node7 (lock 77, Iceberg-1) since 62 s ago"),
            std::string::npos)
      << refused.error().message;
  EXPECT_EQ(refused.error().message.find("stale"), std::string::npos);
  EXPECT_EQ(metadata_files(), 1u);
  EXPECT_EQ(metastore_.handler->locks.size(), 1u) << "our own request is withdrawn";
}

TEST_F(HiveCatalogTest, LockOfADeadProcessIsReportedAsStale) {
  const auto catalog = open();
  Table table = create(*catalog);
  hold_lock(1'000'000);
  const auto refused = append_rows(table, "a", 1);
  EXPECT_NE(refused.error().message.find("stale"), std::string::npos) << refused.error().message;
}

TEST_F(HiveCatalogTest, LockWithLostReplyIsFoundAgain) {
  const auto catalog = open();
  Table table = create(*catalog);
  for (const auto kind : {MetastoreFault::Kind::kLoseReply, MetastoreFault::Kind::kDrop}) {
    metastore_.spoil(kind, "lock");
    const auto appended = append_rows(table, fmt::format("f{}", static_cast<int>(kind)), 1);
    ASSERT_TRUE(appended) << appended.error().to_string();
    EXPECT_TRUE(metastore_.handler->locks.empty());
  }
}

TEST_F(HiveCatalogTest, AlterWithLostReplySucceeds) {
  const auto catalog = open();
  Table table = create(*catalog);
  metastore_.spoil(MetastoreFault::Kind::kLoseReply, "alter_table_with_environment_context");
  const auto appended = append_rows(table, "a", 1);
  ASSERT_TRUE(appended) << appended.error().to_string();
  EXPECT_EQ(planned_rows(*catalog->load_table(kSmallTable)), 1);
}

TEST_F(HiveCatalogTest, CreateWithLostReplySucceeds) {
  const auto catalog = open();
  metastore_.spoil(MetastoreFault::Kind::kLoseReply, "create_table");
  create(*catalog);
  EXPECT_TRUE(*catalog->table_exists(kSmallTable));
}

TEST_F(HiveCatalogTest, UnresolvedAlterKeepsItsFiles) {
  const auto catalog = open();
  Table table = create(*catalog);
  metastore_.spoil(MetastoreFault::Kind::kDrop, "alter_table_with_environment_context");
  EXPECT_EQ(append_rows(table, "a", 1).error().kind, ErrorKind::kCommitStateUnknown);
  EXPECT_EQ(metadata_files(), 2u);
}

TEST_F(HiveCatalogTest, LostConnectionsAreReplacedForReads) {
  const auto catalog = open();
  create(*catalog);
  metastore_.spoil(MetastoreFault::Kind::kDrop, "get_table");
  EXPECT_TRUE(catalog->load_table(kSmallTable));
}

TEST_F(HiveCatalogTest, ForeignTablesAreNotListed) {
  const auto catalog = open();
  create(*catalog);
  hive_api::Table plain = new_hive_table({"quantum_features", "plain"});
  metastore_.handler->create_table(plain);
  EXPECT_EQ(catalog->list_tables("quantum_features")->size(), 1u);
  EXPECT_FALSE(*catalog->table_exists({"quantum_features", "plain"}));
  EXPECT_EQ(catalog->create_table({"quantum_features", "plain"}, small_table_options()).error().kind,
            ErrorKind::kAlreadyExists);
}

TEST(MetastoreLock, FailedHeartbeatsEndTheLock) {
  FakeMetastore metastore;
  MetastorePool pool(*parse_metastore_uri(metastore.uri()));
  MetastoreLockOptions options;
  options.heartbeat_ms = 1;
  const auto lock = MetastoreLock::acquire(pool, "d", "t", options);
  ASSERT_TRUE(lock) << lock.error().to_string();
  while (metastore.handler->heartbeats < 3) std::this_thread::yield();
  EXPECT_TRUE((*lock)->check());
  metastore.handler->refuses_heartbeats = true;
  while ((*lock)->check()) std::this_thread::yield();
  EXPECT_EQ((*lock)->check().error().kind, ErrorKind::kUnavailable);
}

TEST(MetastoreLock, WaitsForTheHolder) {
  FakeMetastore metastore;
  MetastorePool pool(*parse_metastore_uri(metastore.uri()));
  MetastoreLockOptions options;
  options.check_ms_min = 1;
  auto first = MetastoreLock::acquire(pool, "d", "t", options);
  ASSERT_TRUE(first);
  EXPECT_TRUE(MetastoreLock::acquire(pool, "d", "other", options)) << "locks are of one table";
  std::thread release([&] {
    // The second request is in the list before the first lock is given back.
    while (true) {
      const std::lock_guard guard(metastore.handler->mutex);
      if (metastore.handler->locks.size() == 2) break;
    }
    first->reset();
  });
  const auto second = MetastoreLock::acquire(pool, "d", "t", options);
  release.join();
  EXPECT_TRUE(second) << second.error().to_string();
}

TEST(MetastoreAddress, AcceptsOneServerOrSeveral) {
  const auto one = parse_metastore_uri("thrift://localhost");
  EXPECT_EQ(one->servers[0].port, 9083);
  const auto two = parse_metastore_uri("thrift://a:1,thrift://b:2");
  ASSERT_EQ(two->servers.size(), 2u);
  EXPECT_EQ(two->servers[1].host, "b");
  for (const char* uri : {"", "localhost:9083", "thrift://", "thrift://a:x", "thrift://a:0", "thrift://a/b"})
    EXPECT_EQ(parse_metastore_uri(uri).error().kind, ErrorKind::kUsage) << uri;
}

TEST(MetastoreAddress, FirstAnsweringServerIsUsed) {
  FakeMetastore metastore;
  // Port 1 rejects connections.
  const auto address = parse_metastore_uri("thrift://127.0.0.1:1," + metastore.uri());
  const auto client = MetastoreClient::connect(*address);
  ASSERT_TRUE(client) << client.error().to_string();
  EXPECT_EQ((*client)->get_database("none").error().kind, ErrorKind::kNotFound);
}

TEST(HiveType, SpellsNestedTypesAsHiveDoes) {
  const Type point =
      Type::structure({{1, "x", true, Type::float64(), ""}, {2, "n", false, Type::int64(), ""}});
  EXPECT_EQ(hive_type(Type::list(point)), "array<struct<x:double,n:bigint>>");
  EXPECT_EQ(hive_type(Type::timestamptz()), "timestamp");
  EXPECT_EQ(hive_type(*parse_primitive_type("decimal(9,2)")), "decimal(9,2)");
  EXPECT_EQ(hive_type(*parse_primitive_type("uuid")), "string");
}

}  // namespace
}  // namespace eigenlake::iceberg
