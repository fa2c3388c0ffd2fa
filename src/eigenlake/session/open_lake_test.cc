// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/open_lake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/session/testing/filled_lake.h"
#include "eigenlake/session/testing/scratch_folder.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;

class OpenLakeTest : public ::testing::Test {
 protected:
  LakeAddress address(const std::string& lake = "lake") const {
    return {.location = {.lake = folder_.place(lake), .raw = {}, .warehouse = {}}};
  }
  LakeAddress with_sql_catalog() const {
    LakeAddress there = address();
    there.catalog = iceberg::CatalogOptions{iceberg::CatalogOptions::Kind::kSql,
                                            "sqlite:" + folder_.place("catalog.db"), "quantum_sql"};
    return there;
  }
  ErrorKind kind_of(const Result<Lake>& lake) const {
    EXPECT_FALSE(lake);
    return lake ? ErrorKind::kInternal : lake.error().kind;
  }

  const ScratchFolder folder_;
};

TEST_F(OpenLakeTest, ReaderMakesNoLake) {
  EXPECT_EQ(kind_of(open_lake(address(), LakeAccess::kRead)), ErrorKind::kNotFound);
  EXPECT_EQ(kind_of(open_existing_lake(address(), LakeAccess::kRead)), ErrorKind::kNotFound);
  EXPECT_EQ(kind_of(open_existing_lake(address(), LakeAccess::kWrite)), ErrorKind::kNotFound);
  EXPECT_EQ(folder_.num_entries(), 0);
}

TEST_F(OpenLakeTest, WriterMakesALakeForReaders) {
  ASSERT_TRUE(open_lake(address(), LakeAccess::kWrite));
  const auto lake = open_lake(address(), LakeAccess::kRead);
  ASSERT_TRUE(lake) << lake.error().to_string();
  EXPECT_EQ(lake->name(), folder_.place("lake"));
  EXPECT_TRUE(open_existing_lake(address(), LakeAccess::kWrite));
}

TEST_F(OpenLakeTest, ImpossiblePlaceIsAFaultOfTheStore) {
  folder_.write("file", "no folder");
  EXPECT_EQ(kind_of(open_lake(address("file/lake"), LakeAccess::kWrite)), ErrorKind::kStore);
}

TEST_F(OpenLakeTest, CatalogIsRemembered) {
  {
    const auto lake = open_lake(with_sql_catalog(), LakeAccess::kWrite);
    ASSERT_TRUE(lake) << lake.error().to_string();
    fill_lake(*lake, 1, 1);
  }
  const auto again = open_lake(with_sql_catalog(), LakeAccess::kWrite);
  ASSERT_TRUE(again) << again.error().to_string();
  const auto without_a_name = open_lake(address(), LakeAccess::kRead);
  ASSERT_TRUE(without_a_name) << without_a_name.error().to_string();
  EXPECT_TRUE(without_a_name->catalog().commits_together());
  EXPECT_EQ(batches_of(*without_a_name).size(), 2U);
}

TEST_F(OpenLakeTest, WarehouseIsItsOwnCatalogByDefault) {
  const auto lake = open_lake(address(), LakeAccess::kWrite);
  ASSERT_TRUE(lake) << lake.error().to_string();
  EXPECT_FALSE(lake->catalog().commits_together());
}

TEST_F(OpenLakeTest, RawObjectsCanLieElsewhere) {
  LakeAddress there = address();
  there.location.raw = folder_.place("raw");
  const auto lake = open_lake(there, LakeAccess::kWrite);
  ASSERT_TRUE(lake) << lake.error().to_string();
  store_small_records(*lake, 1, 1);
  EXPECT_THAT(lake->raw_store().uri_of("x"), HasSubstr(folder_.place("raw")));
  EXPECT_EQ(lake->raw_store().list("")->size(), 1U);
}

TEST_F(OpenLakeTest, StoreOfUnknownSchemeIsRejected) {
  LakeAddress there = address();
  there.location.lake = "ftp://host/lake";
  EXPECT_EQ(kind_of(open_lake(there, LakeAccess::kRead)), ErrorKind::kUsage);
}

}  // namespace
}  // namespace eigenlake
