// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "eigenlake/iceberg/testing/small_table.h"
#include "eigenlake/iceberg/update/overwrite.h"
#include "eigenlake/iceberg/update/rewrite_files.h"
#include "eigenlake/iceberg/update/rewrite_manifests.h"
#include "eigenlake/iceberg/update/table_changes.h"

/// Tables whose partitions other engines changed: by a wider column, by a transform that is not known.
namespace eigenlake::iceberg {
namespace {

using testing::planned_rows;

/// A table partitioned by an int, with one file for each of these numbers.
struct NumberedLake : testing::SmallLake {
  Table table = create();

  Table create() {
    CreateTableOptions options;
    options.schema.fields = {{0, "number", false, Type::int32(), ""}};
    options.schema = assign_fresh_ids(options.schema);
    options.partition_spec = *identity_partition_spec(options.schema, {"number"});
    return *catalog.create_table({"db", "numbered"}, options);
  }
  DataFile file(const Literal& number) const {
    DataFile result;
    result.file_path = table.recorded_path(fmt::format("data/{}.parquet", literal_to_string(number, type())));
    result.partition = {number};
    result.record_count = 1;
    result.file_size_bytes = 100;
    return result;
  }
  Type type() const { return table.metadata().schema().fields[0].type; }
  Result<Snapshot> append_file(const Literal& number) {
    AppendOptions options;
    options.files = {file(number)};
    return append(table, options);
  }
  /// As another engine does it: a new schema with the column as a long.
  void widen() {
    ASSERT_TRUE(commit_change(table, [](TableMetadata& metadata) -> Result<bool> {
      Schema schema = metadata.schema();
      schema.fields[0].type = Type::int64();
      schema.schema_id = metadata.current_schema_id = 1;
      metadata.schemas.push_back(schema);
      return true;
    }));
  }
  std::vector<PartitionValues> partitions() const {
    std::vector<PartitionValues> values;
    const auto tasks = *plan_files(table);
    for (const FileScanTask& task : tasks) values.push_back(task.data_file.partition);
    return values;
  }
};

/// An int partition of 3 and 1, then the column became a long, then 2.
struct WidenedLake : NumberedLake {
  WidenedLake() {
    EXPECT_TRUE(append_file(int32_t{3}));
    EXPECT_TRUE(append_file(int32_t{1}));
    widen();
    EXPECT_TRUE(append_file(int64_t{2}));
  }
};

TEST(WidenedPartition, EarlierFilesHaveWidenedValues) {
  const WidenedLake lake;
  EXPECT_EQ(lake.partitions(), (std::vector<PartitionValues>{{int64_t{2}}, {int64_t{1}}, {int64_t{3}}}));
  const Filter filter = {{"number", Predicate::Op::kEqual, {int64_t{3}}}};
  EXPECT_EQ(plan_files(lake.table, {{}, filter})->size(), 1u);
}

TEST(WidenedPartition, RewriteOrdersManifestsOfBothTypes) {
  WidenedLake lake;
  ASSERT_TRUE(RewriteManifestsAction(lake.table, {}).commit());
  EXPECT_EQ(read_manifest_list(lake.table, *lake.table.metadata().current_snapshot())->size(), 1u);
  EXPECT_EQ(lake.partitions(), (std::vector<PartitionValues>{{int64_t{1}}, {int64_t{2}}, {int64_t{3}}}));
}

TEST(WidenedPartition, AppendMergesManifestsOfBothTypes) {
  WidenedLake lake;
  ASSERT_TRUE(update_properties(lake.table, {{"commit.manifest.min-count-to-merge", "2"}}));
  const auto snapshot = lake.append_file(int64_t{4});
  ASSERT_TRUE(snapshot) << snapshot.error().to_string();
  EXPECT_EQ(planned_rows(lake.table), 4);
}

TEST(WidenedPartition, EarlierFilesCanBeReplacedAndOverwritten) {
  WidenedLake lake;
  RewriteFilesOptions rewrite;
  rewrite.removed_files = {lake.file(int64_t{3}).file_path};
  rewrite.added_files = {lake.file(int64_t{30})};
  rewrite.sequence_number = lake.table.metadata().last_sequence_number;
  const auto replaced = RewriteFilesAction(lake.table, rewrite).commit();
  ASSERT_TRUE(replaced) << replaced.error().to_string();
  EXPECT_EQ(planned_rows(lake.table), 3);
  OverwriteOptions overwrite;
  overwrite.expected_snapshot = lake.table.metadata().current_snapshot_id;
  const auto overwritten = OverwriteAction(lake.table, overwrite).commit();
  ASSERT_TRUE(overwritten) << overwritten.error().to_string();
  EXPECT_EQ(planned_rows(lake.table), 0);
}

/// Values of a transform that is not known have no order that we know.
TEST(UnknownTransform, ItsManifestsAreNotRewritten) {
  NumberedLake lake;
  for (int32_t number = 1; number <= 3; ++number) ASSERT_TRUE(lake.append_file(number));
  ASSERT_TRUE(commit_change(lake.table, [](TableMetadata& metadata) -> Result<bool> {
    metadata.partition_specs[0].fields[0].transform = parse_transform("zorder[2]");
    return true;
  }));
  RewriteManifestsAction action(lake.table, {});
  ASSERT_TRUE(action.commit());
  EXPECT_FALSE(action.snapshot()) << "nothing to change";
  EXPECT_EQ(read_manifest_list(lake.table, *lake.table.metadata().current_snapshot())->size(), 3u);
  EXPECT_EQ(*RewriteManifestsAction::count_after(lake.table, {}), 3);
}

}  // namespace
}  // namespace eigenlake::iceberg
