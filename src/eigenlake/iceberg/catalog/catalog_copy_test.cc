// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/catalog_copy.h"

#include "eigenlake/iceberg/catalog/hive/hive_catalog.h"
#include "eigenlake/iceberg/testing/fake_metastore.h"
#include "eigenlake/iceberg/testing/small_table.h"

namespace eigenlake::iceberg {
namespace {

using testing::kSmallTable;
using testing::planned_rows;
using testing::small_file;
using testing::small_table_options;
using Action = CatalogCopyStep::Action;

const std::string kNamespace = kSmallTable.name_space;

/// A Hadoop catalog with one table and a metastore, over one store.
class CatalogCopyTest : public ::testing::Test {
 protected:
  CatalogCopyTest()
      : hadoop_(store_), hive_(*parse_metastore_uri(metastore_.uri()), TablePlaces(store_), {}) {
    table_ = std::make_unique<Table>(*hadoop_.create_table(kSmallTable, small_table_options()));
    append_to(*table_, "first");
  }
  static void append_to(Table& table, const std::string& name) {
    ASSERT_TRUE(append(table, {{small_file(table, name, 1)}, {}, {}, {}, {}}));
  }
  Result<std::vector<CatalogCopyStep>> copy(Catalog& source, Catalog& target, bool may_repoint = false) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto steps, plan_catalog_copy(source, target, kNamespace, may_repoint));
    EIGENLAKE_RETURN_IF_ERROR(copy_catalog(steps, target));
    return steps;
  }

  testing::FakeMetastore metastore_;
  std::shared_ptr<ObjectStore> store_ = std::make_shared<InMemoryObjectStore>();
  HadoopCatalog hadoop_;
  HiveCatalog hive_;
  std::unique_ptr<Table> table_;
};

TEST_F(CatalogCopyTest, SecondCopyChangesNothing) {
  const auto files_before = store_->list("")->size();
  const auto copied = copy(hadoop_, hive_);
  ASSERT_TRUE(copied) << copied.error().to_string();
  EXPECT_EQ((*copied)[0].action, Action::kRegister);
  EXPECT_EQ(store_->list("")->size(), files_before) << "nothing is written beside the catalog";
  EXPECT_EQ(planned_rows(*hive_.load_table(kSmallTable)), 1);
  EXPECT_EQ((*copy(hadoop_, hive_))[0].action, Action::kKeep);
}

TEST_F(CatalogCopyTest, EarlierStateMovesOnlyOnRequest) {
  ASSERT_TRUE(copy(hadoop_, hive_));
  append_to(*table_, "second");
  EXPECT_EQ(copy(hadoop_, hive_).error().kind, ErrorKind::kConflict);
  EXPECT_EQ(planned_rows(*hive_.load_table(kSmallTable)), 1);
  EXPECT_EQ((*copy(hadoop_, hive_, true))[0].action, Action::kRepoint);
  EXPECT_EQ(planned_rows(*hive_.load_table(kSmallTable)), 2);
}

TEST_F(CatalogCopyTest, CommitsOfTheTargetAreNeverLost) {
  ASSERT_TRUE(copy(hadoop_, hive_));
  Table moved_on = *hive_.load_table(kSmallTable);
  append_to(moved_on, "in_hive");
  EXPECT_EQ(copy(hadoop_, hive_, true).error().kind, ErrorKind::kConflict);
  EXPECT_EQ(planned_rows(*hive_.load_table(kSmallTable)), 2);
}

TEST_F(CatalogCopyTest, CopyToHadoopWritesTheNextVersion) {
  ASSERT_TRUE(copy(hadoop_, hive_));
  Table moved_on = *hive_.load_table(kSmallTable);
  append_to(moved_on, "in_hive");
  ASSERT_TRUE(copy(hive_, hadoop_, true));
  Table back = *hadoop_.load_table(kSmallTable);
  EXPECT_EQ(planned_rows(back), 2);
  EXPECT_TRUE(back.metadata_uri().ends_with("/v3.metadata.json")) << back.metadata_uri();
  append_to(back, "in_hadoop");
  EXPECT_EQ(planned_rows(*hadoop_.load_table(kSmallTable)), 3);
}

TEST_F(CatalogCopyTest, OtherTablesOfTheTargetStay) {
  ASSERT_TRUE(hive_.create_table({kNamespace, "theirs"}, small_table_options()));
  EXPECT_EQ(copy(hadoop_, hive_, true).error().kind, ErrorKind::kConflict);
  ASSERT_TRUE(hive_.drop_table({kNamespace, "theirs"}));
  HiveCatalog elsewhere(*parse_metastore_uri(metastore_.uri()), TablePlaces(store_, "elsewhere"), {});
  ASSERT_TRUE(elsewhere.register_table(
      kSmallTable,
      HadoopCatalog(store_, "elsewhere").create_table(kSmallTable, small_table_options())->metadata_uri()));
  EXPECT_EQ(copy(hadoop_, hive_, true).error().kind, ErrorKind::kConflict) << "same name, another table";
}

}  // namespace
}  // namespace eigenlake::iceberg
