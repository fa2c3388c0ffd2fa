// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/update/expire_snapshots.h"

#include <gtest/gtest.h>

#include "eigenlake/iceberg/testing/small_table.h"
#include "eigenlake/iceberg/update/rewrite_files.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/object_store/faulty_object_store.h"

namespace eigenlake::iceberg {
namespace {

using testing::kSmallTable;
using testing::planned_rows;
using testing::small_file;
using testing::SmallLake;

constexpr int64_t kDayMs = 86'400'000;
constexpr int64_t kBegin = 4'000'000'000'000;  // After whatever the clock says.

/// The small table with data files that exist, one snapshot a day.
struct DailyLake : SmallLake {
  Table table = create();

  Snapshot append_day(int day, const std::optional<std::string>& tag = {}) {
    AppendOptions options;
    const std::string name = "day" + std::to_string(day);
    options.files = {small_file(table, name, 1)};
    options.tag = tag;
    options.timestamp_ms = kBegin + day * kDayMs;
    EXPECT_TRUE(store->put(table.key_below("data/" + name + ".parquet"), "rows"));
    auto snapshot = append(table, options);
    EXPECT_TRUE(snapshot) << snapshot.error().to_string();
    return *std::move(snapshot);
  }

  Snapshot replace_days(int first, int last) {
    RewriteFilesOptions options;
    for (int i = first; i <= last; ++i)
      options.removed_files.insert(table.recorded_path("data/day" + std::to_string(i) + ".parquet"));
    options.added_files = {small_file(table, "merged", last - first + 1)};
    options.sequence_number = table.metadata().last_sequence_number;
    RewriteFilesAction action(table, options);
    EXPECT_TRUE(action.commit());
    return *action.snapshot();
  }

  std::set<int64_t> snapshot_ids() {
    std::set<int64_t> ids;
    for (const Snapshot& snapshot : load().metadata().snapshots) ids.insert(snapshot.snapshot_id);
    return ids;
  }
  bool has(const std::string& relative) { return *store->exists(table.key_below(relative)); }
};

ExpireOptions after_days(int days, int64_t max_age_days) {
  return {.now_ms = kBegin + days * kDayMs, .grace_ms = 0, .max_snapshot_age_ms = max_age_days * kDayMs};
}

TEST(PlanExpiry, KeepsTheCurrentSnapshotHoweverOld) {
  DailyLake lake;
  const auto first = lake.append_day(0);
  const auto second = lake.append_day(1);
  const auto expired = plan_expiry(lake.table.metadata(), after_days(1000, 1));
  EXPECT_EQ(expired.snapshot_ids, std::set<int64_t>{first.snapshot_id});
  EXPECT_TRUE(expired.refs.empty());
}

TEST(PlanExpiry, TagsKeepTheirSnapshotUntilTheirOwnAge) {
  DailyLake lake;
  const auto forever = lake.append_day(0, "paper");
  const auto limited = lake.append_day(1);
  ASSERT_TRUE(
      set_ref(lake.table, "limited", {limited.snapshot_id, SnapshotRef::Kind::kTag, {}, {}, 10 * kDayMs}));
  lake.append_day(2);
  EXPECT_TRUE(plan_expiry(lake.table.metadata(), after_days(11, 1)).empty());
  const auto expired = plan_expiry(lake.table.metadata(), after_days(12, 1));
  EXPECT_EQ(expired.refs, std::vector<std::string>{"limited"});
  EXPECT_EQ(expired.snapshot_ids, std::set<int64_t>{limited.snapshot_id});
  EXPECT_FALSE(expired.snapshot_ids.contains(forever.snapshot_id));
}

TEST(PlanExpiry, BranchKeepsItsNewestAndItsYoungSnapshots) {
  DailyLake lake;
  std::vector<Snapshot> days;
  for (int day = 0; day < 6; ++day) days.push_back(lake.append_day(day));
  SnapshotRef branch{days[4].snapshot_id, SnapshotRef::Kind::kBranch, 3, 1, {}};
  ASSERT_TRUE(set_ref(lake.table, "audit", branch));
  auto expired = plan_expiry(lake.table.metadata(), after_days(100, 1));
  EXPECT_EQ(expired.snapshot_ids, (std::set<int64_t>{days[0].snapshot_id, days[1].snapshot_id}))
      << "the branch holds days 2 to 4, main day 5";
  expired = plan_expiry(lake.table.metadata(), after_days(6, 5));
  EXPECT_EQ(expired.snapshot_ids, std::set<int64_t>{days[0].snapshot_id});
}

TEST(PlanExpiry, SnapshotsWithinTheGracePeriodStay) {
  DailyLake lake;
  const auto old = lake.append_day(0);
  lake.append_day(10);
  ExpireOptions options = after_days(10, 0);
  options.now_ms += 1000;
  options.grace_ms = 2000;
  EXPECT_TRUE(plan_expiry(lake.table.metadata(), options).empty())
      << "it is ten days old, but was current two seconds ago";
  options.grace_ms = 500;
  EXPECT_EQ(plan_expiry(lake.table.metadata(), options).snapshot_ids, std::set<int64_t>{old.snapshot_id});
}

TEST(PlanExpiry, OldRolledBackSnapshotExpires) {
  DailyLake lake;
  const auto first = lake.append_day(0);
  const auto undone = lake.append_day(1);
  ASSERT_TRUE(rollback_main(lake.table, first.snapshot_id));
  EXPECT_TRUE(plan_expiry(lake.table.metadata(), after_days(2, 5)).empty());
  EXPECT_EQ(plan_expiry(lake.table.metadata(), after_days(9, 5)).snapshot_ids,
            std::set<int64_t>{undone.snapshot_id});
}

TEST(ExpireSnapshots, RemovesOnlyWhatNoKeptSnapshotReaches) {
  DailyLake lake;
  const auto tagged = lake.append_day(0, "paper");
  lake.append_day(1);
  lake.append_day(2);
  lake.replace_days(0, 2);
  const auto report = expire_snapshots(lake.table, after_days(4000, 1));
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->expired.snapshot_ids.size(), 2u);
  EXPECT_EQ(report->files.data_files.size(), 2u);
  EXPECT_EQ(report->files.manifest_lists.size(), 2u);
  EXPECT_TRUE(lake.has("data/day0.parquet")) << "the tag needs it";
  EXPECT_FALSE(lake.has("data/day1.parquet"));
  EXPECT_FALSE(lake.has("data/day2.parquet"));
  const Table loaded = lake.load();
  EXPECT_EQ(planned_rows(loaded), 3);
  EXPECT_EQ(plan_files(loaded, {.snapshot_id = tagged.snapshot_id, .filter = {}})->size(), 1u);
  EXPECT_EQ(loaded.metadata().snapshot_log.size(), 1u) << "no entry before a gap";
  const Table again = lake.load();
  EXPECT_EQ(again.metadata().snapshots.size(), 2u);
}

TEST(ExpireSnapshots, NothingToExpireCommitsNothing) {
  DailyLake lake;
  lake.append_day(0);
  const std::string version = lake.table.version();
  const auto report = expire_snapshots(lake.table, after_days(100, 1));
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->expired.empty());
  EXPECT_EQ(lake.table.version(), version);
}

