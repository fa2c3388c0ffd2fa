#include "eigenlake/maintenance/recover_lake.h"

#include <algorithm>
#include <array>
#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/ingest/delete_experiments.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/maintenance/check_lake.h"
#include "eigenlake/maintenance/maintain.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using Catalog = TestLake::Catalog;

/// Two batches of experiments with their features.
void fill(TestLake& test) {
  for (int number = 1; number <= 3; ++number) {
    test.put_avro(fmt::format("{}.avro", number), {small_record(number)});
    if (number != 2) ASSERT_TRUE(ingest_and_features(test.open(), {}, {}));
  }
}

std::vector<ObjectInfo> files_of(const TestLake& test, std::string_view table, std::string_view folder = "") {
  return test.warehouse().list(fmt::format("{}/{}/{}", kDatabase, table, folder)).value();
}

void lose(TestLake& test, std::string_view table) {
  for (const auto& object : files_of(test, table)) ASSERT_TRUE(test.warehouse().remove(object.key));
}

/// One that the current state needs.
void lose_data_file(TestLake& test, std::string_view table) {
  const auto tables = LakeTables::load_all(test.open()).value();
  const auto files = iceberg::plan_files(*tables.find(table)).value();
  ASSERT_TRUE(test.warehouse().remove(files.at(0).key));
}

/// The table's files, to put them back as a backup does.
std::map<std::string, std::string> backup_of(const TestLake& test, std::string_view table) {
  std::map<std::string, std::string> backup;
  for (const auto& object : files_of(test, table))
    backup[object.key] = test.warehouse().get(object.key).value();
  return backup;
}

void put_back(TestLake& test, std::string_view table, const std::map<std::string, std::string>& backup) {
  lose(test, table);
  for (const auto& [key, bytes] : backup) ASSERT_TRUE(test.warehouse().put(key, bytes));
}

Result<RecoverReport> recover(const Lake& lake, RecoverySource source) {
  return recover_lake(lake, {.source = source, .accept = {}});
}

/// What a reader is told, or what it sees.
std::string look(const Lake& lake) {
  const auto tables = LakeTables::load_all(lake);
  return tables ? "" : tables.error().message;
}

/// Nothing is lost, and readers see what they saw.
void expect_whole(const TestLake& test, const LakeContents& expected, const std::string& when = "") {
  const auto found = visible_contents(test.open());
  EXPECT_EQ(found.rows, expected.rows) << when;
  EXPECT_EQ(found.experiments, expected.experiments) << when;
  const auto check = check_lake(test.open(), {.tables = {}, .deep = true});
  ASSERT_TRUE(check) << when << check.error().to_string();
  for (const auto& table : check->tables)
    for (const auto& fault : table.report.faults)
      ADD_FAILURE() << when << table.table << ": " << fault.message;
  const auto again = recover(test.open(), RecoverySource::kNothing);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->num_lost, 0u) << when;
}

void expect_recovers(const TestLake& test, RecoverySource source, const LakeContents& expected) {
  const auto planned = recover_lake(test.open(LakeAccess::kRecover), {.source = source, .dry_run = true});
  ASSERT_TRUE(planned) << planned.error().to_string();
  EXPECT_GT(planned->num_lost, 0u);
  const auto done = recover(test.open(LakeAccess::kRecover), source);
  ASSERT_TRUE(done) << done.error().to_string();
  for (const auto& step : done->steps) EXPECT_TRUE(step.is_whole) << step.table << ": " << step.what;
  EXPECT_EQ(done->num_lost, 0u);
  expect_whole(test, expected);
}

struct Loss {
  Catalog catalog;
  std::string_view table;
  RecoverySource source;
  void (*spoil)(TestLake&, std::string_view) = lose;
};

class RecoverLake : public testing::TestWithParam<Loss> {};

