// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/table.h"

#include <gtest/gtest.h>

#include "eigenlake/iceberg/catalog/hadoop/hadoop_catalog.h"
#include "eigenlake/iceberg/catalog/metadata_cache.h"
#include "eigenlake/iceberg/catalog/metadata_log.h"
#include "eigenlake/iceberg/catalog/open_catalog.h"
#include "eigenlake/iceberg/catalog/recorded_file.h"
#include "eigenlake/iceberg/catalog/table_places.h"
#include "eigenlake/iceberg/spec/table_metadata_update.h"
#include "eigenlake/iceberg/testing/nested_schema.h"
#include "eigenlake/object_store/in_memory_object_store.h"
#include "eigenlake/object_store/local_object_store.h"

namespace eigenlake::iceberg {
namespace {

/// A table below "db/t" of a store, recorded at `location`.
class TableTest : public ::testing::Test {
 protected:
  Table table_at(const std::string& location, const std::string& version = "db/t/metadata/v3.metadata.json",
                 std::map<std::string, std::string> properties = {}) {
    auto metadata =
        *new_table_metadata("uuid", location, testing::nested_schema(), {}, {}, std::move(properties), 1000);
    return {catalog_, store_, {"db", "t"}, "db/t", version, std::make_shared<TableMetadata>(metadata)};
  }

