// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/codec/manifest_avro.h"
#include "eigenlake/iceberg/codec/manifest_list_avro.h"
#include "eigenlake/lake/label.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/testing/batches.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// A table of labels with two batches of two rows, whose files and metadata can be spoiled.
class CheckTest : public ::testing::Test {
 protected:
  CheckTest() : opened_(lake_.open()), table_(by_hand::make_table(opened_, kLabelsTable)) {
    for (int batch = 1; batch <= 2; ++batch)
      by_hand::append_rows(table_, rows({fmt::format("e{}", batch), fmt::format("f{}", batch)}, batch),
                           by_hand::batch_id(batch));
  }

  static std::shared_ptr<arrow::RecordBatch> rows(const std::vector<std::string>& experiments, int batch) {
    std::vector<LabelChange> changes;
    for (const std::string& id : experiments) changes.push_back({id, "key", "value"});
    return label_rows(changes, by_hand::batch_stamp(batch));
  }

  std::vector<std::string> faults(const CheckOptions& options = {}) const {
    return faults_of(table_, options);
  }

  static std::vector<std::string> faults_of(const iceberg::Table& table, const CheckOptions& options = {}) {
    std::vector<std::string> messages;
    const CheckReport report = check_table(table, &table_definition(kLabelsTable), options);
    for (const Fault& fault : report.faults) {
      EXPECT_EQ(fault.table, kLabelsTable);
      messages.push_back(fault.message);
    }
    return messages;
  }

  /// The table with other metadata.
  iceberg::Table with(const std::function<void(iceberg::TableMetadata&)>& change) const {
    auto metadata = std::make_shared<iceberg::TableMetadata>(table_.metadata());
    change(*metadata);
    return {table_.catalog(),       table_.shared_store(), table_.identifier(),
            table_.directory_key(), table_.version(),      metadata};
  }

  const iceberg::Snapshot& current() const { return *table_.metadata().current_snapshot(); }

  /// Rewrites the current manifest list.
  void change_list(const std::function<void(std::vector<iceberg::ManifestFile>&)>& change) {
    auto files = *iceberg::read_manifest_list(table_, current());
    change(files);
    const auto bytes = iceberg::manifest_list_to_avro(files, current().snapshot_id, {}, 2);
    ASSERT_TRUE(table_.store().put(*table_.key_of(current().manifest_list()), *bytes));
  }

  /// Rewrites the newest manifest, as long as the list says.
  void change_manifest(const std::function<void(iceberg::Manifest&)>& change) {
    const auto file = iceberg::read_manifest_list(table_, current())->at(0);
    const std::string key = *table_.key_of(file.manifest_path);
    auto manifest = *iceberg::manifest_from_avro(*table_.store().get(key));
    change(manifest);
    const std::string bytes = *iceberg::manifest_to_avro(manifest);
    ASSERT_TRUE(table_.store().put(key, bytes));
    change_list([&](auto& files) { files.at(0).manifest_length = std::ssize(bytes); });
  }

  TestLake lake_;
  Lake opened_;
  iceberg::Table table_;
};

TEST_F(CheckTest, WholeTableHasNoFaultAndIsCounted) {
  int64_t last = 0;
  const CheckReport report =
      check_table(table_, &table_definition(kLabelsTable),
                  {.deep = true, .on_progress = [&](int64_t, int64_t files) { last = files; }});
  EXPECT_THAT(report.faults, IsEmpty());
  EXPECT_EQ(report.snapshots, 2);
  EXPECT_EQ(report.manifests, 2);
  EXPECT_EQ(report.files, 2);
  EXPECT_EQ(report.rows_read, 4);
  EXPECT_EQ(report.rows_lost, 0);
  EXPECT_GT(report.bytes, 1000);
  EXPECT_EQ(last, 2);
}

TEST_F(CheckTest, SequenceNumbersMustGrow) {
  EXPECT_THAT(faults_of(with([](auto& m) { m.snapshots[1].sequence_number = 1; })),
              ::testing::Contains("sequence number must be above the parent's 1, got 1"));
  EXPECT_THAT(faults_of(with([](auto& m) { m.last_sequence_number = 1; })),
              ElementsAre("sequence number must be at most 1, got 2"));
  change_list([](auto& files) { files.at(0).sequence_number = 3; });
  EXPECT_THAT(faults(),
              ::testing::Contains("sequence numbers must be at most the snapshot's 2, got 3 (smallest 2)"));
}

TEST_F(CheckTest, RefsAndSpecsMustExist) {
  EXPECT_THAT(
      faults_of(with([](auto& m) { m.refs["paper"] = {77, iceberg::SnapshotRef::Kind::kTag, {}, {}, {}}; })),
      ElementsAre("no snapshot for paper"));
  change_list([](auto& files) { files.at(0).partition_spec_id = 5; });
  EXPECT_THAT(faults(), ::testing::Contains("no partition spec 5"));
}

TEST_F(CheckTest, ManifestCountsMustAgree) {
  change_list([](auto& files) {
    files.at(0).added_files_count = 4;
    files.at(0).existing_files_count = 3;
    files.at(0).deleted_files_count = 2;
    files.at(0).added_rows_count = 9;
    files.at(0).existing_rows_count = 8;
  });
  EXPECT_THAT(faults(), ElementsAre("expected 4 added files, found 1", "expected 3 existing files, found 0",
                                    "expected 2 deleted files, found 0", "expected 9 added rows, found 2",
                                    "expected 8 existing rows, found 0"));
  change_list([](auto& files) {
    files.at(0).added_files_count = files.at(0).existing_files_count = files.at(0).deleted_files_count =
        iceberg::kUnknownFileCount;
  });
  EXPECT_THAT(faults(), IsEmpty()) << "a list of version 1 does not say";
}

