// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/dataset/iceberg_export.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/dataset/export_destination.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/object_store/in_memory_object_store.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A lake of two batches, and its visible state.
class IcebergExportTest : public ::testing::Test {
 protected:
  void SetUp() override {
    for (int number = 0; number < 2; ++number) {
      test_.put_avro(fmt::format("{}.avro", number), {small_record(number)});
      ASSERT_TRUE(ingest(lake_, {}));
    }
    tables_ = LakeTables::load_all(lake_).value();
    log_ = AuditLog::read(tables_.find(kAuditTable)).value();
  }
  const iceberg::Table& table() const { return *tables_.find("molecules"); }
  const iceberg::Snapshot& visible() const { return *visible_snapshot(table().metadata(), log_); }

  Result<std::vector<ExportedFile>> export_table(const IcebergExportOptions& options) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto destination, open_store_destination(store_, "set/", true));
    ExportFiles files(*destination, 1, nullptr, nullptr);
    EIGENLAKE_RETURN_IF_ERROR(export_iceberg(files, table(), &visible(), log_, options));
    return files.files();
  }

  TestLake test_;
  Lake lake_ = test_.open();
  LakeTables tables_;
  AuditLog log_;
  std::shared_ptr<ObjectStore> store_ = std::make_shared<InMemoryObjectStore>("elsewhere");
};

TEST_F(IcebergExportTest, DataFilesHaveTheSameBytes) {
  const auto files = export_table({.location = "memory://elsewhere/set"});
  ASSERT_TRUE(files) << files.error().to_string();
  int64_t rows = 0;
  for (const auto& file : *files) {
    if (!file.path.ends_with(".parquet")) continue;
    const std::string below = file.path.substr(file.path.find("/data/"));
    EXPECT_EQ(store_->get("set/" + file.path).value(),
              table().store().get(table().directory_key() + below).value())
        << below;
    rows += file.rows.value();
  }
  EXPECT_EQ(rows, 2);
}

TEST_F(IcebergExportTest, MissingDataFileIsAStoreError) {
  const auto tasks = iceberg::plan_files(table()).value();
  ASSERT_TRUE(table().store().remove(tasks.at(0).key));
  const auto files = export_table({.location = "memory://elsewhere/set"});
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().kind, ErrorKind::kStore);
}

TEST_F(IcebergExportTest, DataFileOfAnotherSizeIsRejected) {
  const auto tasks = iceberg::plan_files(table()).value();
  ASSERT_TRUE(table().store().put(tasks.at(0).key, "torn"));
  const auto files = export_table({.location = "memory://elsewhere/set"});
  ASSERT_FALSE(files);
  EXPECT_THAT(files.error().message, ::testing::HasSubstr("found 4"));
}

TEST_F(IcebergExportTest, HistoryIsTheEarlierCompleteSnapshots) {
  const auto& metadata = table().metadata();
  ASSERT_EQ(metadata.snapshots.size(), 2u);
  const iceberg::Snapshot& first = metadata.snapshots[0];
  EXPECT_THAT(complete_snapshots(metadata, visible(), log_), ElementsAre(first.snapshot_id));
  EXPECT_THAT(complete_snapshots(metadata, first, log_), IsEmpty());
  EXPECT_THAT(complete_snapshots(metadata, visible(), AuditLog()), IsEmpty())
      << "no batch is complete by an empty log";
}

}  // namespace
}  // namespace eigenlake
