// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/recover_lake.h"

#include <algorithm>
#include <array>
#include <map>

#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/maintenance/recover_test_data.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake::recovery {
namespace {

using Catalog = TestLake::Catalog;

struct Loss {
  Catalog catalog;
  std::string_view table;
  RecoverySource source;
  void (*spoil)(TestLake&, std::string_view) = lose;
};

class RecoverLake : public testing::TestWithParam<Loss> {};

/// Kills a recovery at every call that changes something: until it is over the loss is an error, and the next
/// recovery restores every row.
TEST_P(RecoverLake, NextCallRestoresAllRowsAfterAnyKill) {
  const auto [catalog, table, source, spoil] = GetParam();
  LakeContents expected;
  for (uint64_t k = 0, num_calls = 1; k < num_calls; k += 3) {
    TestLake test(catalog);
    fill(test);
    if (k == 0) {
      expected = visible_contents(test.open());
      TestLake counting(catalog);
      fill(counting);
      spoil(counting, table);
      const auto done = recover(counting.open_dying(UINT64_MAX, {}, LakeAccess::kRecover), source);
      ASSERT_TRUE(done) << done.error().to_string();
      num_calls = counting.calls();
    }
    spoil(test, table);
    const auto killed = recover(test.open_dying(k, {}, LakeAccess::kRecover), source);
    EXPECT_FALSE(killed) << k;
    const std::string told = look(test.open());
    // Reading a damaged file is an error only when it happens.
    if (told.empty() && spoil != lose_data_file)
      EXPECT_EQ(visible_contents(test.open()).rows, expected.rows) << "less than there was, call " << k;
    const auto done = recover(test.open(LakeAccess::kRecover), source);
    ASSERT_TRUE(done) << "call " << k << ": " << done.error().to_string();
    EXPECT_EQ(done->num_lost, 0u) << k;
    expect_whole(test, expected, fmt::format("call {} of {}: ", k, num_calls));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Losses, RecoverLake,
    testing::Values(Loss{Catalog::kHadoop, "molecules", RecoverySource::kRaw},
                    Loss{Catalog::kSqlite, "vqe_iterations", RecoverySource::kRaw},
                    Loss{Catalog::kHadoop, "ml_run_summary", RecoverySource::kRaw},
                    Loss{Catalog::kSqlite, "ml_iteration_features", RecoverySource::kRaw},
                    Loss{Catalog::kHadoop, "source_objects", RecoverySource::kRaw},
                    Loss{Catalog::kSqlite, "processing_metadata", RecoverySource::kSnapshots},
                    Loss{Catalog::kHadoop, "molecules", RecoverySource::kRaw, lose_data_file},
                    Loss{Catalog::kSqlite, "hamiltonian_terms", RecoverySource::kRaw, lose_data_file},
                    Loss{Catalog::kHadoop, "source_objects", RecoverySource::kRaw, lose_data_file},
                    Loss{Catalog::kSqlite, "ml_run_summary", RecoverySource::kRaw, lose_data_file},
                    Loss{Catalog::kHadoop, "processing_metadata", RecoverySource::kSnapshots,
                         lose_data_file}));

TEST(RecoverLake, RestoredRowsHaveSnapshotsOfTheirBatches) {
  TestLake test;
  fill(test);
  const auto batches = [&] {
    std::vector<std::string> found;
    const auto tables = LakeTables::load_all(test.open()).value();
    for (const auto& snapshot : tables.find("vqe_results")->metadata().snapshots)
      found.push_back(eigenlake::batch_of(snapshot).value_or("none"));
    return found;
  };
  const auto before = batches();
  lose(test, "vqe_results");
  ASSERT_TRUE(recover(test.open(LakeAccess::kRecover), RecoverySource::kRaw));
  EXPECT_EQ(batches(), before);
}

TEST(RecoverLake, ReportsRowsWithoutRawObject) {
  TestLake test;
  fill(test);
  lose(test, "molecules");
  test.remove_raw("1.avro");
  const auto done = recover(test.open(LakeAccess::kRecover), RecoverySource::kRaw);
  ASSERT_TRUE(done) << done.error().to_string();
  EXPECT_EQ(done->num_lost, 1u);
  EXPECT_THAT(done->steps[0].what, testing::HasSubstr("no raw object has 1 more"));
  EXPECT_THAT(look(test.open()), testing::HasSubstr("molecules lacks rows"));
  ASSERT_TRUE(recover_lake(test.open(LakeAccess::kRecover), {.accept = {"molecules"}}));
  EXPECT_EQ(look(test.open()), "");
}

TEST(RecoverLake, RestoresTablesFromEachOther) {
  for (const bool has_others : {true, false}) {
    TestLake test;
    fill(test);
    const auto expected = visible_contents(test.open());
    for (const auto name : kNormalizedTables)
      if (!has_others || std::ranges::find(kRowEachTables, name) != kRowEachTables.end()) lose(test, name);
    expect_recovers(test, RecoverySource::kRaw, expected);
  }
}

TEST(RecoverLake, RestoresEverythingFromRawObjects) {
  for (const auto catalog : {Catalog::kHadoop, Catalog::kSqlite}) {
    TestLake test(catalog);
    fill(test);
    const auto expected = visible_contents(test.open());
    for (const TableDefinition& table : all_tables()) lose(test, table.name);
    expect_recovers(test, RecoverySource::kRaw, expected);
  }
}

/// Of tables of different ages each has experiments that others lack.
TEST(RecoverLake, UnitesOlderTables) {
  TestLake test;
  test.put_avro("1.avro", {small_record(1)});
  ASSERT_TRUE(ingest_and_features(test.open(), {}, {}));
  std::map<std::string_view, std::map<std::string, std::string>> backups;
  for (const auto name : kRowEachTables) backups[name] = backup_of(test, name);
  test.put_avro("2.avro", {small_record(2)});
  ASSERT_TRUE(ingest_and_features(test.open(), {}, {}));
  const auto expected = visible_contents(test.open());
  for (const auto& [name, backup] : backups) put_back(test, name, backup);
  expect_recovers(test, RecoverySource::kRaw, expected);
}

TEST(RecoverLake, DeletedRowsStayDeleted) {
  for (const bool tells_another : {true, false}) {
    TestLake test;
    fill(test);
    std::map<std::string_view, std::map<std::string, std::string>> backups;
    for (const auto name : kRowEachTables) backups[name] = backup_of(test, name);
    const auto ids = visible_contents(test.open()).experiments.at("molecules");
    ASSERT_TRUE(change_deletions(test.open(), {.experiment_ids = {*ids.begin()}, .changed_by = "test"}, 1));
    const auto expected = visible_contents(test.open());
    ASSERT_EQ(expected.experiments.at("molecules").size(), ids.size() - 1);
    for (const auto& [name, backup] : backups)
      if (!tells_another || name == "molecules") put_back(test, name, backup);
    expect_recovers(test, RecoverySource::kRaw, expected);
  }
}

TEST(RecoverLake, EmptyRawStoreLosesNoRows) {
  for (const std::string_view table : {"molecules", "source_objects"}) {
    TestLake test;
    fill(test);
    const auto expected = visible_contents(test.open());
    lose_data_file(test, table);
    for (const int number : {1, 2, 3}) test.remove_raw(fmt::format("{}.avro", number));
    const auto refused = recover(test.open(LakeAccess::kRecover), RecoverySource::kRaw);
    ASSERT_FALSE(refused);
    EXPECT_THAT(refused.error().message, testing::HasSubstr("is it mounted?"));
    for (const int number : {1, 2, 3}) test.put_avro(fmt::format("{}.avro", number), {small_record(number)});
    expect_recovers(test, RecoverySource::kRaw, expected);
  }
}

/// Rows that molecules has lost for good are not deleted rows.
TEST(RecoverLake, OlderTableKeepsUndeletedRows) {
  TestLake test;
  fill(test);
  const auto backup = backup_of(test, "vqe_results");
  const auto expected = visible_contents(test.open()).rows.at("vqe_results");
  lose_data_file(test, "molecules");
  for (const int number : {1, 2}) test.remove_raw(fmt::format("{}.avro", number));
  ASSERT_TRUE(recover_lake(test.open(LakeAccess::kRecover), {.accept = {"molecules"}}));
  test.put_avro("4.avro", {small_record(4)});
  ASSERT_TRUE(ingest(test.open(), {}));
  put_back(test, "vqe_results", backup);
  ASSERT_TRUE(recover(test.open(LakeAccess::kRecover), RecoverySource::kRaw));
  EXPECT_EQ(visible_contents(test.open()).rows.at("vqe_results"), expected + 1);
}

/// By experiment, the batch and the time in seconds.
std::map<std::string, std::pair<std::string, double>> performance_of(const TestLake& test) {
  std::map<std::string, std::pair<std::string, double>> found;
  const auto tables = LakeTables::load_all(test.open()).value();
  static constexpr std::array<std::string_view, 3> kColumns = {"experiment_id", "processing_batch_id",
                                                               "total_time"};
  EXPECT_TRUE(read_table(*tables.find("performance_metrics"), {}, kColumns, {}, [&](const TableChunk& chunk) {
    for (int64_t row = 0; row < chunk.num_rows(); ++row)
      found[std::string(chunk.string(0, row))] = {std::string(chunk.string(1, row)),
                                                  chunk.number(2, row).value_or(0)};
  }));
  return found;
}

/// Of a run that was deleted and computed again, the later one.
TEST(RecoverLake, RestoresRecordReadByBatch) {
  TestLake test;
  fill(test);
  const auto backup = backup_of(test, "performance_metrics");
  const auto ids = visible_contents(test.open()).experiments.at("molecules");
  DeletionChange change{.experiment_ids = {ids.begin(), ids.end()}, .changed_by = "test"};
  ASSERT_TRUE(change_deletions(test.open(), change, 1));
  change.deleted = false;
  ASSERT_TRUE(change_deletions(test.open(), change, 1));
  RunRecord again = small_record(1);
  again.total_time = 77;
  test.put_avro("again.avro", {again});
  ASSERT_TRUE(ingest_and_features(test.open(), {}, {}));
  const auto expected = performance_of(test);
  ASSERT_EQ(expected.size(), 1u);
  EXPECT_EQ(expected.begin()->second.second, 77);
  for (const bool is_older : {true, false}) {
    is_older ? put_back(test, "performance_metrics", backup) : lose(test, "performance_metrics");
    ASSERT_TRUE(recover(test.open(LakeAccess::kRecover), RecoverySource::kRaw));
    EXPECT_EQ(performance_of(test), expected) << is_older;
  }
}

/// Beside what an interrupted ingest has left in some of the tables, whatever is lost then.
TEST(RecoverLake, InterruptedBatchIsRecoveredAfterwards) {
  struct Case {
    std::string_view table;
    void (*spoil)(TestLake&, std::string_view);
    bool keeps_journal = true;
  };
  int num_died = 0;
  for (const auto& [table, spoil, keeps_journal] :
       {Case{"molecules", lose}, Case{"vqe_iterations", lose}, Case{"molecules", lose_data_file},
        Case{kAuditTable, lose}, Case{kAuditTable, lose, false}})
    for (uint64_t calls = 8; calls < 40; calls += 8) {
      TestLake test;
      fill(test);
      test.put_avro("4.avro", {small_record(4)});
      std::ignore = ingest(test.open_dying(calls), {});
      num_died += test.state_store().exists("pending.json").value() ? 1 : 0;
      spoil(test, table);
      if (!keeps_journal) std::ignore = test.state_store().remove("pending.json");
      const auto source = table == kAuditTable ? RecoverySource::kSnapshots : RecoverySource::kRaw;
      const auto done = recover(test.open(LakeAccess::kRecover), source);
      ASSERT_TRUE(done) << table << calls << done.error().to_string();
      EXPECT_EQ(done->num_lost, 0u) << table << calls;
      ASSERT_TRUE(ingest(test.open(), {})) << table << calls;
      const auto contents = visible_contents(test.open());
      for (const auto name : kNormalizedTables)
        EXPECT_EQ(contents.experiments.at(std::string(name)).size(), 4u) << table << calls << name;
      expect_whole(test, contents, fmt::format("{} {}: ", table, calls));
    }
  EXPECT_GE(num_died, 10) << "ingests that were killed half way";
}

/// Any of the tables may be the first that an interrupted batch reaches, and the audit table and the journal
/// may both be lost.
TEST(RecoverLake, AnyPartOfAnInterruptedIngestIsRecognised) {
  TestLake before, after, expected;
  fill(before);
  before.put_avro("4.avro", {small_record(4)});
  for (TestLake* test : {&after, &expected}) {
    test->copy_from(before);
    ASSERT_TRUE(ingest(test->open(), {}));
  }
  const std::vector<std::vector<std::string_view>> parts = {
      {"hamiltonian_terms"},
      {"initial_parameters", "vqe_iterations"},
      {"molecules", "vqe_results", "ansatz_info", "performance_metrics"},
      {"molecules"},
      {kLedgerTable},
      {kLedgerTable, "molecules", "vqe_results", "ansatz_info", "performance_metrics"}};
  for (const auto& part : parts) {
    TestLake test;
    test.copy_from(before);
    for (const auto table : part) put_back(test, table, backup_of(after, table));
    lose(test, kAuditTable);
    const auto done = recover(test.open(LakeAccess::kRecover), RecoverySource::kSnapshots);
    ASSERT_TRUE(done) << part[0] << done.error().to_string();
    ASSERT_TRUE(ingest(test.open(), {})) << part[0];
    const auto contents = visible_contents(test.open());
    EXPECT_EQ(contents.experiments, visible_contents(expected.open()).experiments) << part[0];
    expect_whole(test, contents, std::string(part[0]) + ": ");
  }
}

/// A catalog of files has no entry to remove; in another one the table is rebuilt.
TEST(RecoverLake, CutMetadataIsNamedOrDropped) {
  for (const auto catalog : {Catalog::kHadoop, Catalog::kSqlite}) {
    TestLake test(catalog);
    fill(test);
    const auto expected = visible_contents(test.open());
    std::string newest;
    for (const auto& file : files_of(test, "molecules", "metadata/"))
      if (file.key.contains(".metadata.json")) newest = std::max(newest, file.key);
    ASSERT_TRUE(test.warehouse().put(newest, "{"));
    if (catalog == Catalog::kSqlite) {
      expect_recovers(test, RecoverySource::kRaw, expected);
      continue;
    }
    const auto done = recover(test.open(LakeAccess::kRecover), RecoverySource::kRaw);
    ASSERT_TRUE(done) << done.error().to_string();
    EXPECT_EQ(done->num_lost, 1u);
    EXPECT_THAT(done->steps.at(0).what, testing::HasSubstr("move its newest metadata file away"));
    ASSERT_TRUE(test.warehouse().remove(newest));
    expect_recovers(test, RecoverySource::kRaw, expected);
  }
}

/// Rows of molecules after each batch that can still be read.
std::map<std::string, int64_t> rows_by_batch(const TestLake& test) {
  const auto tables = LakeTables::load_all(test.open()).value();
  const auto& audit = *tables.find(kAuditTable);
  const auto log = AuditLog::read(&audit).value();
  std::map<std::string, int64_t> rows;
  for (const auto& batch : log.batches()) {
    const auto before = log.up_to_batch(batch.batch_id).value();
    if (!check_not_expired(audit.metadata(), before)) continue;
    const auto& molecules = *tables.find("molecules");
    int64_t& count = rows[batch.batch_id];
    const auto* snapshot = newest_snapshot_of(molecules.metadata(), before);
    if (snapshot == nullptr) continue;
    EXPECT_TRUE(read_table(molecules, snapshot->snapshot_id, std::array<std::string_view, 1>{"experiment_id"},
                           {}, [&](const TableChunk& chunk) { count += chunk.num_rows(); }));
  }
  return rows;
}

TEST(RecoverLake, EarlierBatchesStayOrAreReportedGone) {
  for (const bool newest : {true, false}) {
    TestLake test;
    for (int number = 1; number <= 3; ++number) {
      test.put_avro(fmt::format("{}.avro", number), {small_record(number)});
      ASSERT_TRUE(ingest(test.open(), {}));
    }
    const auto before = rows_by_batch(test);
    const auto contents = visible_contents(test.open());
    const auto tables = LakeTables::load_all(test.open()).value();
    const auto files = iceberg::plan_files(*tables.find("molecules")).value();
    const auto& file = newest ? files.front() : files.back();
    ASSERT_TRUE(test.warehouse().remove(file.key));
    expect_recovers(test, RecoverySource::kRaw, contents);
    const auto after = rows_by_batch(test);
    EXPECT_EQ(after.size(), newest ? 3u : 1u) << "the batch of the recovery, and those before the file";
    for (const auto& [batch, rows] : after)
      EXPECT_EQ(rows, before.contains(batch) ? before.at(batch) : 3) << batch;
  }
}

}  // namespace
}  // namespace eigenlake::recovery
