// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/batch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/data/data_file_reader.h"
#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/update/append.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/ingest/ingest_test_data.h"
#include "eigenlake/lake/audited_rows.h"
#include "eigenlake/lake/label.h"
#include "eigenlake/lake/ledger.h"
#include "eigenlake/lake/pending_batch.h"

namespace eigenlake {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;
using testing::UnorderedElementsAre;
using testing::UnorderedElementsAreArray;

constexpr std::array<std::string_view, 1> kLabelsOnly = {kLabelsTable};
constexpr std::array<std::string_view, 2> kLabelsAndDeletions = {kLabelsTable, kDeletionsTable};

std::shared_ptr<arrow::RecordBatch> labels(int count, const BatchStamp& stamp) {
  std::vector<LabelChange> changes;
  for (int i = 0; i < count; ++i) changes.push_back({std::string(64, 'a'), fmt::format("key{}", i), "1"});
  return label_rows(changes, stamp);
}

std::shared_ptr<arrow::RecordBatch> ledger_line(const BatchStamp& stamp) {
  const LedgerEntry entry{.object_uri = "a.avro", .etag = "1", .format = "avro", .error = {}};
  return ledger_rows({&entry, 1}, stamp);
}

/// A batch of a lake's tables as they are now.
Batch begin(const Lake& lake, std::span<const std::string_view> names, BatchPlan plan) {
  const auto tables = LakeTables::load_all(lake).value();
  return Batch::begin(lake, tables, names, std::move(plan)).value();
}

/// Of a lake in which one ingest has made the tables that are always there.
class Batches : public testing::TestWithParam<TestLake::Catalog> {
 protected:
  Batches() {
    put_experiments(test);
    EXPECT_TRUE(ingest(lake, {}));
  }

