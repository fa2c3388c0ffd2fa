// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/update/table_copy.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/codec/manifest_avro.h"
#include "eigenlake/iceberg/codec/manifest_list_avro.h"
#include "eigenlake/iceberg/data/position_delete_file.h"
#include "eigenlake/iceberg/data/row_deletes.h"
#include "eigenlake/iceberg/testing/small_table.h"
#include "eigenlake/iceberg/update/table_changes.h"

namespace eigenlake::iceberg {
namespace {

using ::testing::ElementsAre;
using testing::kSmallTable;
using testing::planned_rows;
using testing::small_file;
using testing::SmallLake;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

constexpr const char* kLocation = "memory://elsewhere/quantum_features/small";

/// Appends one file of `rows` rows under a tag.
Snapshot append_one_file(Table& table, const std::string& name, int64_t rows) {
  AppendOptions options;
  options.files = {small_file(table, name, rows)};
  options.summary = {{"eigenlake.batch-id", name}};
  options.tag = "v_" + name;
  auto snapshot = append(table, options);
  EXPECT_TRUE(snapshot) << snapshot.error().to_string();
  return *std::move(snapshot);
}

/// A copy of the small table in a store of its own.
struct Copy {
  std::shared_ptr<ObjectStore> store = std::make_shared<InMemoryObjectStore>("elsewhere");
  HadoopCatalog catalog{store};
  std::vector<CopiedFile> files;