/// Kills a recovery at every call that changes something: until it is over the loss is an error, and the next
/// recovery brings every row back.
TEST_P(RecoverLake, KilledAtAnyWriteTheNextOneBringsEveryRowBack) {
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
    // What lies in a damaged file cannot be read, which is told when it is.
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

TEST(RecoverLake, RowsComeBackWithTheSnapshotsOfTheirBatches) {
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

TEST(RecoverLake, SaysWhatNoRawObjectHas) {
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

TEST(RecoverLake, BringsBackTablesThatTellOfEachOther) {
  for (const bool has_others : {true, false}) {
    TestLake test;
    fill(test);
    const auto expected = visible_contents(test.open());
    for (const auto name : kNormalizedTables)
      if (!has_others || std::ranges::find(kRowEachTables, name) != kRowEachTables.end()) lose(test, name);
    expect_recovers(test, RecoverySource::kRaw, expected);
  }
}

TEST(RecoverLake, BringsEverythingBackFromRawObjectsAlone) {
  for (const auto catalog : {Catalog::kHadoop, Catalog::kSqlite}) {
    TestLake test(catalog);
    fill(test);
    const auto expected = visible_contents(test.open());
    for (const TableDefinition& table : all_tables()) lose(test, table.name);
    expect_recovers(test, RecoverySource::kRaw, expected);
  }
}

/// Of tables of different ages each has experiments that others lack.
TEST(RecoverLake, UnitesWhatOlderTablesHave) {
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

TEST(RecoverLake, WhatWasDeletedDoesNotComeBack) {
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

TEST(RecoverLake, ADeletionHasItsAuditRowAgainWithoutATable) {
  for (const bool lacks_molecules : {false, true}) {
    TestLake test;
    fill(test);
    const auto ids = visible_contents(test.open()).experiments.at("molecules");
    ASSERT_TRUE(change_deletions(test.open(), {.experiment_ids = {*ids.begin()}, .changed_by = "test"}, 1));
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

TEST(RecoverLake, ADeletionIsNotUndoneWhereItsTableIsLostWithTheAuditTable) {
  TestLake test;
  fill(test);
  const auto ids = visible_contents(test.open()).experiments.at("molecules");
  ASSERT_TRUE(change_deletions(test.open(), {.experiment_ids = {*ids.begin()}, .changed_by = "test"}, 1));
  const auto expected = visible_contents(test.open());
  lose(test, kAuditTable);
  lose(test, kDeletionsTable);
  ASSERT_TRUE(recover(test.open(LakeAccess::kRecover), RecoverySource::kSnapshots));
  ASSERT_TRUE(recover_lake(test.open(LakeAccess::kRecover), {.accept = {std::string(kDeletionsTable)}}));
  ASSERT_TRUE(ingest(test.open(), {}));
  expect_whole(test, expected);
}

TEST(RecoverLake, AuditRowsOfARecoveryAndOfADeletionBeforeItComeBack) {
  for (const auto spoil : {lose, lose_data_file}) {
    TestLake test;
    fill(test);
    const auto ids = visible_contents(test.open()).experiments.at("molecules");
    ASSERT_TRUE(change_deletions(test.open(), {.experiment_ids = {*ids.begin()}, .changed_by = "test"}, 1));
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

TEST(RecoverLake, AuditRowsComeBackAfterStatesExpired) {
  for (const auto spoil : {lose, lose_data_file}) {
    TestLake test;
    fill(test);
    const auto ids = visible_contents(test.open()).experiments.at("molecules");
    ASSERT_TRUE(change_deletions(test.open(), {.experiment_ids = {*ids.begin()}, .changed_by = "test"}, 1));
    const MaintainOptions options{.retention = {.batches = 1, .days = 0}, .grace_ms = 0};
    ASSERT_TRUE(maintain(test.open(), options));
    const auto expected = visible_contents(test.open());
    spoil(test, kAuditTable);
    expect_recovers(test, RecoverySource::kSnapshots, expected);
  }
}

TEST(RecoverLake, AnEmptyRawStoreIsNotTakenForLostRows) {
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

/// Rows that molecules has lost for good are none that somebody deleted.
TEST(RecoverLake, AnOlderTableKeepsRowsThatNobodyDeleted) {
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
TEST(RecoverLake, TheRecordComesBackThatItsBatchHasRead) {
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

TEST(RecoverLake, AnOlderTableIsAcceptedWithoutWhatWasDeleted) {
  TestLake test;
  fill(test);
  const auto backup = backup_of(test, "vqe_iterations");
  const auto ids = visible_contents(test.open()).experiments.at("molecules");
  ASSERT_TRUE(change_deletions(test.open(), {.experiment_ids = {*ids.begin()}, .changed_by = "test"}, 1));
  put_back(test, "vqe_iterations", backup);
  ASSERT_TRUE(recover_lake(test.open(LakeAccess::kRecover), {.accept = {"vqe_iterations"}}));
  const auto contents = visible_contents(test.open());
  EXPECT_FALSE(contents.experiments.at("vqe_iterations").contains(*ids.begin()));
  expect_whole(test, contents);
}

TEST(RecoverLake, DamageAndALossCanBeAcceptedInAnyOrder) {
  TestLake test;
  fill(test);
  const auto ids = visible_contents(test.open()).experiments.at("molecules");
  ASSERT_TRUE(change_deletions(test.open(), {.experiment_ids = {*ids.begin()}, .changed_by = "test"}, 1));
  lose_data_file(test, kDeletionsTable);
  lose(test, "source_objects");
  EXPECT_FALSE(recover(test.open(LakeAccess::kRecover), RecoverySource::kRaw));
  ASSERT_TRUE(recover_lake(test.open(LakeAccess::kRecover), {.accept = {std::string(kDeletionsTable)}}));
  const auto done = recover(test.open(LakeAccess::kRecover), RecoverySource::kRaw);
  ASSERT_TRUE(done) << done.error().to_string();
  EXPECT_EQ(done->num_lost, 0u);
}

TEST(RecoverLake, WithoutTheStateTheAuditLogTellsWhichTablesHadRows) {
  TestLake test;
  fill(test);
  lose(test, "ml_run_summary");
  ASSERT_TRUE(test.state_store().remove("tables.json"));
  EXPECT_THAT(look(test.open()), testing::HasSubstr("ml_run_summary is lost"));
}

/// Beside what an ingest that died has left in some of the tables, whatever is lost then.
TEST(RecoverLake, ABatchThatDiedIsFinishedOrUndoneAfterARecovery) {
  struct Case {
    std::string_view table;
    void (*spoil)(TestLake&, std::string_view);
    bool keeps_journal = true;
  };
  for (const auto& [table, spoil, keeps_journal] :
       {Case{"molecules", lose}, Case{"vqe_iterations", lose}, Case{"molecules", lose_data_file},
        Case{kAuditTable, lose}, Case{kAuditTable, lose, false}})
    for (uint64_t calls = 8; calls < 40; calls += 8) {
      TestLake test;
      fill(test);
      test.put_avro("4.avro", {small_record(4)});
      std::ignore = ingest(test.open_dying(calls), {});
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
}

/// One that died half way is finished or undone by the next writer, in all tables.
TEST(RecoverLake, AHalfDeletionGetsNoAuditRow) {
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

TEST(RecoverLake, OfLostStateOnlyWhatIsLostIsAccepted) {
  TestLake test;
  fill(test);
  lose(test, "failed_runs");
  lose(test, "ml_run_summary");
  ASSERT_TRUE(test.state_store().remove("tables.json"));
  ASSERT_TRUE(recover_lake(test.open(LakeAccess::kRecover), {.accept = {"all"}}) ||
              recover(test.open(LakeAccess::kRecover), RecoverySource::kNothing)->num_lost == 0);
  EXPECT_EQ(look(test.open()), "");
  lose(test, "molecules");
  EXPECT_THAT(look(test.open()), testing::HasSubstr("molecules is lost"));
}

TEST(RecoverLake, AcceptedDamageLeavesWhatIsThere) {
  TestLake test;
  fill(test);
  const auto before = visible_contents(test.open()).rows.at("molecules");
  lose_data_file(test, "molecules");
  for (const int number : {1, 2}) test.remove_raw(fmt::format("{}.avro", number));
  const auto refused = recover(test.open(LakeAccess::kRecover), RecoverySource::kRaw);
  ASSERT_TRUE(refused) << refused.error().to_string();
  EXPECT_THAT(refused->steps.at(0).what, testing::HasSubstr("left as it is; no raw object has 1 of"));
  EXPECT_EQ(refused->num_lost, 1u);
  const auto done = recover_lake(test.open(LakeAccess::kRecover), {.accept = {"molecules"}});
  ASSERT_TRUE(done) << done.error().to_string();
  EXPECT_EQ(done->found.at(0).what, "damaged");
  EXPECT_EQ(done->num_lost, 0u);
  EXPECT_LT(visible_contents(test.open()).rows.at("molecules"), before);
}

/// A catalog of files has no entry to take out; in another one the table is made anew.
TEST(RecoverLake, CutMetadataIsNamedOrForgotten) {
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

TEST(RecoverLake, EarlierBatchesStayAsTheyWereOrSayThatTheyAreGone) {
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

TEST(RecoverLake, AWholeLakeHasNothingToAccept) {
  TestLake test;
  fill(test);
  const auto refused = recover_lake(test.open(LakeAccess::kRecover), {.accept = {"molecules"}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kUsage);
}

}  // namespace
}  // namespace eigenlake