TEST_F(CheckTest, ManifestsHaveLengthOfList) {
  change_list([](auto& files) { ++files.at(0).manifest_length; });
  const auto found = faults();
  ASSERT_EQ(found.size(), 2u) << "and it is not read";
  EXPECT_TRUE(found[0].starts_with("expected ") && found[0].contains(" bytes, found "));
}

TEST_F(CheckTest, FilesAgreeWithManifest) {
  change_manifest([](auto& m) { m.entries.at(0).data_file.file_size_bytes = 7; });
  EXPECT_TRUE(faults().at(0).starts_with("expected 7 bytes, found ")) << faults()[0];
}

TEST_F(CheckTest, FootersAgreeWithManifest) {
  change_manifest([](auto& m) {
    m.entries.at(0).data_file.record_count = 3;
    m.entries.at(0).data_file.lower_bounds[1] = "zzz";
  });
  EXPECT_THAT(faults(), ElementsAre("expected 2 added rows, found 3", "expected 3 rows, found 2",
                                    "experiment_id must be at least zzz, got e2"));
}

TEST_F(CheckTest, EntryIsNotNewerThanManifest) {
  change_manifest([](auto& m) {
    m.entries.at(0).status = iceberg::ManifestEntry::Status::kExisting;
    m.entries.at(0).sequence_number = 9;
  });
  EXPECT_THAT(faults(), ::testing::Contains("sequence number must be at most 2, got 9"));
}

/// Of a table where the newest row of a key wins, a key may come again with another batch, not within one.
TEST_F(CheckTest, KeysAreUniqueWithinBatch) {
  by_hand::append_rows(table_, rows({"e1"}, 3), by_hand::batch_id(3));
  EXPECT_THAT(faults({.deep = true}), IsEmpty());
  by_hand::append_rows(table_, rows({"e9", "e9", "e9"}, 4), by_hand::batch_id(4));
  const auto found = faults({.deep = true});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_TRUE(found[0].ends_with("got 2 rows with the key of another row")) << found[0];
  EXPECT_THAT(faults(), IsEmpty()) << "only reading the rows tells";
}

TEST_F(CheckTest, EarlierSnapshotCanBeChecked) {
  const int64_t first = table_.metadata().snapshots[0].snapshot_id;
  const CheckReport report =
      check_table(table_, &table_definition(kLabelsTable), {.deep = true, .snapshot_id = first});
  EXPECT_EQ(report.rows_read, 2);
}

TEST_F(CheckTest, BatchesHaveRowsOfAuditLog) {
  const std::string one = by_hand::batch_id(1);
  const std::string two = by_hand::batch_id(2);
  const auto with_log = [&](AuditedRows audited) {
    return check_table(table_, &table_definition(kLabelsTable), {.deep = true, .audited_rows = &audited});
  };
  EXPECT_THAT(with_log({{one, {{"labels", 2}}}, {two, {{"labels", 2}, {"molecules", 9}}}}).faults, IsEmpty());
  const CheckReport lacking = with_log({{one, {{"labels", 5}}}, {two, {{"labels", 2}}}});
  ASSERT_EQ(lacking.faults.size(), 1u);
  EXPECT_TRUE(lacking.faults[0].is_loss);
  EXPECT_EQ(lacking.rows_lost, 3);
  EXPECT_EQ(lacking.faults[0].message, "expected 5 rows of batch " + one + " by the audit log, found 2");
  const CheckReport more = with_log({{one, {{"labels", 1}}}});
  ASSERT_EQ(more.faults.size(), 1u);
  EXPECT_FALSE(more.faults[0].is_loss) << "rows that nobody added cannot be accepted as gone";
}

TEST_F(CheckTest, RemovedRowsAreNotMissed) {
  const std::string one = by_hand::batch_id(1);
  const std::string three = by_hand::batch_id(3);
  const auto with_log = [&](AuditedRows audited, const iceberg::Table& table) {
    return check_table(table, &table_definition(kLabelsTable), {.deep = true, .audited_rows = &audited});
  };
  EXPECT_THAT(with_log({{one, {{"labels", 5}}}, {three, {{"labels", -3}}}}, table_).faults, IsEmpty());
  const CheckReport fewer = with_log({{one, {{"labels", 5}}}, {three, {{"labels", -1}}}}, table_);
  EXPECT_EQ(fewer.rows_lost, 2);
  EXPECT_TRUE(fewer.faults.at(0).is_loss);
  EXPECT_TRUE(fewer.faults[0].message.starts_with("expected 1 removed rows by the audit log, found 3"))
      << fewer.faults[0].message;
  const CheckReport still_there = with_log({{one, {{"labels", 2}}}, {three, {{"labels", -4}}}}, table_);
  EXPECT_EQ(still_there.rows_lost, 0);
  EXPECT_FALSE(still_there.faults.at(0).is_loss);
  const auto made_anew = with([](auto& m) { m.properties[std::string(kMadeAnewProperty)] = "x"; });
  EXPECT_THAT(with_log({{one, {{"labels", 2}}}, {three, {{"labels", -4}}}}, made_anew).faults, IsEmpty())
      << "they may be of batches that no longer count";
}

}  // namespace
}  // namespace eigenlake