  Result<> make(const Table& table, TableCopyOptions options) {
    options.location = kLocation;
    EIGENLAKE_ASSIGN_OR_RETURN(
        files,
        copy_table_metadata(table, options,
                            [&](const std::string& path, std::string_view bytes, std::optional<int64_t>) {
                              return store->put("quantum_features/small/" + path, bytes);
                            }));
    return {};
  }
  Table load() {
    auto table = catalog.load_table(kSmallTable);
    EXPECT_TRUE(table) << table.error().to_string();
    return *std::move(table);
  }
};

std::set<std::string> file_paths(const Table& table, std::optional<int64_t> snapshot_id = {}) {
  std::set<std::string> paths;
  const auto tasks = plan_files(table, {.snapshot_id = snapshot_id, .filter = {}}).value();
  for (const auto& task : tasks) paths.insert(task.data_file.file_path);
  return paths;
}

TEST(TableCopy, NamesOnlyTheNewPlace) {
  SmallLake lake;
  Table table = lake.create();
  append_one_file(table, "a", 3);
  const Snapshot last = append_one_file(table, "b", 4);
  Copy copy;
  const auto made = copy.make(table, {.location = {}, .current_snapshot_id = last.snapshot_id});
  ASSERT_TRUE(made) << made.error().to_string();
  const Table read = copy.load();
  EXPECT_FALSE(read.was_moved());
  EXPECT_EQ(planned_rows(read), 7);
  EXPECT_THAT(file_paths(read), UnorderedElementsAre(std::string(kLocation) + "/data/a.parquet",
                                                     std::string(kLocation) + "/data/b.parquet"));
  const auto objects = copy.store->list("").value();
  for (const auto& object : objects)
    EXPECT_EQ(copy.store->get(object.key)->find("memory://store"), std::string::npos) << object.key;
}

TEST(TableCopy, ReturnsEachDataFileOnceWithItsPlaceAndSize) {
  SmallLake lake;
  Table table = lake.create();
  const Snapshot first = append_one_file(table, "a", 3);
  const Snapshot last = append_one_file(table, "b", 4);
  Copy copy;
  ASSERT_TRUE(copy.make(
      table,
      {.location = {}, .current_snapshot_id = last.snapshot_id, .other_snapshot_ids = {first.snapshot_id}}));
  ASSERT_EQ(copy.files.size(), 2u);
  std::set<std::string> paths;
  for (const auto& file : copy.files) {
    paths.insert(file.path);
    EXPECT_EQ(file.source_key, "quantum_features/small/" + file.path);
    EXPECT_EQ(file.bytes, 1000 + file.rows);
  }
  EXPECT_THAT(paths, ElementsAre("data/a.parquet", "data/b.parquet"));
}

TEST(TableCopy, WithoutHistoryOnlyTheWantedSnapshotAndItsTagStay) {
  SmallLake lake;
  Table table = lake.create();
  const Snapshot first = append_one_file(table, "a", 3);
  append_one_file(table, "b", 4);
  Copy copy;
  ASSERT_TRUE(copy.make(table, {.location = {}, .current_snapshot_id = first.snapshot_id}));
  const TableMetadata metadata = copy.load().metadata();
  ASSERT_EQ(metadata.snapshots.size(), 1u);
  EXPECT_EQ(metadata.current_snapshot_id, first.snapshot_id);
  ASSERT_EQ(metadata.refs.size(), 2u);
  EXPECT_TRUE(metadata.refs.contains("main"));
  EXPECT_TRUE(metadata.refs.contains("v_a"));
  EXPECT_TRUE(metadata.metadata_log.empty());
  ASSERT_EQ(metadata.snapshot_log.size(), 1u);
  EXPECT_EQ(metadata.snapshot_log[0].snapshot_id, first.snapshot_id);
  EXPECT_EQ(metadata.table_uuid, table.metadata().table_uuid);
}

TEST(TableCopy, WithHistoryEverySnapshotStaysReadable) {
  SmallLake lake;
  Table table = lake.create();
  const Snapshot first = append_one_file(table, "a", 3);
  const Snapshot last = append_one_file(table, "b", 4);
  Copy copy;
  ASSERT_TRUE(copy.make(
      table,
      {.location = {}, .current_snapshot_id = last.snapshot_id, .other_snapshot_ids = {first.snapshot_id}}));
  const Table read = copy.load();
  EXPECT_EQ(file_paths(read, first.snapshot_id).size(), 1u);
  EXPECT_EQ(file_paths(read, last.snapshot_id).size(), 2u);
  EXPECT_EQ(read.metadata().snapshot_by_ref("v_a")->snapshot_id, first.snapshot_id);
}

TEST(TableCopy, KeepsSequenceNumbersAndSnapshotIdsOfFiles) {
  SmallLake lake;
  Table table = lake.create();
  append_one_file(table, "a", 3);
  const Snapshot last = append_one_file(table, "b", 4);
  Copy copy;
  ASSERT_TRUE(copy.make(table, {.location = {}, .current_snapshot_id = last.snapshot_id}));
  const auto original = plan_files(table).value();
  const auto copied = plan_files(copy.load()).value();
  ASSERT_EQ(copied.size(), original.size());
  for (size_t i = 0; i < copied.size(); ++i) {
    EXPECT_EQ(copied[i].sequence_number, original[i].sequence_number);
    EXPECT_EQ(copied[i].added_snapshot_id, original[i].added_snapshot_id);
    EXPECT_EQ(copied[i].data_file.lower_bounds, original[i].data_file.lower_bounds);
  }
}

TEST(TableCopy, FileOutsideTheTableIsCopiedInside) {
  SmallLake lake;
  Table table = lake.create();
  AppendOptions options;
  options.files = {small_file(table, "a", 3)};
  options.files[0].file_path = "memory://store/imported/a.parquet";
  const auto snapshot = append(table, options);
  ASSERT_TRUE(snapshot) << snapshot.error().to_string();
  Copy copy;
  ASSERT_TRUE(copy.make(table, {.location = {}, .current_snapshot_id = snapshot->snapshot_id}));
  ASSERT_EQ(copy.files.size(), 1u);
  EXPECT_EQ(copy.files[0].source_key, "imported/a.parquet");
  EXPECT_THAT(copy.files[0].path, StartsWith("data/external/"));
  EXPECT_THAT(file_paths(copy.load()), ElementsAre(std::string(kLocation) + "/" + copy.files[0].path));
}

TEST(TableCopy, TableWithoutSnapshotsStaysEmpty) {
  SmallLake lake;
  Copy copy;
  ASSERT_TRUE(copy.make(lake.create(), {.location = {}, .current_snapshot_id = {}}));
  EXPECT_TRUE(copy.files.empty());
  EXPECT_EQ(copy.load().metadata().current_snapshot(), nullptr);
}

TEST(TableCopy, PropertiesThatNamePlacesAreLeftOut) {
  SmallLake lake;
  Table table = lake.create();
  ASSERT_TRUE(update_properties(table, {{"write.data.path", "memory://store/other"}, {"comment", "kept"}}));
  Copy copy;
  ASSERT_TRUE(copy.make(table, {.location = {}, .current_snapshot_id = {}}));
  EXPECT_EQ(copy.load().metadata().properties, (std::map<std::string, std::string>{{"comment", "kept"}}));
}

TEST(TableCopy, UnknownSnapshotIsRejected) {
  SmallLake lake;
  Copy copy;
  const auto made = copy.make(lake.create(), {.location = {}, .current_snapshot_id = 7});
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().kind, ErrorKind::kNotFound);
}

TEST(TableCopy, PositionDeletesNameTheCopiedFiles) {
  SmallLake lake;
  Table table = lake.create();
  const Snapshot snapshot = append_one_file(table, "a", 3);
  const std::string data = table.recorded_path("data/a.parquet");
  DataFile entry = small_file(table, "d", 2);
  entry.content = FileContent::kPositionDeletes;
  const auto written = write_position_deletes({{data, {0, 2}}}, entry);
  ASSERT_TRUE(written) << written.error().to_string();
  ASSERT_TRUE(lake.store->put(table.key_below("data/d.parquet"), written->bytes));
  // A snapshot with the deletes, as engines that merge on read make it.
  Manifest manifest{.schema = table.metadata().schema(),
                    .partition_spec = table.metadata().partition_spec(),
                    .content = ManifestContent::kDeletes,
                    .entries = {{.status = ManifestEntry::Status::kAdded,
                                 .snapshot_id = 77,
                                 .sequence_number = 2,
                                 .file_sequence_number = 2,
                                 .data_file = written->entry}}};
  manifest.entries[0].data_file.referenced_data_file = data;
  ManifestFile listed = summarize_manifest(manifest, 77, 2).value();
  listed.manifest_path = table.recorded_path("metadata/deletes.avro");
  auto manifests = read_manifest_list(table, snapshot).value();
  manifests.push_back(listed);
  ASSERT_TRUE(lake.store->put(table.key_below("metadata/deletes.avro"), manifest_to_avro(manifest).value()));
  const std::string list = table.recorded_path("metadata/snap-77.avro");
  ASSERT_TRUE(lake.store->put(table.key_below("metadata/snap-77.avro"),
                              manifest_list_to_avro(manifests, 77, snapshot.snapshot_id, 2).value()));
  ASSERT_TRUE(commit_change(table, [&](TableMetadata& metadata) -> Result<bool> {
    EIGENLAKE_RETURN_IF_ERROR(
        add_snapshot(metadata, make_snapshot(77, snapshot.snapshot_id, 2, snapshot.timestamp_ms + 1, list, 0,
                                             {{"operation", "delete"}})));
    return true;
  }));

  Copy copy;
  const auto made = copy.make(table, {.location = {}, .current_snapshot_id = 77});
  ASSERT_TRUE(made) << made.error().to_string();
  ASSERT_EQ(copy.files.size(), 1u) << "the delete file is written, not copied";
  const Table read = copy.load();
  const auto tasks = plan_files(read).value();
  ASSERT_EQ(tasks.size(), 1u);
  ASSERT_EQ(tasks[0].deletes.size(), 1u);
  const DeleteFile& deletes = *tasks[0].deletes[0];
  const std::string relocated = std::string(kLocation) + "/data/a.parquet";
  EXPECT_EQ(deletes.data_file.referenced_data_file, relocated);
  EXPECT_EQ(deletes.data_file.lower_bounds.at(kDeleteFilePathId), relocated);
  DeleteCache cache;
  const auto positions = cache.positions(read, deletes);
  ASSERT_TRUE(positions) << positions.error().to_string();
  EXPECT_THAT((*positions)->at(relocated), ElementsAre(0, 2));
}

}  // namespace
}  // namespace eigenlake::iceberg
