// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/lake_catalog.h"

#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "eigenlake/iceberg/catalog/hadoop/hadoop_catalog.h"
#include "eigenlake/iceberg/update/append.h"
#include "eigenlake/lake/direct_offsets.h"
#include "eigenlake/lake/remembered_tables.h"
#include "eigenlake/lake/testing/batches.h"
#include "eigenlake/lake/testing/test_lake.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;
using iceberg::CatalogOptions;
using Kind = CatalogOptions::Kind;

/// The parts of a lake whose state is said to lie at FOLDER/.eigenlake.
class LakeCatalogTest : public ::testing::Test {
 protected:
  LakeCatalogTest() {
    std::string pattern = (fs::temp_directory_path() / "eigenlake_catalog_XXXXXX").string();
    EXPECT_NE(::mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    parts_.roots.state = folder_ / ".eigenlake";
    parts_.raw = std::make_shared<InMemoryObjectStore>("raw");
    parts_.warehouse = std::make_shared<InMemoryObjectStore>("lake");
    parts_.state = std::make_shared<InMemoryObjectStore>("state");
  }
  ~LakeCatalogTest() override { fs::remove_all(folder_); }

  CatalogOptions sqlite(const fs::path& file, const std::string& name = "lake") const {
    return {Kind::kSql, "sqlite://" + file.string(), name};
  }
  void record(const CatalogOptions& options) {
    ASSERT_TRUE(record_catalog(*parts_.state, parts_.roots, options));
  }
  std::string recorded_text() { return *parts_.state->get("catalog.json"); }
  Result<CatalogOptions> choose(const std::optional<CatalogOptions>& asked, LakeAccess access) {
    return choose_catalog(asked, parts_, access);
  }
  void touch(const fs::path& file) const { std::ofstream(file) << "x"; }
  /// That the lake has tables, wherever they are.
  void remember_tables() { ASSERT_TRUE(save_remembered_tables(*parts_.state, {{"molecules", {"u", 1}}})); }

  fs::path folder_;
  LakeParts parts_;
};

TEST_F(LakeCatalogTest, FileBesideTheStateMovesWithIt) {
  record(sqlite(folder_ / "catalogs/catalog.db"));
  EXPECT_TRUE(recorded_text().contains(R"("uri":"sqlite:catalogs/catalog.db")")) << recorded_text();
  parts_.roots.state = "/moved/to/.eigenlake";
  const auto recorded = *recorded_catalog(parts_);
  EXPECT_EQ(recorded->options.uri, "sqlite:///moved/to/catalogs/catalog.db");
  EXPECT_EQ(recorded->options.name, "lake");
  EXPECT_TRUE(recorded->is_whole);
}

TEST_F(LakeCatalogTest, OtherFilesAreAbsolute) {
  record(sqlite("/elsewhere/x/../catalog.db"));
  EXPECT_EQ((*recorded_catalog(parts_))->options.uri, "sqlite:///elsewhere/catalog.db");
  parts_.roots.state = "s3://bucket/.eigenlake";
  record(sqlite(folder_ / "catalog.db"));
  EXPECT_EQ((*recorded_catalog(parts_))->options.uri, "sqlite://" + (folder_ / "catalog.db").string());
}

TEST_F(LakeCatalogTest, NoPasswordIsRecorded) {
  record({Kind::kSql, "postgresql://mari:secret@host/db", "lake"});
  EXPECT_FALSE(recorded_text().contains("secret")) << recorded_text();
  const auto chosen =
      choose(CatalogOptions{Kind::kSql, "postgresql://mari:secret@host/db", "lake"}, LakeAccess::kWrite);
  ASSERT_TRUE(chosen) << chosen.error().to_string();
  EXPECT_TRUE(chosen->uri.contains("secret")) << "the one that was asked for brings it";
}

TEST_F(LakeCatalogTest, DamagedRecordGivesAdvice) {
  EXPECT_FALSE(*recorded_catalog(parts_)) << "there is none";
  for (const char* text : {"", "[]", R"({"uri": "sqlite:///x"})", R"({"uri": 3, "name": "n"})"}) {
    ASSERT_TRUE(parts_.state->put("catalog.json", text));
    const auto recorded = recorded_catalog(parts_);
    EXPECT_EQ(recorded.error().kind, ErrorKind::kStore) << text;
    EXPECT_TRUE(recorded.error().message.contains("--catalog-uri")) << recorded.error().message;
  }
  ASSERT_TRUE(parts_.state->put("catalog.json", R"({"uri": "mysql://x", "name": "n"})"));
  EXPECT_EQ(recorded_catalog(parts_).error().kind, ErrorKind::kUsage);
}

/// Versions before 0.2 wrote a relative path as the user had given it.
TEST_F(LakeCatalogTest, OldRelativePathIsFoundAndRewritten) {
  touch(folder_ / "old.db");
  ASSERT_TRUE(parts_.state->put("catalog.json", R"({"uri": "sqlite:old.db", "name": "lake"})"));
  const auto recorded = *recorded_catalog(parts_);
  EXPECT_FALSE(recorded->is_whole);
  EXPECT_EQ(recorded->options.uri, "sqlite://" + (folder_ / "old.db").string());
  ASSERT_TRUE(choose({}, LakeAccess::kRead));
  EXPECT_FALSE(parts_.catalog_to_record) << "a reader writes nothing";
  ASSERT_TRUE(choose({}, LakeAccess::kWrite));
  EXPECT_TRUE(parts_.catalog_to_record);
}

TEST_F(LakeCatalogTest, MissingRecordMeansTheWarehouse) {
  EXPECT_EQ(choose({}, LakeAccess::kWrite)->kind, Kind::kHadoop);
  EXPECT_FALSE(parts_.catalog_to_record);
}

TEST_F(LakeCatalogTest, FirstWriterChoosesTheCatalog) {
  const CatalogOptions asked = sqlite(folder_ / "catalog.db");
  EXPECT_EQ(choose(asked, LakeAccess::kWrite)->uri, asked.uri);
  ASSERT_TRUE(parts_.catalog_to_record);
  record(*parts_.catalog_to_record);
  parts_.catalog_to_record.reset();
  EXPECT_EQ(choose({}, LakeAccess::kWrite)->uri, asked.uri);
  EXPECT_EQ(choose(sqlite(folder_ / "x/../catalog.db"), LakeAccess::kWrite)->kind, Kind::kSql)
      << "the same file";
  EXPECT_FALSE(parts_.catalog_to_record);
  for (const CatalogOptions& other :
       {sqlite(folder_ / "other.db"), sqlite(folder_ / "catalog.db", "other name"), CatalogOptions{}}) {
    const auto chosen = choose(other, LakeAccess::kWrite);
    EXPECT_EQ(chosen.error().kind, ErrorKind::kUsage) << other.uri;
    EXPECT_TRUE(choose(other, LakeAccess::kRead)) << "a reader may look through any";
  }
}

TEST_F(LakeCatalogTest, HadoopTablesExcludeAnotherCatalog) {
  iceberg::HadoopCatalog hadoop(parts_.warehouse);
  const auto staged = *stage_table(hadoop, "labels", {}, {});
  ASSERT_TRUE(hadoop.commit(staged, staged.metadata()));
  touch(folder_ / "catalog.db");
  const auto chosen = choose(sqlite(folder_ / "catalog.db"), LakeAccess::kWrite);
  EXPECT_EQ(chosen.error().kind, ErrorKind::kUsage);
  EXPECT_TRUE(chosen.error().message.contains("the warehouse itself")) << chosen.error().message;
}

TEST_F(LakeCatalogTest, MissingFileIsNotRecreatedOverTables) {
  record(sqlite(folder_ / "gone.db"));
  EXPECT_TRUE(choose({}, LakeAccess::kWrite)) << "there were no tables yet";
  remember_tables();
  for (const LakeAccess access : {LakeAccess::kRead, LakeAccess::kWrite}) {
    const auto chosen = choose({}, access);
    EXPECT_EQ(chosen.error().kind, ErrorKind::kStore);
    EXPECT_TRUE(chosen.error().message.contains((folder_ / "gone.db").string())) << chosen.error().message;
  }
  EXPECT_TRUE(choose({}, LakeAccess::kRecover));
  touch(folder_ / "gone.db");
  EXPECT_TRUE(choose({}, LakeAccess::kWrite));
}

TEST_F(LakeCatalogTest, RecreatedTableKeepsItsUuid) {
  iceberg::HadoopCatalog hadoop(parts_.warehouse);
  EXPECT_EQ(stage_table(hadoop, "labels", {}, {{"labels", {"7d1e", 41}}})->metadata().table_uuid, "7d1e");
  EXPECT_NE(stage_table(hadoop, "labels", {}, {{"labels", {}}})->metadata().table_uuid, "")
      << "accepted as absent";
  const auto other = *stage_table(hadoop, "labels", {{"p", "v"}}, {{"molecules", {"7d1e", 41}}});
  EXPECT_NE(other.metadata().table_uuid, "7d1e");
  EXPECT_EQ(other.metadata().property("p", ""), "v");
}

/// The newest snapshot that has the pair speaks; other engines' snapshots do not know it.
TEST(DirectOffsetsOf, ComeFromTheNewestSnapshotWithThem) {
  const TestLake lake;
  const Lake opened = lake.open();
  iceberg::Table audit = by_hand::make_table(opened, kAuditTable);
  EXPECT_TRUE(direct_offsets_of(audit.metadata())->empty());
  const auto append = [&](const std::optional<std::string>& offsets) {
    iceberg::AppendOptions options;
    if (offsets) options.summary = {{std::string(kDirectOffsetsProperty), *offsets}};
    ASSERT_TRUE(iceberg::append(audit, options));
  };
  append(R"({"runs": {"0": [0, 4]}})");
  append(R"({"runs": {"0": [0, 9]}})");
  append({});
  EXPECT_EQ(*direct_offsets_of(audit.metadata()), (DirectOffsets{{"runs", {{0, {0, 9}}}}}));
  append("damaged");
  EXPECT_EQ(direct_offsets_of(audit.metadata()).error().kind, ErrorKind::kCorrupt);
}

}  // namespace
}  // namespace eigenlake
