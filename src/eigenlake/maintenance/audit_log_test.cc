// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/audit_log.h"

#include <gtest/gtest.h>

#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/spec/table_metadata_update.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/maintenance/maintain.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// Expires all snapshots of the audit table but the current one, with their tags, as expiry and copies do.
void keep_current_snapshot_alone(iceberg::Table& audit) {
  const auto committed = iceberg::commit_change(audit, [](iceberg::TableMetadata& metadata) -> Result<bool> {
    const int64_t current = *metadata.current_snapshot_id;
    std::erase_if(metadata.snapshots, [&](const auto& snapshot) { return snapshot.snapshot_id != current; });
    for (auto ref = metadata.refs.begin(); ref != metadata.refs.end();)
      ref = ref->second.snapshot_id == current ? std::next(ref) : metadata.refs.erase(ref);
    std::erase_if(metadata.snapshot_log, [&](const auto& entry) { return entry.snapshot_id != current; });
    return true;
  });
  ASSERT_TRUE(committed) << committed.error().to_string();
}

TEST(AuditLog, RowsTellBatchesWithoutSnapshots) {
  TestLake test;
  for (int number = 0; number < 3; ++number) {
    test.put_avro(fmt::format("{}.avro", number), {small_record(number)});
    ASSERT_TRUE(ingest(test.open(), {}));
  }
  const Lake lake = test.open();
  auto tables = LakeTables::load_all(lake).value();
  const auto before = AuditLog::read(tables.find(kAuditTable)).value();
  ASSERT_EQ(before.batches().size(), 3u);
  keep_current_snapshot_alone(*tables.find(kAuditTable));
  const auto after = AuditLog::read(tables.find(kAuditTable)).value();
  ASSERT_EQ(after.batches().size(), 3u);
  for (const auto& batch : before.batches()) EXPECT_TRUE(after.contains(batch.batch_id));
}

/// Adds a snapshot that replaces no file and claims so many rows.
Result<> claim_rows(iceberg::Table& table, const std::string& total) {
  return iceberg::commit_change(table, [&](iceberg::TableMetadata& metadata) -> Result<bool> {
    const auto parent = *metadata.current_snapshot();
    EIGENLAKE_RETURN_IF_ERROR(iceberg::add_snapshot(
        metadata,
        iceberg::make_snapshot(parent.snapshot_id + 1, parent.snapshot_id, metadata.last_sequence_number + 1,
                               metadata.last_updated_ms, parent.manifest_list(), 0,
                               {{"operation", "replace"}, {"total-records", total}})));
    return true;
  });
}

TEST(AuditLog, ReadsRowsOnlyWithoutTags) {
  constexpr size_t kBatches = 12;
  TestLake test;
  for (size_t number = 0; number < kBatches; ++number) {
    test.put_avro(fmt::format("{}.avro", number), {small_record(static_cast<int>(number))});
    ASSERT_TRUE(ingest(test.open(), {}));
  }
  const Lake lake = test.open();
  MaintainOptions compaction;
  compaction.steps = {MaintenanceStep::kCompact};
  compaction.tables = {std::string(kAuditTable)};
  ASSERT_TRUE(maintain(lake, compaction));
  auto tables = LakeTables::load_all(lake).value();
  auto& audit = *tables.find(kAuditTable);
  ASSERT_EQ(audit.metadata().current_snapshot()->summary_value("operation"), "replace");
  const auto files = iceberg::plan_files(audit).value();
  ASSERT_EQ(files.size(), 1u);
  ASSERT_TRUE(audit.store().remove(files[0].key));
  EXPECT_EQ(AuditLog::read(&audit).value().batches().size(), kBatches);
  ASSERT_TRUE(claim_rows(audit, std::to_string(kBatches + 1)));
  EXPECT_FALSE(AuditLog::read(&audit));  // Reads the row from the files, which are gone.
}

}  // namespace
}  // namespace eigenlake