TEST(ExpireSnapshots, ChosenTagsExpireAndBranchesStay) {
  DailyLake lake;
  const auto first = lake.append_day(0, "v_1");
  const auto second = lake.append_day(1, "v_2");
  ASSERT_TRUE(set_ref(lake.table, "v_3", {second.snapshot_id, SnapshotRef::Kind::kBranch, {}, {}, {}}));
  lake.append_day(2);
  ExpireOptions options = after_days(100, 1);
  options.tags_to_remove = {"v_1", "v_3", "v_4"};
  const auto report = expire_snapshots(lake.table, options);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->expired.refs, std::vector<std::string>{"v_1"});
  EXPECT_EQ(report->expired.snapshot_ids, std::set<int64_t>{first.snapshot_id});
}

TEST(ExpireSnapshots, EveryFaultLeavesEveryKeptSnapshotReadable) {
  for (const auto kind : {StoreFault::Kind::kFail, StoreFault::Kind::kLoseReply, StoreFault::Kind::kTear}) {
    for (uint64_t call = 1;; ++call) {
      DailyLake lake;
      lake.append_day(0);
      lake.append_day(1, "paper");
      lake.append_day(2);
      lake.replace_days(0, 2);
      auto faulty = std::make_shared<FaultyObjectStore>(lake.store, StoreFault{call, kind, false});
      HadoopCatalog catalog(faulty);
      if (auto table = catalog.load_table(kSmallTable))
        std::ignore = expire_snapshots(*table, after_days(4000, 1));
      const Table loaded = lake.load();
      for (const Snapshot& snapshot : loaded.metadata().snapshots) {
        const auto tasks = plan_files(loaded, {.snapshot_id = snapshot.snapshot_id, .filter = {}});
        ASSERT_TRUE(tasks) << "call " << call << ": " << tasks.error().to_string();
        for (const FileScanTask& task : *tasks)
          EXPECT_TRUE(task.key.ends_with("merged.parquet") || *lake.store->exists(task.key))
              << "call " << call;
      }
      if (call > faulty->calls()) break;
    }
  }
}

}  // namespace
}  // namespace eigenlake::iceberg
