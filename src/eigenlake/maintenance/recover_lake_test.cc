#include "eigenlake/maintenance/recover_lake.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/maintenance/check_lake.h"
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

void lose(TestLake& test, std::string_view table) {
  const auto objects = test.warehouse().list(fmt::format("{}/{}/", kDatabase, table)).value();
  for (const auto& object : objects) ASSERT_TRUE(test.warehouse().remove(object.key));
}

Result<RecoverReport> recover(const Lake& lake, RecoverySource source) {
  return recover_lake(lake, {.source = source, .accept = {}});
}

/// What a reader is told, or what it sees.
std::string look(const Lake& lake) {
  const auto tables = LakeTables::load_all(lake);
  return tables ? "" : tables.error().message;
}

struct Loss {
  Catalog catalog;
  std::string_view table;
  RecoverySource source;
};

class RecoverLake : public testing::TestWithParam<Loss> {};

/// Kills a recovery at every call that changes something: until it is over the loss is an error, and the next
/// recovery brings every row back.
TEST_P(RecoverLake, KilledAtAnyWriteTheNextOneBringsEveryRowBack) {
  const auto [catalog, table, source] = GetParam();
  LakeContents expected;
  for (uint64_t k = 0, num_calls = 1; k < num_calls; k += 3) {
    TestLake test(catalog);
    fill(test);
    if (k == 0) {
      expected = visible_contents(test.open());
      TestLake counting(catalog);
      fill(counting);
      lose(counting, table);
      const auto done = recover(counting.open_dying(UINT64_MAX, {}, LakeAccess::kRecover), source);
      ASSERT_TRUE(done) << done.error().to_string();
      num_calls = counting.calls();
    }
    lose(test, table);
    const auto killed = recover(test.open_dying(k, {}, LakeAccess::kRecover), source);
    EXPECT_FALSE(killed) << k;
    const std::string told = look(test.open());
    if (told.empty())
      EXPECT_EQ(visible_contents(test.open()).rows, expected.rows) << "less than there was, call " << k;
    const auto done = recover(test.open(LakeAccess::kRecover), source);
    ASSERT_TRUE(done) << "call " << k << ": " << done.error().to_string();
    EXPECT_EQ(done->num_lost, 0u) << k;
    const auto found = visible_contents(test.open());
    EXPECT_EQ(found.rows, expected.rows) << "call " << k << " of " << num_calls;
    EXPECT_EQ(found.experiments, expected.experiments) << k;
    const auto check = check_lake(test.open(), {.tables = {}, .deep = true});
    ASSERT_TRUE(check);
    EXPECT_EQ(check->num_faults(), 0u) << k;
  }
}

INSTANTIATE_TEST_SUITE_P(
    Losses, RecoverLake,
    testing::Values(Loss{Catalog::kHadoop, "molecules", RecoverySource::kRaw},
                    Loss{Catalog::kSqlite, "vqe_iterations", RecoverySource::kRaw},
                    Loss{Catalog::kHadoop, "ml_run_summary", RecoverySource::kRaw},
                    Loss{Catalog::kSqlite, "ml_iteration_features", RecoverySource::kRaw},
                    Loss{Catalog::kHadoop, "source_objects", RecoverySource::kRaw},
                    Loss{Catalog::kSqlite, "processing_metadata", RecoverySource::kSnapshots}));

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
  EXPECT_THAT(done->steps[0].what, testing::HasSubstr("1 are in no raw object"));
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
