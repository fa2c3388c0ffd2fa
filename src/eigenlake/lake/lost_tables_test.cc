// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/lost_tables.h"

#include <gtest/gtest.h>

#include "eigenlake/lake/batch_journal.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/pending_batch.h"
#include "eigenlake/lake/stray_tables.h"
#include "eigenlake/lake/testing/batches.h"
#include "eigenlake/lake/testing/test_lake.h"

namespace eigenlake {
namespace {

/// A lake in memory with an SQLite catalog, of which the tables' pointers can be lost while their files stay.
class LostTables : public ::testing::Test {
 protected:
  LostTables() : opened_(lake_.open()) {}

  iceberg::Table make(const char* name, int batch = 1) {
    iceberg::Table table = by_hand::make_table(opened_, name);
    by_hand::append_rows(table, nullptr, by_hand::batch_id(batch));
    return table;
  }
  void forget(const char* name) {
    ASSERT_TRUE(opened_.catalog().forget_table({std::string(kDatabase), name}));
  }
  void remember(const RememberedTables& tables) {
    ASSERT_TRUE(save_remembered_tables(opened_.state_store(), tables));
  }
  /// The error of loading a table, or what is said of it as lost.
  std::string loss_of(const char* name) {
    const std::vector<std::string_view> names = {name};
    const auto tables = LakeTables::load(opened_, names);
    if (!tables) return tables.error().message;
    const auto lost = tables->lost().find(name);
    return lost == tables->lost().end() ? "" : lost->second.message;
  }

