// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/table_list.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/lake/user_tags.h"
#include "eigenlake/session/table_description.h"
#include "eigenlake/session/table_lookup.h"
#include "eigenlake/session/testing/filled_lake.h"
#include "eigenlake/session/testing/foreign_table.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Key;
using ::testing::SizeIs;

/// Two calls of ingest, three experiments in all, and a table of another engine.
class TableListTest : public ::testing::Test {
 protected:
  TableListTest() {
    fill_as_usual(test_);
    put_foreign_table(lake_, "abacus", 4);
  }
  ListedTable of(const std::string& name) const {
    const auto list = list_tables(lake_);
    EXPECT_TRUE(list) << list.error().to_string();
    const auto found = std::ranges::find(list->tables, name, &ListedTable::name);
    EXPECT_NE(found, list->tables.end()) << name;
    return found == list->tables.end() ? ListedTable() : *found;
  }

  TestLake test_;
  const Lake lake_ = test_.open();
};

TEST_F(TableListTest, OurTablesComeFirst) {
  const auto list = list_tables(lake_);
  ASSERT_TRUE(list) << list.error().to_string();
  ASSERT_THAT(list->tables, SizeIs(all_tables().size() + 1));
  for (size_t i = 0; i < all_tables().size(); ++i) EXPECT_EQ(list->tables[i].name, all_tables()[i].name);
  EXPECT_EQ(list->tables.back().name, "abacus");
  EXPECT_THAT(list->left_out, IsEmpty());
}

TEST_F(TableListTest, SizesAreThoseOfAReader) {
  const TableStatistics molecules = of("molecules").statistics;
  EXPECT_EQ(molecules.rows, 3);
  EXPECT_EQ(molecules.files, 2);
  EXPECT_EQ(molecules.snapshots, 2U);
  EXPECT_GT(molecules.bytes, 0);
  EXPECT_EQ(of("labels").statistics.rows, 0);
  EXPECT_EQ(of("abacus").statistics.rows, 4);
}

TEST_F(TableListTest, StateOfABatchHasItsSizes) {
  TimeTravel travel;
  travel.batch_id = batches_of(lake_)[0];
  const auto visible = VisibleLake::load(lake_, travel).value();
  const auto early = statistics_of(visible, "molecules");
  ASSERT_TRUE(early) << early.error().to_string();
  EXPECT_EQ(early->rows, 1);
  EXPECT_EQ(early->files, 1);
  EXPECT_EQ(early->snapshots, 2U);
}

TEST_F(TableListTest, DamagedForeignTableIsLeftOutWithItsReason) {
  damage_table(lake_, "abacus");
  const auto list = list_tables(lake_);
  ASSERT_TRUE(list) << list.error().to_string();
  EXPECT_THAT(list->tables, SizeIs(all_tables().size()));
  EXPECT_THAT(list->left_out, ElementsAre(Key("abacus")));
}

TEST_F(TableListTest, DamagedTableOfOursIsAnError) {
  damage_table(lake_, "molecules");
  EXPECT_FALSE(list_tables(lake_));
  EXPECT_FALSE(describe_table(lake_, "molecules"));
  EXPECT_FALSE(list_snapshots(lake_, "molecules"));
}

TEST_F(TableListTest, NamesOfUnreadableTablesAreKnown) {
  damage_table(lake_, "abacus");
  const auto names = all_table_names(lake_);
  ASSERT_TRUE(names) << names.error().to_string();
  EXPECT_THAT(*names, SizeIs(all_tables().size() + 1));
  EXPECT_THAT(*names, Contains("abacus"));
  const Result<Lake> lake = test_.open();
  EXPECT_EQ(*known_table("quantum_features.abacus", lake), "abacus");
  const auto wrong = known_table("abakus", lake);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(wrong.error().message, HasSubstr("'abacus'"));
  EXPECT_FALSE(known_tables("molecules,,labels", lake));
}

