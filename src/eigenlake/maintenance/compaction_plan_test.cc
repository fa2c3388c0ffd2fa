// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/compaction_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/spec/literal_binary.h"
#include "eigenlake/iceberg/spec/table_metadata_update.h"
#include "eigenlake/iceberg/testing/small_table.h"
#include "eigenlake/lake/testing/batches.h"
#include "eigenlake/maintenance/batch_retention.h"
#include "eigenlake/maintenance/check_rows.h"

/// What maintenance chooses: the files that become one, the batches that stay, the metrics that are wrong.
namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

constexpr CompactionSizes kSizes{.target_bytes = 100, .group_bytes_max = 300};

iceberg::TableMetadata small_metadata() {
  const auto options = iceberg::testing::small_table_options();
  return *iceberg::new_table_metadata("u", "/t", options.schema, options.partition_spec, {}, {}, 0);
}

iceberg::FileScanTask task(const std::string& path, int64_t bytes,
                           iceberg::PartitionValues partition = {int32_t{1}, std::string("a")}) {
  iceberg::FileScanTask file;
  file.data_file.file_path = path;
  file.data_file.file_size_bytes = bytes;
  file.data_file.record_count = 10;
  file.data_file.partition = std::move(partition);
  return file;
}

iceberg::FileScanTask with_deletes(iceberg::FileScanTask file) {
  file.deletes.push_back(std::make_shared<const iceberg::DeleteFile>());
  return file;
}

/// Each group as "path+path>outputs".
std::vector<std::string> planned(const std::vector<iceberg::FileScanTask>& files) {
  std::vector<std::string> groups;
  for (const CompactionGroup& group : plan_compaction(small_metadata(), files, kSizes)) {
    std::string text;
    int64_t bytes = 0;
    for (const auto& file : group.inputs) {
      text += (text.empty() ? "" : "+") + file.data_file.file_path;
      bytes += file.data_file.file_size_bytes;
    }
    EXPECT_EQ(group.bytes, bytes);
    EXPECT_EQ(group.rows, 10 * std::ssize(group.inputs));
    groups.push_back(fmt::format("{}>{}", text, group.num_outputs));
  }
  return groups;
}

TEST(PlanCompaction, SmallFilesOfPartitionBecomeOne) {
  EXPECT_THAT(planned({task("b", 20), task("a", 30)}), ElementsAre("a+b>1"));
  EXPECT_THAT(planned({}), IsEmpty());
  EXPECT_THAT(planned({task("a", 20)}), IsEmpty()) << "one file stays one";
}

TEST(PlanCompaction, FilesOfThreeQuartersOfTargetStay) {
  EXPECT_THAT(planned({task("a", 75), task("b", 75)}), IsEmpty());
  EXPECT_THAT(planned({task("a", 74), task("b", 26)}), ElementsAre("a+b>1"));
}

TEST(PlanCompaction, RewritesOnlyIntoFewerFiles) {
  EXPECT_THAT(planned({task("a", 60), task("b", 60)}), IsEmpty()) << "120 bytes are two files again";
  EXPECT_THAT(planned({task("a", 60), task("b", 60), task("c", 60)}), ElementsAre("a+b+c>2"));
  EXPECT_THAT(planned({task("a", 50), task("b", 50)}), ElementsAre("a+b>1")) << "exactly the target";
}

TEST(PlanCompaction, CleansFilesWithDeletesOfAnySize) {
  EXPECT_THAT(planned({with_deletes(task("a", 90))}), ElementsAre("a>1"));
  EXPECT_THAT(planned({with_deletes(task("a", 150))}), ElementsAre("a>2"));
  EXPECT_THAT(planned({with_deletes(task("a", 60)), task("b", 60)}), ElementsAre("a+b>2"));
}

TEST(PlanCompaction, PartitionsAndSpecsStayApart) {
  const std::string null_text = "null";
  EXPECT_THAT(
      planned({task("a", 20, {int32_t{1}, std::string("x")}), task("b", 20, {int32_t{2}, std::string("x")})}),
      IsEmpty());
  EXPECT_THAT(
      planned({task("a", 20, {int32_t{1}, null_text}), task("b", 20, {int32_t{1}, iceberg::Literal{}})}),
      IsEmpty())
      << "the text null is no null";
  auto other_spec = task("b", 20);
  other_spec.data_file.spec_id = 1;
  EXPECT_THAT(planned({task("a", 20), other_spec}), IsEmpty());
}

TEST(PlanCompaction, GroupsAreBounded) {
  std::vector<iceberg::FileScanTask> files;
  for (const char* name : {"a", "b", "c", "d", "e", "f"}) files.push_back(task(name, 70));
  EXPECT_THAT(planned(files), ElementsAre("a+b+c+d>3")) << "e and f would be two files again";
}

AuditLog log_at(const std::vector<int>& batches) {
  return by_hand::log_of(batches);
}

constexpr int64_t kDayMs = 86'400'000;

TEST(FirstKeptBatch, KeepsNewestAndYoungBatches) {
  const AuditLog log = log_at({1, 2, 3, 4});  // At 1000, 2000, 3000 and 4000.
  const int64_t later = 10 * kDayMs;
  EXPECT_EQ(first_kept_batch(log, {.batches = 2, .days = 0}, later), 2u);
  EXPECT_EQ(first_kept_batch(log, {.batches = 0, .days = 0}, later), 3u) << "one always stays";
  EXPECT_EQ(first_kept_batch(log, {.batches = 99, .days = 0}, later), 0u);
  EXPECT_EQ(first_kept_batch(log, {.batches = 1, .days = 10}, later), 0u);
  EXPECT_EQ(first_kept_batch(log, {.batches = 1, .days = 1}, kDayMs + 2000), 1u) << "exactly a day old";
  EXPECT_EQ(first_kept_batch(log, {.batches = 1, .days = 1}, kDayMs + 2001), 2u);
  EXPECT_EQ(first_kept_batch(log, {.batches = 1, .days = INT64_MAX}, later), 0u);
  EXPECT_EQ(first_kept_batch(AuditLog(), {}, later), 0u);
}

