// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/update/append.h"

#include <thread>

#include <gtest/gtest.h>

#include "eigenlake/iceberg/spec/table_metadata_update.h"
#include "eigenlake/iceberg/testing/small_table.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/object_store/faulty_object_store.h"

namespace eigenlake::iceberg {
namespace {

using testing::kSmallTable;
using testing::planned_rows;
using testing::small_file;
using testing::small_table_options;
using testing::SmallLake;

AppendOptions one_file(const Table& table, const std::string& name, int64_t rows, const std::string& tag) {
  AppendOptions options;
  options.files = {small_file(table, name, rows)};
  options.summary = {{"eigenlake.batch-id", name}};
  options.tag = tag;
  return options;
}

TEST(Append, StagedTableAppearsWithItsFirstSnapshotAndTag) {
  SmallLake lake;
  Table table = *lake.catalog.stage_create(kSmallTable, small_table_options());
  EXPECT_FALSE(*lake.catalog.table_exists(kSmallTable));
  const auto snapshot = append(table, one_file(table, "a", 10, "v_1"));
  ASSERT_TRUE(snapshot) << snapshot.error().to_string();
  const Table loaded = lake.load();
  EXPECT_TRUE(loaded.version().ends_with("/v1.metadata.json"));
  EXPECT_EQ(loaded.metadata().current_snapshot()->snapshot_id, snapshot->snapshot_id);
  EXPECT_EQ(loaded.metadata().snapshot_by_ref("v_1")->snapshot_id, snapshot->snapshot_id);
  EXPECT_EQ(planned_rows(loaded), 10);
}

TEST(Append, SummaryHasAddedCountsAndTotals) {
  SmallLake lake;
  Table table = lake.create();
  ASSERT_TRUE(append(table, one_file(table, "a", 10, "v_1")));
  const auto second = append(table, one_file(table, "b", 5, "v_2"));
  const SnapshotSummary summary = second->summary();
  EXPECT_EQ(summary.at("operation"), "append");
  EXPECT_EQ(summary.at("added-records"), "5");
  EXPECT_EQ(summary.at("total-records"), "15");
  EXPECT_EQ(summary.at("total-data-files"), "2");
  EXPECT_EQ(summary.at("changed-partition-count"), "1");
  EXPECT_EQ(summary.at("eigenlake.batch-id"), "b");
}

TEST(Append, MissingTotalIsOmitted) {
  SmallLake lake;
  Table table = lake.create();
  ASSERT_TRUE(append(table, one_file(table, "a", 10, "v_1")));
  ASSERT_TRUE(commit_change(table, [](TableMetadata& metadata) -> Result<bool> {
    const Snapshot parent = *metadata.current_snapshot();
    const SnapshotSummary summary = {{"operation", "append"}, {"total-data-files", "1"}};
    EIGENLAKE_RETURN_IF_ERROR(add_snapshot(
        metadata, make_snapshot(parent.snapshot_id + 1, parent.snapshot_id, metadata.last_sequence_number + 1,
                                metadata.last_updated_ms, parent.manifest_list(), 0, summary)));
    return true;
  }));
  const auto snapshot = append(table, one_file(table, "b", 5, "v_2"));
  ASSERT_TRUE(snapshot) << snapshot.error().to_string();
  EXPECT_EQ(snapshot->summary().at("total-data-files"), "2");
  EXPECT_EQ(snapshot->summary().at("added-records"), "5");
  EXPECT_FALSE(snapshot->summary().contains("total-records"));
  EXPECT_FALSE(snapshot->summary().contains("total-delete-files"));
}

TEST(Append, FilesInheritTheSequenceNumberOfTheirSnapshot) {
  SmallLake lake;
  Table table = lake.create();
  ASSERT_TRUE(append(table, one_file(table, "a", 1, "v_1")));
  const auto second = append(table, one_file(table, "b", 1, "v_2"));
  const auto tasks = *plan_files(table);
  ASSERT_EQ(tasks.size(), 2u);
  EXPECT_EQ(tasks[0].sequence_number, 2);
  EXPECT_EQ(tasks[0].added_snapshot_id, second->snapshot_id);
  EXPECT_EQ(tasks[1].sequence_number, 1);
}

TEST(Append, ExistingTagIsRejectedBeforeAnyWrite) {
  SmallLake lake;
  Table table = lake.create();
  ASSERT_TRUE(append(table, one_file(table, "a", 1, "v_1")));
  const size_t objects = lake.store->list("")->size();
  EXPECT_EQ(append(table, one_file(table, "b", 1, "v_1")).error().kind, ErrorKind::kAlreadyExists);
  EXPECT_EQ(lake.store->list("")->size(), objects);
}

TEST(Append, WrongPartitionIsRejected) {
  SmallLake lake;
  Table table = lake.create();
  AppendOptions options = one_file(table, "a", 1, "v_1");
  options.files[0].partition = {std::string("2025-01-10"), std::string("sto3g")};
  EXPECT_EQ(append(table, options).error().kind, ErrorKind::kInvalidInput);
  EXPECT_EQ(planned_rows(lake.load()), 0);
}

TEST(Append, ManifestsMergeAtTheConfiguredCountAndKeepEveryFile) {
  SmallLake lake;
  CreateTableOptions options = small_table_options();
  options.properties["commit.manifest.min-count-to-merge"] = "5";
  Table table = *lake.catalog.create_table(kSmallTable, options);
  for (int i = 0; i < 40; ++i) {
    ASSERT_TRUE(append(table, one_file(table, "f" + std::to_string(i), 1 + i, "v_" + std::to_string(i))));
    EXPECT_LE(read_manifest_list(table, *table.metadata().current_snapshot())->size(), 8u);
  }
  EXPECT_EQ(planned_rows(table), 40 * 41 / 2);
  const auto tasks = *plan_files(table);
  for (const FileScanTask& task : tasks) {
    const Snapshot* added_by = table.metadata().snapshot_by_id(task.added_snapshot_id);
    ASSERT_NE(added_by, nullptr);
    EXPECT_EQ(added_by->sequence_number, task.sequence_number);
    EXPECT_EQ(task.sequence_number, task.data_file.record_count) << "the i-th batch brought i rows";
  }
}

TEST(Append, TwoCommittersLoseNothing) {
  SmallLake lake;
  lake.create();
  constexpr int kBatches = 15;
  {
    std::vector<std::jthread> threads;
    for (const std::string& name : {std::string("left"), std::string("right")}) {
      threads.emplace_back([&lake, name] {
        Table table = lake.load();
        for (int i = 0; i < kBatches; ++i) {
          const std::string batch = name + std::to_string(i);
          const auto snapshot = append(table, one_file(table, batch, 1, "v_" + batch));
          EXPECT_TRUE(snapshot) << snapshot.error().to_string();
        }
      });
    }
  }
  const Table table = lake.load();
  EXPECT_EQ(planned_rows(table), 2 * kBatches);
  EXPECT_EQ(table.metadata().snapshots.size(), 2u * kBatches);
  EXPECT_EQ(table.metadata().refs.size(), 2u * kBatches + 1);
  EXPECT_EQ(table.metadata().last_sequence_number, 2 * kBatches);
}

TEST(Append, TwoCreatorsBothAppendTheirFiles) {
  SmallLake lake;
  Table first = *lake.catalog.stage_create(kSmallTable, small_table_options());
  Table second = *lake.catalog.stage_create(kSmallTable, small_table_options());
  ASSERT_TRUE(append(first, one_file(first, "a", 1, "v_a")));
  ASSERT_TRUE(append(second, one_file(second, "b", 2, "v_b")));
  EXPECT_EQ(planned_rows(lake.load()), 3);
  CreateTableOptions other = small_table_options();
  Table third = second;
  other.schema.fields.pop_back();
  EXPECT_EQ(lake.catalog.create_table(kSmallTable, other).error().kind, ErrorKind::kAlreadyExists);
}

/// One commit with call k spoiled, for every k: afterwards a reader sees the old state or the new one, and
/// the writer was told the truth as far as it can be known.
class EveryFault : public ::testing::TestWithParam<std::tuple<StoreFault::Kind, bool>> {};

INSTANTIATE_TEST_SUITE_P(
    Append, EveryFault,
    ::testing::Combine(::testing::Values(StoreFault::Kind::kFail, StoreFault::Kind::kLoseReply,
                                         StoreFault::Kind::kTear, StoreFault::Kind::kDelay),
                       ::testing::Bool()));

TEST_P(EveryFault, LeavesTheOldStateOrTheNewOne) {
  const auto [kind, dead_afterwards] = GetParam();
  for (uint64_t call = 1;; ++call) {
    SmallLake lake;
    Table table = lake.create();
    ASSERT_TRUE(append(table, one_file(table, "old", 1, "v_old")));

    auto faulty = std::make_shared<FaultyObjectStore>(lake.store, StoreFault{call, kind, dead_afterwards});
    HadoopCatalog catalog(faulty);
    auto spoiled = catalog.load_table(kSmallTable);
    Result<Snapshot> result = fail(ErrorKind::kStore, "not loaded");
    if (spoiled) result = append(*spoiled, one_file(*spoiled, "new", 10, "v_new"));

    const Table seen = lake.load();
    const int64_t rows = planned_rows(seen);
    EXPECT_TRUE(rows == 1 || rows == 11) << "call " << call << " showed " << rows << " rows";
    EXPECT_EQ(seen.metadata().refs.contains("v_new"), rows == 11)
        << "tag and snapshot come together, call " << call;
    if (result) {
      EXPECT_EQ(rows, 11) << "success was reported, call " << call;
    }
    if (!result && result.error().kind != ErrorKind::kCommitStateUnknown) {
      EXPECT_EQ(rows, 1) << "failure was reported, call " << call << ": " << result.error().to_string();
    }
    // Whatever happened, the table takes the next commit.
    Table next = lake.load();
    const auto after = append(next, one_file(next, "next", 100, "v_next"));
    ASSERT_TRUE(after) << "call " << call << ": " << after.error().to_string();
    EXPECT_EQ(planned_rows(lake.load()), rows + 100);
    if (call > faulty->calls()) break;
  }
}

TEST(TableChanges, RollbackToNothingHidesTheFirstBatchAndItsTag) {
  SmallLake lake;
  Table table = lake.create();
  ASSERT_TRUE(append(table, one_file(table, "a", 1, "v_1")));
  ASSERT_TRUE(rollback_main(table, std::nullopt, {"v_1"}));
  const Table loaded = lake.load();
  EXPECT_EQ(loaded.metadata().current_snapshot(), nullptr);
  EXPECT_FALSE(loaded.metadata().refs.contains("v_1"));
  EXPECT_EQ(planned_rows(loaded), 0);
  Table again = lake.load();
  ASSERT_TRUE(append(again, one_file(again, "b", 2, "v_1")));
  EXPECT_EQ(planned_rows(lake.load()), 2);
}

TEST(TableChanges, RollbackGoesToAncestorsOnly) {
  SmallLake lake;
  Table table = lake.create();
  const auto first = append(table, one_file(table, "a", 1, "v_1"));
  const auto second = append(table, one_file(table, "b", 2, "v_2"));
  ASSERT_TRUE(rollback_main(table, first->snapshot_id));
  EXPECT_EQ(planned_rows(table), 1);
  EXPECT_EQ(rollback_main(table, second->snapshot_id).error().kind, ErrorKind::kInvalidInput);
  EXPECT_EQ(rollback_main(table, 12345).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(table.metadata().snapshot_by_ref("v_2")->snapshot_id, second->snapshot_id);
}

TEST(TableChanges, TagsCanBeCreatedAndRemoved) {
  SmallLake lake;
  Table table = lake.create();
  const auto first = append(table, one_file(table, "a", 1, "v_1"));
  ASSERT_TRUE(create_tag(table, "paper", first->snapshot_id));
  EXPECT_TRUE(lake.load().metadata().refs.contains("paper"));
  const std::string version = table.version();
  ASSERT_TRUE(create_tag(table, "paper", first->snapshot_id));
  EXPECT_EQ(table.version(), version) << "nothing to change, nothing committed";
  EXPECT_EQ(create_tag(table, "none", 1).error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(remove_ref(table, "main").error().kind, ErrorKind::kInvalidInput);
  ASSERT_TRUE(remove_ref(table, "paper"));
  EXPECT_EQ(remove_ref(table, "paper").error().kind, ErrorKind::kNotFound);
}

TEST(TableChanges, NewColumnsGetFreshIdsAtTheEnd) {
  SmallLake lake;
  Table table = lake.create();
  const int last_before = table.metadata().last_column_id;
  ASSERT_TRUE(add_optional_columns(
      table, {{"stop_reason", Type::string(), ""}, {"quality_flags", Type::list(Type::string()), ""}}));
  const Schema schema = lake.load().metadata().schema();
  EXPECT_EQ(schema.schema_id, 1);
  EXPECT_EQ(schema.fields.back().name, "quality_flags");
  EXPECT_FALSE(schema.fields.back().required);
  EXPECT_EQ(schema.find_field("stop_reason")->id, last_before + 1);
  EXPECT_EQ(schema.fields.back().type.fields[0].id, last_before + 3);
  const std::string version = table.version();
  ASSERT_TRUE(add_optional_columns(table, {{"stop_reason", Type::string(), ""}}));
  EXPECT_EQ(table.version(), version);
  EXPECT_EQ(add_optional_columns(table, {{"stop_reason", Type::int32(), ""}}).error().kind,
            ErrorKind::kInvalidInput);
}

}  // namespace
}  // namespace eigenlake::iceberg