  TestLake lake_{TestLake::Catalog::kSqlite};
  Lake opened_;
};

TEST_F(LostTables, NeverCreatedTableIsNotLost) {
  EXPECT_EQ(loss_of("molecules"), "");
  remember({{"labels", {}}});
  EXPECT_EQ(loss_of("molecules"), "");
  EXPECT_EQ(loss_of("labels"), "") << "its absence was accepted";
}

TEST_F(LostTables, RememberedTableIsLost) {
  const iceberg::Table table = make("labels");
  const iceberg::Table other = make("molecules");
  remember({{"labels", eigenlake::remember(table.metadata())},
            {"molecules", eigenlake::remember(other.metadata())}});
  EXPECT_EQ(loss_of("labels"), "");
  forget("labels");
  EXPECT_TRUE(loss_of("labels").contains("quantum_features.labels is lost")) << loss_of("labels");
  EXPECT_EQ(LakeTables::load_all(opened_).error().kind, ErrorKind::kStore);
}

TEST_F(LostTables, CatalogWithoutAnyTableIsAnotherOne) {
  const iceberg::Table table = make("labels");
  remember({{"labels", eigenlake::remember(table.metadata())}});
  forget("labels");
  EXPECT_TRUE(loss_of("labels").contains("has none of the 1 tables of the lake")) << loss_of("labels");
}

/// Metadata in the warehouse that the catalog does not have is a table's, but what the batch under way left.
TEST_F(LostTables, StrayMetadataMeansALoss) {
  make("labels", 3);
  forget("labels");
  EXPECT_TRUE(loss_of("labels").contains("that the catalog does not have")) << loss_of("labels");
  BatchPlan plan;
  plan.stamp = by_hand::batch_stamp(3);
  ASSERT_TRUE(save_pending_batch(opened_, plan));
  EXPECT_EQ(loss_of("labels"), "") << "the attempt of the batch that died";
  ASSERT_TRUE(remove_attempts(opened_.warehouse_store(), "labels", by_hand::batch_id(3)));
  ASSERT_TRUE(remove_pending_batch(opened_));
  EXPECT_EQ(loss_of("labels"), "");
  EXPECT_TRUE(metadata_files_of(opened_.warehouse_store(), "labels")->empty());
}

TEST_F(LostTables, TablesOfTheFirstBatchAreRequiredAfterIt) {
  by_hand::audit_batch(opened_, by_hand::batch_stamp(1));
  const std::vector<std::string_view> names = {kAuditTable, "molecules", kLedgerTable, "labels"};
  const auto tables = LakeTables::load(opened_, names);
  ASSERT_TRUE(tables) << tables.error().to_string();
  EXPECT_TRUE(tables->lost().contains("molecules"));
  EXPECT_TRUE(tables->lost().contains(kLedgerTable));
  EXPECT_FALSE(tables->lost().contains("labels")) << "not every lake has labels";
  EXPECT_FALSE(tables->check_none_lost());
}

TEST_F(LostTables, AuditedRowsMeanALoss) {
  by_hand::audit_batch(opened_, by_hand::batch_stamp(1), {{"labels", 3}, {"deletions", 0}});
  const std::vector<std::string_view> names = {kAuditTable, "labels", "deletions"};
  const auto tables = LakeTables::load(opened_, names);
  ASSERT_TRUE(tables) << tables.error().to_string();
  EXPECT_TRUE(tables->lost().contains("labels"));
  EXPECT_FALSE(tables->lost().contains("deletions")) << "it never had rows";
}

TEST_F(LostTables, SeveralBatchesRequireTheAuditTable) {
  iceberg::Table table = make("molecules", 1);
  const std::vector<std::string_view> names = {kAuditTable, "molecules"};
  EXPECT_TRUE(LakeTables::load(opened_, names)) << "a writer may have died before it made it";
  by_hand::append_rows(table, nullptr, by_hand::batch_id(2));
  const auto tables = LakeTables::load(opened_, names);
  ASSERT_FALSE(tables);
  EXPECT_TRUE(tables.error().message.contains("processing_metadata is lost")) << tables.error().message;
}

TEST_F(LostTables, ReplacedAndOlderTablesAreErrors) {
  const iceberg::Table table = make("labels");
  const auto now = eigenlake::remember(table.metadata());
  EXPECT_EQ(now.sequence_number, 1);
  remember({{"labels", {"another uuid", 1}}});
  EXPECT_TRUE(loss_of("labels").contains("is another table than the lake had: expected uuid another uuid"))
      << loss_of("labels");
  remember({{"labels", {now.uuid, 2}}});
  EXPECT_TRUE(loss_of("labels").contains("expected sequence number 2 or a later one, found 1"))
      << loss_of("labels");
  remember({{"labels", {now.uuid, kMissed + 1}}});
  EXPECT_TRUE(loss_of("labels").contains("lacks rows")) << loss_of("labels");
  remember({{"labels", {now.uuid, 1}}});
  EXPECT_EQ(loss_of("labels"), "");
}

TEST_F(LostTables, RememberedStateNeverGoesBack) {
  const iceberg::Table table = make("labels");
  const std::string uuid = table.metadata().table_uuid;
  remember({{"labels", {uuid, 0}}, {"deletions", {}}});
  const auto tables = LakeTables::load_all(opened_);
  ASSERT_TRUE(tables) << tables.error().to_string();
  EXPECT_EQ(tables->to_remember(), (RememberedTables{{"labels", {uuid, 1}}, {"deletions", {}}}));
  const Lake recovering = lake_.open(LakeAccess::kRecover);
  remember({{"labels", {uuid, 9}}});
  const auto older = LakeTables::load_all(recovering);
  ASSERT_TRUE(older) << "a recovery takes them as they are";
  EXPECT_EQ(older->to_remember(), (RememberedTables{{"labels", {uuid, 9}}})) << "it goes on being missed";
}

TEST_F(LostTables, DamagedMetadataIsANamedLoss) {
  const iceberg::Table table = make("labels");
  make("molecules");
  const std::string key = *opened_.warehouse_store().key_of(table.metadata_uri());
  ASSERT_TRUE(opened_.warehouse_store().put(key, "damaged"));
  EXPECT_TRUE(loss_of("labels").contains("quantum_features.labels is lost")) << loss_of("labels");
  EXPECT_TRUE(loss_of("labels").contains(key)) << loss_of("labels");
  EXPECT_EQ(loss_of("molecules"), "") << "others are not lost";
}

TEST_F(LostTables, LakeIsNotCreatedOverUnknownTables) {
  const iceberg::Table table = make("labels");
  const auto files = *metadata_files_of(opened_.warehouse_store(), "labels");
  ASSERT_EQ(files.size(), 2u) << "the table's first ones and those with the rows";
  EXPECT_EQ(files.back(), *opened_.warehouse_store().key_of(table.metadata_uri()));
  const auto strays = check_no_stray_tables(opened_.warehouse_store());
  EXPECT_EQ(strays.error().kind, ErrorKind::kStore);
  EXPECT_TRUE(strays.error().message.contains("--catalog-uri")) << strays.error().message;
  InMemoryObjectStore empty;
  EXPECT_TRUE(check_no_stray_tables(empty));
  ASSERT_TRUE(empty.put("quantum_features/labels/data/x.parquet", "rows"));
  ASSERT_TRUE(empty.put("quantum_features/theirs/metadata/v1.metadata.json", "{}"));
  EXPECT_TRUE(check_no_stray_tables(empty)) << "no metadata of a table of ours";
  EXPECT_EQ(table_folder("labels"), "quantum_features/labels");
}

/// Whatever lies in the folder of a table: how it counts.
TEST(StrayTables, OnlyMetadataWithOtherRowsCounts) {
  InMemoryObjectStore store;
  const std::string key = "quantum_features/labels/metadata/00001-u.metadata.json";
  for (const char* damaged : {"", "{", R"({"format-version": 2})"}) {
    ASSERT_TRUE(store.put(key, damaged));
    EXPECT_FALSE(*find_stray_table(store, "labels", "")) << damaged << ": unreadable";
  }
  ASSERT_TRUE(store.put(key, R"({"format-version": 3})"));
  EXPECT_TRUE(*find_stray_table(store, "labels", "")) << "a format that we do not know";
  ASSERT_TRUE(remove_attempts(store, "labels", ""));
  EXPECT_TRUE(*store.exists(key)) << "it is no attempt of ours";
}

}  // namespace
}  // namespace eigenlake