/// A table that these batches changed, snapshot by snapshot.
iceberg::TableMetadata table_of(const std::vector<int>& batches) {
  iceberg::TableMetadata metadata;
  for (const int batch : batches) {
    const int64_t id = std::ssize(metadata.snapshots) + 1;
    EXPECT_TRUE(iceberg::add_snapshot(
        metadata, iceberg::make_snapshot(
                      id, metadata.current_snapshot_id, id, id, "m", 0,
                      {{"operation", "append"}, {std::string(kBatchIdProperty), by_hand::batch_id(batch)}})));
    const std::string tag =
        id == 1 ? creation_tag(by_hand::batch_id(batch)) : append_tag(by_hand::batch_id(batch));
    metadata.refs[tag] = {id, iceberg::SnapshotRef::Kind::kTag, {}, {}, {}};
  }
  return metadata;
}

std::string tag_of(int batch) {
  return append_tag(by_hand::batch_id(batch));
}

TEST(BatchTagsToExpire, PrecedeFirstKeptBatch) {
  const AuditLog log = log_at({1, 2, 3});
  const auto metadata = table_of({1, 2, 3});
  EXPECT_THAT(batch_tags_to_expire(metadata, log, 0, false), IsEmpty());
  EXPECT_THAT(batch_tags_to_expire(metadata, log, 2, false),
              UnorderedElementsAre(creation_tag(by_hand::batch_id(1)), tag_of(2)));
}

TEST(BatchTagsToExpire, StateOfKeptBatchStays) {
  const AuditLog log = log_at({1, 2, 3});
  const auto unchanged = table_of({1, 2});
  EXPECT_THAT(batch_tags_to_expire(unchanged, log, 2, false),
              UnorderedElementsAre(creation_tag(by_hand::batch_id(1))))
      << "batch 3 did not change it and sees the state of batch 2";
  EXPECT_THAT(batch_tags_to_expire(unchanged, log, 2, true),
              UnorderedElementsAre(creation_tag(by_hand::batch_id(1)), tag_of(2)))
      << "every batch changes the audit table";
  EXPECT_THAT(batch_tags_to_expire(unchanged, log, 9, false),
              UnorderedElementsAre(creation_tag(by_hand::batch_id(1)), tag_of(2)));
}

TEST(BatchTagsToExpire, TagsOfUsersAndUnknownBatchesStay) {
  auto metadata = table_of({1, 2, 3});
  metadata.refs["paper"] = {1, iceberg::SnapshotRef::Kind::kTag, {}, {}, {}};
  metadata.refs[tag_of(9)] = {1, iceberg::SnapshotRef::Kind::kTag, {}, {}, {}};
  metadata.refs[tag_of(2)].snapshot_id = 1;  // A user moved it.
  EXPECT_THAT(batch_tags_to_expire(metadata, log_at({1, 2, 3}), 2, false),
              UnorderedElementsAre(creation_tag(by_hand::batch_id(1))));
}

iceberg::DataFile metrics(int64_t rows, int64_t nulls, const iceberg::Literal& lower,
                          const iceberg::Literal& upper) {
  iceberg::DataFile file;
  file.record_count = rows;
  file.null_value_counts = {{4, nulls}};
  if (!iceberg::is_null(lower)) file.lower_bounds = {{4, literal_to_binary(lower, iceberg::Type::float64())}};
  if (!iceberg::is_null(upper)) file.upper_bounds = {{4, literal_to_binary(upper, iceberg::Type::float64())}};
  return file;
}

std::vector<std::string> faults(const iceberg::DataFile& stated) {
  return metrics_faults(stated, metrics(10, 2, -1.5, 2.5), iceberg::testing::small_table_options().schema);
}

TEST(MetricsFaults, CountsMustAgreeAndBoundsEnclose) {
  EXPECT_THAT(faults(metrics(10, 2, -1.5, 2.5)), IsEmpty());
  EXPECT_THAT(faults(metrics(10, 2, -2.0, 3.0)), IsEmpty()) << "wider bounds are right";
  EXPECT_THAT(faults(metrics(10, 2, {}, {})), IsEmpty());
  EXPECT_THAT(faults(metrics(9, 2, {}, {})), ElementsAre("expected 9 rows, found 10"));
  EXPECT_THAT(faults(metrics(10, 3, {}, {})), ElementsAre("expected 3 nulls in energy, found 2"));
  EXPECT_THAT(faults(metrics(10, 2, -1.0, 2.5)), ElementsAre("energy must be at least -1, got -1.5"));
  EXPECT_THAT(faults(metrics(10, 2, -1.5, 2.0)), ElementsAre("energy must be at most 2, got 2.5"));
  EXPECT_EQ(faults(metrics(1, 1, 0.0, 0.0)).size(), 4u);
}

TEST(MetricsFaults, UnknownMetricsAreNoFault) {
  iceberg::DataFile stated = metrics(10, 2, -1.5, 2.5);
  stated.null_value_counts[99] = 7;
  stated.lower_bounds[99] = "x";
  stated.lower_bounds[3] = "zzz";
  EXPECT_THAT(faults(stated), IsEmpty()) << "a dropped column, and one whose values have no bounds";
  stated.upper_bounds[4] = "abc";
  EXPECT_THAT(faults(stated), ElementsAre("energy must be at most bytes of another type, got 2.5"));
}

}  // namespace
}  // namespace eigenlake