  std::shared_ptr<ObjectStore> store_ = std::make_shared<InMemoryObjectStore>("lake");
  HadoopCatalog catalog_{store_};
};

TEST_F(TableTest, RecordedPathsFollowAMovedTable) {
  for (const char* location :
       {"memory://lake/db/t", "memory://lake/db/t/", "s3://old/home/t", "/old/home/t//"}) {
    const Table table = table_at(location);
    const std::string recorded = table.recorded_path("data/x.parquet");
    EXPECT_EQ(recorded, fmt::format("{}/data/x.parquet", without_trailing_slash(location)));
    EXPECT_EQ(*table.key_of(recorded), "db/t/data/x.parquet") << location;
    EXPECT_EQ(table.key_below("data/x.parquet"), "db/t/data/x.parquet");
    EXPECT_EQ(table.was_moved(), !std::string_view(location).starts_with("memory")) << location;
  }
}

TEST_F(TableTest, PathOutsideTheTableIsItsOwnKey) {
  const Table table = table_at("s3://old/t");
  EXPECT_EQ(*table.key_of("memory://lake/other/x"), "other/x");
  EXPECT_EQ(table.key_of("s3://old/table2/x").error().kind, ErrorKind::kNotFound)
      << "t is no folder of table2";
  EXPECT_EQ(table.key_of("s3://old/t").error().kind, ErrorKind::kNotFound) << "the table itself is no file";
  EXPECT_EQ(find_recorded(table, "memory://lake/other/x")->key, "other/x");
  EXPECT_EQ(find_recorded(table, "s3://old/table2/x").error().kind, ErrorKind::kUnsupported);
}

TEST_F(TableTest, RedundantPathPartsAreIgnored) {
  const auto local = std::make_shared<LocalObjectStore>("/warehouse");
  const Table table(catalog_, local, {"db", "t"}, "db/t", "v", table_at("file:///was/t").shared_metadata());
  for (const char* path : {"file:///was/t/data/x", "file:///was/t//data/x", "file:///was/t/./data/x",
                           "file:///was/t/data//x", "file:///was/t/data/./x"})
    EXPECT_EQ(*table.key_of(path), "db/t/data/x") << path;
}

TEST_F(TableTest, StagedTableHasNoVersionAndNoUri) {
  const Table staged = table_at("memory://lake/db/t", "");
  EXPECT_TRUE(staged.is_staged());
  EXPECT_EQ(staged.metadata_uri(), "");
  const Table table = table_at("memory://lake/db/t");
  EXPECT_FALSE(table.is_staged());
  EXPECT_EQ(table.metadata_uri(), "memory://lake/db/t/metadata/v3.metadata.json");
  EXPECT_EQ(table.location(), "memory://lake/db/t");
  EXPECT_EQ(table.identifier().to_string(), "db.t");
  const Table pointed(catalog_, store_, {"db", "t"}, "db/t", "s3://b/m.json", table.shared_metadata(), true);
  EXPECT_EQ(pointed.metadata_uri(), "s3://b/m.json");
}

TEST_F(TableTest, StagedTableFollowsOnlyEqualColumns) {
  Table staged = table_at("memory://lake/db/t", "");
  Table same = table_at("memory://lake/db/t");
  ASSERT_TRUE(staged.follow(same));
  EXPECT_FALSE(staged.is_staged());
  auto other = same.metadata();
  other.schemas[0].fields.pop_back();
  const Table narrower(catalog_, store_, {"db", "t"}, "db/t", "v", std::make_shared<TableMetadata>(other));
  EXPECT_TRUE(Table(same).follow(narrower)) << "an existing table may change";
  Table second = table_at("memory://lake/db/t", "");
  EXPECT_EQ(second.follow(narrower).error().kind, ErrorKind::kConflict);
  other = same.metadata();
  other.partition_specs[0] = *identity_partition_spec(other.schema(), {"id"});
  Table third = table_at("memory://lake/db/t", "");
  EXPECT_FALSE(
      third.follow({catalog_, store_, {"db", "t"}, "db/t", "v", std::make_shared<TableMetadata>(other)}));
}

TEST(WithoutTrailingSlash, KeepsTheRoot) {
  EXPECT_EQ(without_trailing_slash("/a/b//"), "/a/b");
  EXPECT_EQ(without_trailing_slash("/"), "/");
  EXPECT_EQ(without_trailing_slash(""), "");
}

TEST_F(TableTest, SuccessorNamesItsPredecessorAndIsLater) {
  const Table base = table_at("memory://lake/db/t");
  TableMetadata next = base.metadata();
  prepare_successor(base, "v3", next);
  EXPECT_EQ(next.metadata_log, (std::vector<MetadataLogEntry>{{1000, "v3"}}));
  EXPECT_GT(next.last_updated_ms, 1000);
  TableMetadata timed = base.metadata();
  timed.last_updated_ms = 5000;
  prepare_successor(base, "v3", timed);
  EXPECT_EQ(timed.last_updated_ms, 5000) << "the change has a time of its own";
  TableMetadata first = base.metadata();
  prepare_successor(table_at("memory://lake/db/t", ""), "", first);
  EXPECT_TRUE(first.metadata_log.empty()) << "a staged table has no file";
}

std::vector<std::string> files_of(const TableMetadata& metadata) {
  std::vector<std::string> files;
  for (const MetadataLogEntry& entry : metadata.metadata_log) files.push_back(entry.metadata_file);
  return files;
}

TEST_F(TableTest, MetadataLogObeysItsProperty) {
  for (const auto& [value, kept] :
       {std::pair<const char*, size_t>{"2", 2}, {"0", 1}, {"-5", 1}, {"many", 3}}) {
    const Table base = table_at("memory://lake/db/t", "v", {{"write.metadata.previous-versions-max", value}});
    TableMetadata next = base.metadata();
    next.metadata_log = {{1, "v1"}, {2, "v2"}};
    prepare_successor(base, "v3", next);
    EXPECT_EQ(next.metadata_log.size(), kept) << value;
    EXPECT_EQ(files_of(next).back(), "v3");
  }
}

TEST_F(TableTest, MetadataFilesAreDroppedOnlyByProperty) {
  for (const char* enabled : {"true", "false", ""}) {
    Table base =
        table_at("memory://lake/db/t", "v", {{"write.metadata.delete-after-commit.enabled", enabled}});
    auto before = base.metadata();
    before.metadata_log = {
        {1, "memory://lake/db/t/v1"}, {2, "memory://lake/db/t/v2"}, {3, "s3://elsewhere/v3"}};
    base = Table(catalog_, store_, {"db", "t"}, "db/t", "v", std::make_shared<TableMetadata>(before));
    TableMetadata after = before;
    after.metadata_log = {{2, "memory://lake/db/t/v2"}, {4, "memory://lake/db/t/v4"}};
    const bool is_enabled = std::string_view(enabled) == "true";
    EXPECT_EQ(dropped_metadata_files(base, after).size(), is_enabled ? 2u : 0u) << enabled;
    for (const char* key : {"db/t/v1", "db/t/v2"}) ASSERT_TRUE(store_->put(key, "x"));
    remove_dropped_metadata(base, after);
    EXPECT_EQ(*store_->exists("db/t/v1"), !is_enabled) << enabled;
    EXPECT_TRUE(*store_->exists("db/t/v2"));
  }
}

TEST(MetadataFileNumber, IsThatOfTheName) {
  const std::pair<const char*, int> cases[] = {{"s3://b/t/metadata/v7.metadata.json", 7},
                                               {"v12.gz.metadata.json", 12},
                                               {"/t/metadata/00007-9c12d441.metadata.json", 7},
                                               {"00000-u.metadata.json", 0},
                                               {"v7", -1},
                                               {"v.metadata.json", -1},
                                               {"7.metadata.json", -1},
                                               {"v7-9c.metadata.json", -1},
                                               {"00007", -1},
                                               {"snap-7-1-u.avro", -1},
                                               {"-7-u.metadata.json", -1},
                                               {"v-7.metadata.json", -1},
                                               {"", -1}};
  for (const auto& [path, number] : cases) EXPECT_EQ(metadata_file_number(path), number) << path;
}

TEST(MetadataCache, FindsAStateByItsOwnNameOnly) {
  MetadataCache cache;
  EXPECT_EQ(cache.find("t", "v1"), nullptr);
  const auto first = std::make_shared<TableMetadata>();
  const auto second = std::make_shared<TableMetadata>();
  cache.keep("t", "v1", first);
  cache.keep("other", "v1", second);
  EXPECT_EQ(cache.find("t", "v1"), first);
  EXPECT_EQ(cache.find("t", "v2"), nullptr);
  cache.keep("t", "v2", second);
  EXPECT_EQ(cache.find("t", "v2"), second);
  EXPECT_EQ(cache.find("t", "v1"), nullptr) << "only the newest is kept";
}

TEST(TablePlaces, FindWarehouseAndProviderPlaces) {
  const auto warehouse = std::make_shared<InMemoryObjectStore>("lake");
  const auto elsewhere = std::make_shared<InMemoryObjectStore>("other");
  const TablePlaces places(warehouse, "home", [&](std::string_view) { return elsewhere; });
  EXPECT_EQ(places.new_location({"db", "t"}), "memory://lake/home/db/t");
  EXPECT_EQ(TablePlaces(warehouse).namespace_location("db"), "memory://lake/db");
  EXPECT_EQ(places.find("memory://lake/x/y/")->key, "x/y");
  EXPECT_EQ(places.find("memory://lake/x/y")->store, warehouse);
  EXPECT_EQ(places.find("memory://other/x")->store, elsewhere);
  EXPECT_EQ(places.find("memory://third/x").error().kind, ErrorKind::kNotFound) << "not in what was opened";
  EXPECT_EQ(places.key_in_warehouse("memory://lake"), std::nullopt) << "the warehouse itself is no table";
  EXPECT_EQ(places.key_in_warehouse("memory://other/x"), std::nullopt);
  EXPECT_EQ(TablePlaces(warehouse).find("s3://bucket/x").error().kind, ErrorKind::kUnsupported);
}

TEST(LocalStoreAround, OpensTheFolderForEveryLocalSpelling) {
  for (const char* uri : {"file:///data/t/m.json", "file:/data/t/m.json", "/data/t/m.json"}) {
    const auto store = local_store_around(uri);
    ASSERT_TRUE(store) << uri;
    EXPECT_EQ(*(*store)->key_of("/data/t/m.json"), "m.json") << uri;
  }
  for (const char* uri : {"s3://b/t", "relative/t", "/", "", "file:relative"})
    EXPECT_EQ(local_store_around(uri).error().kind, ErrorKind::kUnsupported) << uri;
}

TEST(CatalogKind, FollowsFromTheUri) {
  using Kind = CatalogOptions::Kind;
  EXPECT_EQ(*catalog_kind_of_uri(""), Kind::kHadoop);
  EXPECT_EQ(*catalog_kind_of_uri("thrift://host:9083"), Kind::kHive);
  EXPECT_EQ(*catalog_kind_of_uri("sqlite:///folder/catalog.db"), Kind::kSql);
  EXPECT_EQ(*catalog_kind_of_uri("postgresql://user@host/database"), Kind::kSql);
  const auto unknown = catalog_kind_of_uri("mysql://user:secret@host/db");
  EXPECT_EQ(unknown.error().kind, ErrorKind::kUsage);
  EXPECT_FALSE(unknown.error().message.contains("secret")) << unknown.error().message;
}

}  // namespace
}  // namespace eigenlake::iceberg