TEST_F(TableListTest, OurTablesAreDescribedByTheirDefinition) {
  const auto table = describe_table(lake_, "molecules");
  ASSERT_TRUE(table) << table.error().to_string();
  EXPECT_EQ(table->meaning, find_table("molecules")->description);
  EXPECT_EQ(table->row_per, "experiment");
  EXPECT_EQ(table->key, find_table("molecules")->key);
  EXPECT_THAT(table->partition, SizeIs(find_table("molecules")->partition.size()));
  EXPECT_THAT(*table->location, HasSubstr("quantum_features/molecules"));
  EXPECT_THAT(table->columns, SizeIs(find_table("molecules")->columns.size()));
  for (const ColumnDescription& column : table->columns) EXPECT_TRUE(column.id) << column.name;
}

TEST_F(TableListTest, FutureTableIsDescribedByItsDefinition) {
  const auto table = describe_table(lake_, "labels");
  ASSERT_TRUE(table) << table.error().to_string();
  EXPECT_FALSE(table->location);
  EXPECT_THAT(table->properties, IsEmpty());
  EXPECT_EQ(table->partition, find_table("labels")->partition);
  ASSERT_THAT(table->columns, SizeIs(find_table("labels")->columns.size()));
  EXPECT_FALSE(table->columns[0].id);
  EXPECT_EQ(table->columns[0].meaning, find_table("labels")->columns[0].meaning);
}

TEST_F(TableListTest, ForeignTableIsDescribedByItsMetadata) {
  const auto table = describe_table(lake_, "abacus");
  ASSERT_TRUE(table) << table.error().to_string();
  EXPECT_EQ(table->meaning, "What somebody noted");
  EXPECT_EQ(table->row_per, "row");
  EXPECT_THAT(table->key, ElementsAre("id"));
  EXPECT_THAT(table->partition, IsEmpty());
  EXPECT_EQ(table->properties.at("comment"), "What somebody noted");
  EXPECT_EQ(table->columns[0].type, "long");
  EXPECT_TRUE(table->columns[0].required);
  EXPECT_FALSE(table->columns[1].required);
}

TEST_F(TableListTest, SnapshotsHaveBatchAndRows) {
  const auto batches = batches_of(lake_);
  const auto snapshots = list_snapshots(lake_, "molecules");
  ASSERT_TRUE(snapshots) << snapshots.error().to_string();
  ASSERT_THAT(*snapshots, SizeIs(2));
  EXPECT_EQ((*snapshots)[0].batch_id, batches[0]);
  EXPECT_EQ((*snapshots)[1].batch_id, batches[2]);
  EXPECT_EQ((*snapshots)[1].added_rows, 2);
  EXPECT_EQ((*snapshots)[1].total_rows, 3);
  EXPECT_EQ((*snapshots)[1].operation, "append");
  EXPECT_FALSE((*snapshots)[0].is_visible);
  EXPECT_TRUE((*snapshots)[1].is_visible);
  EXPECT_LE((*snapshots)[0].committed_ms, (*snapshots)[1].committed_ms);
  EXPECT_THAT(*list_snapshots(lake_, "labels"), IsEmpty());
}

TEST_F(TableListTest, SnapshotsListTagsButNoBranches) {
  const int64_t first = list_snapshots(lake_, "molecules")->at(0).id;
  ASSERT_TRUE(create_user_tag(lake_, "paper", {{"molecules", first}}));
  const auto snapshots = list_snapshots(lake_, "molecules").value();
  EXPECT_THAT(snapshots[0].tags, Contains("paper"));
  EXPECT_THAT(snapshots[1].tags, testing::Not(Contains("paper")));
  EXPECT_THAT(snapshots[1].tags, testing::Not(Contains("main")));
}

TEST_F(TableListTest, ForeignSnapshotHasNoBatch) {
  const auto snapshots = list_snapshots(lake_, "abacus").value();
  ASSERT_THAT(snapshots, SizeIs(1));
  EXPECT_FALSE(snapshots[0].batch_id);
  EXPECT_TRUE(snapshots[0].is_visible);
}

}  // namespace
}  // namespace eigenlake
