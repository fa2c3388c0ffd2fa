// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/maintain.h"
#include "eigenlake/maintenance/recover_lake.h"
#include "eigenlake/maintenance/recover_test_data.h"

namespace eigenlake::recovery {
namespace {

TEST(RecoverAudit, DeletionGetsAuditRowWithoutItsTable) {
  for (const bool lacks_molecules : {false, true}) {
    TestLake test;
    fill(test);
    delete_one(test);
    const auto expected = visible_contents(test.open());
    lose(test, kAuditTable);
    if (!lacks_molecules) {
      expect_recovers(test, RecoverySource::kSnapshots, expected);
      continue;
    }
    lose(test, "molecules");
    const auto first = recover(test.open(LakeAccess::kRecover), RecoverySource::kSnapshots);
    ASSERT_TRUE(first);
    EXPECT_EQ(first->num_lost, 1u);
    expect_recovers(test, RecoverySource::kRaw, expected);
  }
}

TEST(RecoverAudit, DeletionSurvivesLossOfBothTables) {
  TestLake test;
  fill(test);
  delete_one(test);
  const auto expected = visible_contents(test.open());
  lose(test, kAuditTable);
  lose(test, kDeletionsTable);
  ASSERT_TRUE(recover(test.open(LakeAccess::kRecover), RecoverySource::kSnapshots));
  ASSERT_TRUE(recover_lake(test.open(LakeAccess::kRecover), {.accept = {std::string(kDeletionsTable)}}));
  ASSERT_TRUE(ingest(test.open(), {}));
  expect_whole(test, expected);
}

TEST(RecoverAudit, RebuildsAuditRowsOfRecoveryAndEarlierDeletion) {
  for (const auto spoil : {lose, lose_data_file}) {
    TestLake test;
    fill(test);
    delete_one(test);
    const auto expected = visible_contents(test.open());
    const auto audit = backup_of(test, kAuditTable);
    spoil(test, "molecules");
    expect_recovers(test, RecoverySource::kRaw, expected);
    spoil == lose ? lose(test, kAuditTable) : put_back(test, kAuditTable, audit);
    expect_recovers(test, RecoverySource::kSnapshots, expected);
    ASSERT_TRUE(ingest(test.open(), {}));
    expect_whole(test, expected);
  }
}

TEST(RecoverAudit, RebuildsAuditRowsAfterExpiry) {
  for (const auto spoil : {lose, lose_data_file}) {
    TestLake test;
    fill(test);
    delete_one(test);
    const MaintainOptions options{.retention = {.batches = 1, .days = 0}, .grace_ms = 0};
    ASSERT_TRUE(maintain(test.open(), options));
    const auto expected = visible_contents(test.open());
    spoil(test, kAuditTable);
    expect_recovers(test, RecoverySource::kSnapshots, expected);
  }
}

TEST(RecoverAudit, AuditLogTellsTablesWithRows) {
  TestLake test;
  fill(test);
  lose(test, "ml_run_summary");
  ASSERT_TRUE(test.state_store().remove("tables.json"));
  EXPECT_THAT(look(test.open()), testing::HasSubstr("ml_run_summary is lost"));
}

/// An interrupted one is recovered by the next writer, in all tables.
TEST(RecoverAudit, HalfDeletionGetsNoAuditRow) {
  bool is_done = false;
  for (uint64_t calls = 5; !is_done; calls += 6) {
    TestLake test;
    fill(test);
    const std::string id = *visible_contents(test.open()).experiments.at("molecules").begin();
    is_done = change_deletions(test.open_dying(calls), {.experiment_ids = {id}, .changed_by = "test"}, 1)
                  .has_value();
    lose(test, kAuditTable);
    const auto done = recover(test.open(LakeAccess::kRecover), RecoverySource::kSnapshots);
    ASSERT_TRUE(done) << done.error().to_string();
    ASSERT_TRUE(ingest(test.open(), {})) << calls;
    const auto contents = visible_contents(test.open());
    const bool is_there = contents.experiments.at("molecules").contains(id);
    for (const auto& [table, ids] : contents.experiments)
      EXPECT_EQ(ids.contains(id), is_there) << table << " after call " << calls;
  }
}

}  // namespace
}  // namespace eigenlake::recovery
