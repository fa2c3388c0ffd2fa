#include "eigenlake/pipeline/audit_log.h"

#include <gtest/gtest.h>

#include "eigenlake/pipeline/ingest.h"
#include "eigenlake/pipeline/test_lake.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// Forgets all snapshots of the audit table but the current one, with their tags, as expiry and copies do.
void keep_current_snapshot_alone(iceberg::Table& audit) {
  const auto committed = audit.commit([](iceberg::TableMetadata& metadata) -> Result<bool> {
    const int64_t current = *metadata.current_snapshot_id;
    std::erase_if(metadata.snapshots, [&](const auto& snapshot) { return snapshot.snapshot_id != current; });
    std::erase_if(metadata.refs, [&](const auto& ref) { return ref.second.snapshot_id != current; });
    std::erase_if(metadata.snapshot_log, [&](const auto& entry) { return entry.snapshot_id != current; });
    return true;
  });
  ASSERT_TRUE(committed) << committed.error().to_string();
}

TEST(AuditLog, BatchesWhoseSnapshotsAreGoneAreReadFromTheRows) {
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

}  // namespace
}  // namespace eigenlake
