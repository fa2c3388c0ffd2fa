// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/hadoop/hadoop_catalog.h"

#include <filesystem>

#include <gtest/gtest.h>

#include "eigenlake/iceberg/testing/small_table.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/object_store/faulty_object_store.h"
#include "eigenlake/object_store/local_object_store.h"

namespace eigenlake::iceberg {
namespace {

using testing::kSmallTable;
using testing::planned_rows;
using testing::small_file;
using testing::small_table_options;
using testing::SmallLake;

constexpr char kMetadata[] = "quantum_features/small/metadata/";

Result<> append_rows(Table& table, const std::string& name, int64_t rows) {
  EIGENLAKE_RETURN_IF_ERROR(append(table, {{small_file(table, name, rows)}, {}, {}, {}, {}}));
  return {};
}

TEST(HadoopCatalog, WritesTheLayoutOfOtherEngines) {
  SmallLake lake;
  Table table = lake.create();
  ASSERT_TRUE(append_rows(table, "a", 1));
  EXPECT_EQ(*lake.store->get(std::string(kMetadata) + "version-hint.text"), "2");
  EXPECT_TRUE(*lake.store->exists(std::string(kMetadata) + "v1.metadata.json"));
  EXPECT_TRUE(*lake.store->exists(std::string(kMetadata) + "v2.metadata.json"));
  EXPECT_EQ(table.metadata_uri(), "memory://store/quantum_features/small/metadata/v2.metadata.json");
  ASSERT_EQ(table.metadata().metadata_log.size(), 1u);
  EXPECT_TRUE(table.metadata().metadata_log[0].metadata_file.ends_with("/v1.metadata.json"));
}

TEST(HadoopCatalog, StaleWrongAndMissingHintsAreTolerated) {
  SmallLake lake;
  Table table = lake.create();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(append_rows(table, "f" + std::to_string(i), 1));
  for (const char* hint : {"1", "2\n", "99", "", "nonsense", "-4"}) {
    ASSERT_TRUE(lake.store->put(std::string(kMetadata) + "version-hint.text", hint));
    EXPECT_EQ(planned_rows(lake.load()), 3) << "hint \"" << hint << '"';
  }
  ASSERT_TRUE(lake.store->remove(std::string(kMetadata) + "version-hint.text"));
  EXPECT_EQ(planned_rows(lake.load()), 3);
}

TEST(HadoopCatalog, StaleCommitConflicts) {
  SmallLake lake;
  Table table = lake.create();
  const Table stale = table;
  ASSERT_TRUE(append_rows(table, "a", 1));
  EXPECT_EQ(lake.catalog.commit(stale, stale.metadata()).error().kind, ErrorKind::kConflict);
}

TEST(HadoopCatalog, StaleCommitConflictsAfterItsSuccessorWasRemoved) {
  SmallLake lake;
  CreateTableOptions options = small_table_options();
  options.properties = {{"write.metadata.previous-versions-max", "1"},
                        {"write.metadata.delete-after-commit.enabled", "true"}};
  Table table = *lake.catalog.create_table(kSmallTable, options);
  const Table stale = table;
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(append_rows(table, "f" + std::to_string(i), 1));
  EXPECT_FALSE(*lake.store->exists(std::string(kMetadata) + "v2.metadata.json"));
  EXPECT_TRUE(*lake.store->exists(std::string(kMetadata) + "v4.metadata.json"));
  EXPECT_EQ(table.metadata().metadata_log.size(), 1u);
  EXPECT_EQ(lake.catalog.commit(stale, stale.metadata()).error().kind, ErrorKind::kConflict);
}

TEST(HadoopCatalog, NonDurableCommitIsRepeatedOrUnknown) {
  // After the hint, looks for version 1 and for each form of version 2, and the question whether creation is
  // exclusive.
  constexpr uint64_t kCreate = 7;
  for (const bool repetition_fails : {false, true}) {
    SmallLake lake;
    lake.create();
    const StoreFault fails{repetition_fails ? kCreate + 2 : 0, StoreFault::Kind::kFail, false};
    const auto failing = std::make_shared<FaultyObjectStore>(lake.store, fails);
    const StoreFault loses{kCreate, StoreFault::Kind::kLoseReply, false};
    HadoopCatalog catalog(std::make_shared<FaultyObjectStore>(failing, loses));
    const Table table = lake.load();
    const auto committed = catalog.commit(table, table.metadata());
    EXPECT_TRUE(*lake.store->exists(std::string(kMetadata) + "v2.metadata.json"));
    EXPECT_EQ(committed.has_value(), !repetition_fails);
    if (!committed) {
      EXPECT_EQ(committed.error().kind, ErrorKind::kCommitStateUnknown);
    }
  }
}

TEST(HadoopCatalog, DroppedTablesAreNotListed) {
  SmallLake lake;
  lake.create();
  ASSERT_TRUE(lake.catalog.create_table({"quantum_features", "another"}, small_table_options()));
  ASSERT_TRUE(lake.store->put("quantum_features/no_table/readme.txt", "x"));
  const auto tables = *lake.catalog.list_tables("quantum_features");
  ASSERT_EQ(tables.size(), 2u);
  EXPECT_EQ(tables[0].name, "another");
  ASSERT_TRUE(lake.catalog.drop_table(kSmallTable));
  EXPECT_EQ(lake.catalog.load_table(kSmallTable).error().kind, ErrorKind::kNotFound);
  EXPECT_TRUE(lake.store->list("quantum_features/small/")->empty());
  EXPECT_TRUE(lake.catalog.list_tables("nowhere")->empty());
}

TEST(HadoopCatalog, DamagedMetadataNamesItsFile) {
  SmallLake lake;
  lake.create();
  ASSERT_TRUE(lake.store->put(std::string(kMetadata) + "v1.metadata.json", "{"));
  const auto loaded = lake.catalog.load_table(kSmallTable);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().kind, ErrorKind::kStore);
  EXPECT_NE(loaded.error().to_string().find("v1.metadata.json"), std::string::npos);
}

TEST(HadoopCatalog, CompressedMetadataStaysCompressed) {
  SmallLake lake;
  lake.create();
  const std::string plain = std::string(kMetadata) + "v1.metadata.json";
  const std::string compressed = std::string(kMetadata) + "v1.gz.metadata.json";
  ASSERT_TRUE(lake.store->put(compressed, gzip_metadata(*lake.store->get(plain))));
  ASSERT_TRUE(lake.store->remove(plain));
  for (const bool with_hint : {true, false}) {
    if (!with_hint) ASSERT_TRUE(lake.store->remove(std::string(kMetadata) + "version-hint.text"));
    auto table = lake.catalog.load_table(kSmallTable);
    ASSERT_TRUE(table) << table.error().to_string();
    ASSERT_TRUE(append_rows(*table, with_hint ? "a" : "b", 1));
  }
  EXPECT_TRUE(*lake.store->exists(std::string(kMetadata) + "v3.gz.metadata.json"));
  EXPECT_FALSE(*lake.store->exists(std::string(kMetadata) + "v3.metadata.json"));
  const auto table = lake.catalog.load_table(kSmallTable);
  ASSERT_TRUE(table);
  EXPECT_EQ(planned_rows(*table), 2);
  ASSERT_EQ(table->metadata().metadata_log.size(), 2u);
  EXPECT_TRUE(table->metadata().metadata_log[0].metadata_file.ends_with("/v1.gz.metadata.json"));
}

TEST(HadoopCatalog, CommitsOfTheOtherFormAreSeen) {
  for (const char* form : {"v2.gz.metadata.json", "v2.metadata.json.gz"}) {
    SmallLake lake;
    const Table stale = lake.create();
    Table table = stale;
    ASSERT_TRUE(append_rows(table, "a", 1));
    const std::string plain = std::string(kMetadata) + "v2.metadata.json";
    ASSERT_TRUE(lake.store->put(std::string(kMetadata) + form, gzip_metadata(*lake.store->get(plain))));
    ASSERT_TRUE(lake.store->remove(plain));
    ASSERT_TRUE(lake.store->put(std::string(kMetadata) + "version-hint.text", "1"));
    EXPECT_EQ(planned_rows(lake.load()), 1) << form;
    EXPECT_EQ(lake.catalog.commit(stale, stale.metadata()).error().kind, ErrorKind::kConflict) << form;
    Table next = lake.load();
    ASSERT_TRUE(append_rows(next, "b", 1)) << form;
    EXPECT_TRUE(next.version().ends_with("/v3.gz.metadata.json")) << next.version();
    EXPECT_EQ(planned_rows(lake.load()), 2) << form;
  }
}

TEST(HadoopCatalog, PointerCatalogMetadataIsNamedAndRegistered) {
  for (const char* name : {"00001-9b2f.metadata.json", "00001-9b2f.gz.metadata.json"}) {
    SmallLake lake;
    lake.create();
    const std::string pointed = std::string(kMetadata) + name;
    ASSERT_TRUE(lake.store->put(pointed, *lake.store->get(std::string(kMetadata) + "v1.metadata.json")));
    ASSERT_TRUE(lake.store->remove(std::string(kMetadata) + "v1.metadata.json"));
    ASSERT_TRUE(lake.store->remove(std::string(kMetadata) + "version-hint.text"));
    EXPECT_EQ(lake.catalog.load_table(kSmallTable).error().kind, ErrorKind::kNotFound);
    const auto listing = *lake.catalog.list_all("quantum_features");
    EXPECT_TRUE(listing.tables.empty());
    EXPECT_EQ(listing.others, std::vector{kSmallTable});
    const Error reason = lake.catalog.explain_absence(kSmallTable);
    EXPECT_EQ(reason.kind, ErrorKind::kUnsupported);
    EXPECT_NE(reason.message.find(name), std::string::npos) << reason.message;
    EXPECT_NE(reason.message.find("catalog register small"), std::string::npos) << reason.message;
    ASSERT_TRUE(lake.catalog.register_table(kSmallTable, lake.store->uri_of(pointed)));
    EXPECT_EQ(planned_rows(lake.load()), 0);
  }
}

TEST(HadoopCatalog, MovedTableIsReadAndWrittenInPlace) {
  namespace fs = std::filesystem;
  std::string pattern = (fs::temp_directory_path() / "hadoop_catalog_test.XXXXXX").string();
  const fs::path root = ::mkdtemp(pattern.data());
  {
    HadoopCatalog catalog(std::make_shared<LocalObjectStore>(root / "before"));
    Table table = *catalog.create_table(kSmallTable, small_table_options());
    ASSERT_TRUE(append_rows(table, "a", 1));
    EXPECT_FALSE(table.was_moved());
  }
  fs::rename(root / "before", root / "after");
  HadoopCatalog catalog(std::make_shared<LocalObjectStore>(root / "after"));
  Table table = *catalog.load_table(kSmallTable);
  EXPECT_TRUE(table.was_moved());
  ASSERT_TRUE(append_rows(table, "b", 2));
  EXPECT_EQ(planned_rows(*catalog.load_table(kSmallTable)), 3);
  const auto tasks = *plan_files(table);
  for (const FileScanTask& task : tasks) {
    EXPECT_TRUE(task.uri.starts_with("file://" + (root / "after").string())) << task.uri;
    EXPECT_TRUE(task.data_file.file_path.starts_with("file://" + (root / "before").string()));
  }
  EXPECT_FALSE(fs::exists(root / "before"));
  fs::remove_all(root);
}

}  // namespace
}  // namespace eigenlake::iceberg
