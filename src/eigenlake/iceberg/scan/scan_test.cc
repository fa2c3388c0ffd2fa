// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/scan/scan.h"

#include <gtest/gtest.h>

#include "eigenlake/iceberg/spec/literal_binary.h"
#include "eigenlake/iceberg/testing/small_table.h"
#include "eigenlake/iceberg/update/table_changes.h"

namespace eigenlake::iceberg {
namespace {

using Op = Predicate::Op;
using testing::small_file;
using testing::SmallLake;

/// Three batches: rows 1 on day 0 with sto3g, 2 on day 1 with sto3g and 4 with cc-pvdz, 8 on day 2.
struct ThreeBatches {
  SmallLake lake;
  Table table = lake.create();
  std::vector<Snapshot> snapshots;

  ThreeBatches() {
    add({small_file(table, "a", 1)}, 1000);
    add({small_file(table, "b", 2, 1), small_file(table, "c", 4, 1, "cc-pvdz")}, 2000);
    add({small_file(table, "d", 8, 2)}, 3000);
  }
  void add(std::vector<DataFile> files, int64_t after_ms) {
    AppendOptions options;
    options.files = std::move(files);
    options.timestamp_ms = table.metadata().last_updated_ms + after_ms;
    snapshots.push_back(*append(table, options));
  }
  int64_t rows(const ScanOptions& options) const {
    const auto tasks = plan_files(table, options);
    EXPECT_TRUE(tasks) << tasks.error().to_string();
    int64_t sum = 0;
    for (const FileScanTask& task : *tasks) sum += task.data_file.record_count;
    return sum;
  }
  int64_t rows_where(const std::string& column, Op op, std::vector<Literal> values) const {
    return rows({{}, {{column, op, std::move(values)}}});
  }
};

TEST(PlanFiles, ReadsAnySnapshotByIdTagAndTime) {
  const ThreeBatches t;
  EXPECT_EQ(t.rows({}), 15);
  EXPECT_EQ(t.rows({t.snapshots[1].snapshot_id, {}}), 7);
  const TableMetadata& metadata = t.table.metadata();
  EXPECT_EQ(metadata.snapshot_as_of(t.snapshots[1].timestamp_ms + 1)->snapshot_id,
            t.snapshots[1].snapshot_id);
  EXPECT_EQ(metadata.snapshot_as_of(t.snapshots[2].timestamp_ms)->snapshot_id, t.snapshots[2].snapshot_id);
  EXPECT_EQ(metadata.snapshot_as_of(t.snapshots[0].timestamp_ms - 1), nullptr);
  EXPECT_EQ(plan_files(t.table, {12345, {}}).error().kind, ErrorKind::kNotFound);
}

TEST(PlanFiles, PartitionValuesExcludeFilesExactly) {
  const ThreeBatches t;
  EXPECT_EQ(t.rows_where("basis_set", Op::kEqual, {std::string("cc-pvdz")}), 4);
  EXPECT_EQ(t.rows_where("basis_set", Op::kEqual, {std::string("d")}), 0);
  EXPECT_EQ(t.rows_where("processing_date", Op::kGreaterOrEqual, {int32_t{20099}}), 14);
  EXPECT_EQ(t.rows_where("processing_date", Op::kLess, {int32_t{20099}}), 1);
  EXPECT_EQ(t.rows_where("processing_date", Op::kIn, {int32_t{20098}, int32_t{20100}}), 9);
  EXPECT_EQ(t.rows_where("processing_date", Op::kIsNull, {}), 0);
}

TEST(PlanFiles, BoundsExcludeFiles) {
  const ThreeBatches t;
  EXPECT_EQ(t.rows_where("experiment_id", Op::kEqual, {std::string("c")}), 4);
  EXPECT_EQ(t.rows_where("experiment_id", Op::kGreater, {std::string("b")}), 12);
  EXPECT_EQ(t.rows_where("experiment_id", Op::kLessOrEqual, {std::string("b")}), 3);
  EXPECT_EQ(t.rows_where("experiment_id", Op::kIsNull, {}), 0);
  EXPECT_EQ(t.rows_where("energy", Op::kEqual, {-1.0}), 15) << "without bounds nothing is excluded";
}

TEST(PlanFiles, InvalidFiltersAreRejected) {
  const ThreeBatches t;
  EXPECT_EQ(plan_files(t.table, {{}, {{"none", Op::kIsNull, {}}}}).error().kind, ErrorKind::kInvalidInput);
  EXPECT_EQ(plan_files(t.table, {{}, {{"energy", Op::kEqual, {int32_t{1}}}}}).error().kind,
            ErrorKind::kInvalidInput);
  EXPECT_EQ(plan_files(t.table, {{}, {{"energy", Op::kEqual, {}}}}).error().kind, ErrorKind::kInvalidInput);
}

TEST(PlanFiles, MissingAndDamagedMetadataAreStoreErrors) {
  const ThreeBatches t;
  const auto manifests = *read_manifest_list(t.table, t.snapshots[2]);
  ObjectStore& store = *t.lake.store;
  for (const std::string& path : {manifests[0].manifest_path, t.snapshots[2].manifest_list()}) {
    const std::string key = *t.table.key_of(path);
    ASSERT_TRUE(store.put(key, (*store.get(key)).substr(0, 40)));
    const auto damaged = plan_files(t.table);
    EXPECT_EQ(damaged.error().kind, ErrorKind::kStore) << damaged.error().to_string();
    ASSERT_TRUE(store.remove(key));
    const auto missing = plan_files(t.table);
    EXPECT_EQ(missing.error().kind, ErrorKind::kStore) << missing.error().to_string();
    EXPECT_NE(missing.error().to_string().find(path), std::string::npos);
  }
}

}  // namespace
}  // namespace eigenlake::iceberg