  TestLake test{GetParam()};
  Lake lake = test.open();
  BatchPlan plan = new_batch_plan(kLabelProcessingName, {});
};

TEST_P(Batches, CommitReportsRowsOfEachTable) {
  Batch batch = begin(lake, kLabelsAndDeletions, plan);
  ASSERT_TRUE(batch.table(kLabelsTable).add_rows(labels(2, batch.stamp())));
  ASSERT_TRUE(batch.table(kLabelsTable).add_rows(labels(3, batch.stamp())));
  bool was_called = false;
  const auto report = batch.commit("five labels", [&] { was_called = true; });
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_TRUE(was_called);
  EXPECT_EQ(report->batch_id, plan.stamp.batch_id);
  EXPECT_THAT(report->rows, ElementsAre(Pair("deletions", 0), Pair("labels", 5)));
  const auto tables = LakeTables::load_all(lake).value();
  const auto audited = read_audited_rows(*tables.find(kAuditTable)).value();
  EXPECT_THAT(audited.at(plan.stamp.batch_id), ElementsAre(Pair("deletions", 0), Pair("labels", 5)));
  EXPECT_EQ(column_of(lake, "labels", "key").size(), 5U);
  EXPECT_THAT(column_of(lake, "processing_metadata", "source_data_info"), Contains("five labels"));
  EXPECT_EQ(pending_batch_id(test.state_store()).value(), "");
}

TEST_P(Batches, TableWithoutRowsGetsNoSnapshot) {
  Batch batch = begin(lake, kLabelsAndDeletions, plan);
  ASSERT_TRUE(batch.table(kLabelsTable).add_rows(labels(0, batch.stamp())));
  ASSERT_TRUE(batch.commit("nothing", [] {}));
  const auto tables = LakeTables::load_all(lake).value();
  for (const auto name : kLabelsAndDeletions) {
    ASSERT_NE(tables.find(name), nullptr) << name;
    EXPECT_EQ(tables.find(name)->metadata().current_snapshot(), nullptr) << name;
  }
}

TEST_P(Batches, FirstBatchTagsCreationOfTable) {
  std::vector<std::string> expected = {"main"};
  for (int i = 0; i < 2; ++i) {
    Batch batch = begin(lake, kLabelsOnly, new_batch_plan(kLabelProcessingName, {}));
    ASSERT_TRUE(batch.table(kLabelsTable).add_rows(labels(1, batch.stamp())));
    ASSERT_TRUE(batch.commit("", [] {}));
    expected.push_back(i == 0 ? creation_tag(batch.stamp().batch_id) : append_tag(batch.stamp().batch_id));
  }
  std::vector<std::string> tags;
  const auto tables = LakeTables::load_all(lake).value();
  for (const auto& [tag, ref] : tables.find(kLabelsTable)->metadata().refs) tags.push_back(tag);
  EXPECT_THAT(tags, UnorderedElementsAreArray(expected));
}

/// The list of the only audit row in that column, as Arrow writes it.
std::string audited_list(const Lake& lake, const std::string& column) {
  const auto tables = LakeTables::load_all(lake).value();
  const auto& audit = *tables.find(kAuditTable);
  const auto files = iceberg::plan_files(audit).value();
  const std::array columns = {column};
  auto reader =
      iceberg::DataFileReader::open(audit, files.at(0), columns, {}, std::make_shared<iceberg::DeleteCache>())
          .value();
  return reader.next().value()->column(0)->GetScalar(0).ValueOrDie()->ToString();
}

TEST_P(Batches, IncludedTableKeepsItsPlaceInAuditRow) {
  constexpr std::array<std::string_view, 2> kNames = {kDeletionsTable, kLedgerTable};
  Batch batch = begin(lake, kNames, plan);
  const auto tables = LakeTables::load_all(lake).value();
  const auto included = batch.include(tables, kLabelsTable, kLedgerTable);
  ASSERT_TRUE(included) << included.error().to_string();
  EXPECT_EQ(*included, &batch.table(kLabelsTable));
  ASSERT_TRUE(batch.include(tables, kFailuresTable));
  ASSERT_TRUE((*included)->add_rows(labels(1, batch.stamp())));
  ASSERT_TRUE(batch.commit("", [] {}));
  EXPECT_THAT(audited_list(lake, "table_names"),
              HasSubstr("[deletions, labels, source_objects, failed_runs]"));
  EXPECT_THAT(audited_list(lake, "table_versions"),
              HasSubstr(fmt::format("[no_changes, {}, no_changes, no_changes]",
                                    creation_tag(batch.stamp().batch_id))));
}

TEST_P(Batches, TableWithTheBatchOnlyCountsRows) {
  {
    Batch batch = begin(lake, kLabelsAndDeletions, plan);
    ASSERT_TRUE(batch.table(kLabelsTable).add_rows(labels(2, batch.stamp())));
    ASSERT_TRUE(batch.commit("", [] {}));
  }
  Batch again = begin(lake, kLabelsAndDeletions, plan);
  EXPECT_TRUE(again.table(kLabelsTable).is_done());
  EXPECT_FALSE(again.table(kDeletionsTable).is_done()) << "it has no rows";
  ASSERT_TRUE(again.table(kLabelsTable).add_rows(labels(2, again.stamp())));
  EXPECT_EQ(again.table(kLabelsTable).rows(), 2);
  EXPECT_THAT(again.table(kLabelsTable).open_files(), IsEmpty());
}

TEST_P(Batches, EachCallWritesOneFile) {
  Batch batch = begin(lake, kLabelsOnly, plan);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(batch.table(kLabelsTable).add_rows(labels(1, batch.stamp())));
  EXPECT_THAT(batch.table(kLabelsTable).open_files(), SizeIs(3));
  ASSERT_TRUE(batch.commit("", [] {}));
  const auto tables = LakeTables::load_all(lake).value();
  std::vector<std::string> names;
  for (const auto& file : iceberg::plan_files(*tables.find(kLabelsTable)).value())
    names.push_back(file.key.substr(file.key.rfind('/') + 1));
  const std::string& id = plan.stamp.batch_id;
  EXPECT_THAT(names, UnorderedElementsAre(id + ".parquet", id + "-00001.parquet", id + "-00002.parquet"));
}

TEST_P(Batches, IndexFollowsBatchUnlessAnotherEngineWrote) {
  constexpr std::array<std::string_view, 1> kLedgerOnly = {kLedgerTable};
  auto tables = LakeTables::load_all(lake).value();
  const auto known = visible_snapshots(tables, AuditLog::read(tables.find(kAuditTable)).value());
  const auto after_a_line = [&](const IndexSnapshots& before) {
    Batch batch = begin(lake, kLedgerOnly, new_batch_plan(kQuarantineProcessingName, before));
    EXPECT_TRUE(batch.table(kLedgerTable).add_rows(ledger_line(batch.stamp())));
    EXPECT_TRUE(batch.commit("", [] {}));
    return batch.index_snapshots_after();
  };
  const auto after = after_a_line(known);
  ASSERT_TRUE(after);
  tables = LakeTables::load_all(lake).value();
  EXPECT_EQ(after->source_objects, tables.find(kLedgerTable)->metadata().current_snapshot_id);
  EXPECT_EQ(after->molecules, known.molecules);
  ASSERT_TRUE(iceberg::append(*tables.find(kLedgerTable), {}));
  EXPECT_FALSE(after_a_line(*after));
}

TEST_P(Batches, KeptFilesAreNotCounted) {
  Batch batch = begin(lake, kLabelsOnly, plan);
  BatchTable& table = batch.table(kLabelsTable);
  table.keep(table.write({}, "kept", single_batch(labels(4, batch.stamp()))).value());
  table.count(-1);
  ASSERT_TRUE(table.finish_files());
  EXPECT_EQ(table.rows(), -1);
  EXPECT_TRUE(table.changes());
  EXPECT_THAT(table.take_files(), SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(Each, Batches,
                         testing::Values(TestLake::Catalog::kHadoop, TestLake::Catalog::kSqlite));

TEST(BatchDeathTest, UnknownTableAborts) {
  TestLake test;
  const Lake lake = test.open();
  EXPECT_DEATH(begin(lake, kLabelsOnly, new_batch_plan(kLabelProcessingName, {})).table("molecules"), "");
}

}  // namespace
}  // namespace eigenlake
