// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/ingest.h"

#include <array>
#include <atomic>
#include <thread>

#include <gtest/gtest.h>

#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/ingest/ingest_test_data.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/failed_run.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/raw_listing.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

TEST(Ingest, RecordBecomesRowsOfAllTables) {
  TestLake test;
  put_experiments(test);
  const Lake lake = test.open();
  const auto report = ingest_and_features(lake, {}, {});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->ingest.experiments_new, 3u);
  EXPECT_EQ(report->features.experiments_new, 3u);
  expect_whole(lake, "after one call");
}

TEST(Ingest, NothingNewMakesNoBatch) {
  TestLake test;
  put_experiments(test);
  const Lake lake = test.open();
  ASSERT_TRUE(ingest_and_features(lake, {}, {}));
  const auto again = ingest_and_features(lake, {}, {});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->ingest.batch.batch_id, "");
  EXPECT_EQ(again->features.batch.batch_id, "");
  expect_whole(lake, "after two calls");
}

TEST(Ingest, AvroAndJsonRecordIsOneExperiment) {
  TestLake test;
  put_experiments(test);
  test.put_json("c.json", {small_record(1, kIterations)});
  const Lake lake = test.open();
  const auto first = ingest_and_features(lake, {}, {});
  ASSERT_TRUE(first);
  EXPECT_EQ(first->ingest.experiments_duplicate, 1u);
  test.put_avro("d.avro", {small_record(3, kIterations), small_record(2, kIterations)});
  const auto second = ingest_and_features(lake, {}, {});
  ASSERT_TRUE(second);
  EXPECT_EQ(second->ingest.experiments_duplicate, 2u);
  EXPECT_EQ(second->ingest.experiments_new, 0u);
  EXPECT_EQ(visible_contents(lake).rows, kExpectedRows);
}

TEST(Ingest, ConcurrentIngestsNeitherDuplicateNorShowParts) {
  TestLake test;
  put_experiments(test);
  std::atomic<bool> is_done = false;
  std::thread reader([&] {
    while (!is_done) {
      const auto seen = visible_contents(test.open()).rows;
      for (const auto& [name, rows] : seen) EXPECT_EQ(rows, kExpectedRows.at(name)) << name;
    }
  });
  std::vector<std::thread> writers;
  for (int i = 0; i < 2; ++i) {
    writers.emplace_back([&] {
      const auto report = ingest_and_features(test.open(), {}, {});
      EXPECT_TRUE(report) << report.error().to_string();
    });
  }
  for (auto& writer : writers) writer.join();
  is_done = true;
  reader.join();
  expect_whole(test.open(), "after two at once");
}

TEST(Ingest, ChangedObjectIsReadAgain) {
  TestLake test;
  test.put_avro("a.avro", {small_record(1)});
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  test.put_avro("a.avro", {small_record(1), small_record(2)});
  const auto report = ingest(lake, {});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->objects_new, 1u);
  EXPECT_EQ(report->experiments_duplicate, 1u);
  EXPECT_EQ(report->experiments_new, 1u);
}

TEST(Ingest, UnreadableObjectIsQuarantinedAndRestIngested) {
  TestLake test;
  put_experiments(test);
  test.put_bytes("broken.avro", "Obj\x01 and then nothing");
  test.put_bytes("empty.json", "");
  const Lake lake = test.open();
  const auto report = ingest_and_features(lake, {}, {});
  ASSERT_TRUE(report);
  EXPECT_EQ(report->ingest.quarantined.size(), 2u);
  EXPECT_EQ(visible_contents(lake).rows, kExpectedRows);
  EXPECT_EQ(ingest(lake, {})->objects_new, 0u) << "a quarantined object is not read again";
}

TEST(Ingest, TooLongLabelIsQuarantined) {
  TestLake test;
  put_experiments(test);
  auto record = small_record(9);
  record.backend = std::string(300, 'b');
  test.put_avro("long.avro", {record});
  const auto report = ingest_and_features(test.open(), {}, {});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->ingest.quarantined.size(), 1u);
  EXPECT_EQ(visible_contents(test.open()).rows, kExpectedRows);
}

TEST(Ingest, QuarantinedObjectsAloneMakeTables) {
  TestLake test;
  test.put_bytes("broken.avro", "nothing");
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  const auto tables = LakeTables::load_all(lake).value();
  for (const auto table : kNormalizedTables) EXPECT_NE(tables.find(table), nullptr) << table;
}

TEST(Ingest, DryRunWritesNothing) {
  TestLake test;
  put_experiments(test);
  const Lake lake = test.open();
  IngestOptions options;
  options.dry_run = true;
  const auto report = ingest(lake, options);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->objects_new, 2u);
  EXPECT_TRUE(LakeTables::load_all(lake)->tables().empty());
}

TEST(Ingest, FeaturesReadBackEqualFeaturesFromMemory) {
  TestLake together;
  TestLake apart;
  put_experiments(together);
  put_experiments(apart);
  ASSERT_TRUE(ingest_and_features(together.open(), {}, {}));
  ASSERT_TRUE(ingest(apart.open(), {}));
  const auto report = features(apart.open(), {}, {});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->experiments_new, 3u);
  static constexpr std::array<std::string_view, 4> kColumns = {"experiment_id", "energy_moving_avg_5",
                                                               "molecule_name", "total_time"};
  std::array<std::vector<std::string>, 2> rows;
  for (const auto& [lake, out] : {std::pair{together.open(), &rows[0]}, {apart.open(), &rows[1]}}) {
    const auto tables = LakeTables::load_all(lake).value();
    ASSERT_TRUE(
        read_table(*tables.find("ml_iteration_features"), {}, kColumns, {}, [&](const TableChunk& chunk) {
          for (int64_t row = 0; row < chunk.num_rows(); ++row)
            out->push_back(fmt::format("{} {} {} {}", chunk.string(0, row), *chunk.number(1, row),
                                       chunk.string(2, row), *chunk.number(3, row)));
        }));
  }
  EXPECT_EQ(rows[0], rows[1]);
  EXPECT_EQ(rows[0].size(), 9u);
}

TEST(Ingest, SnapshotsNameTheirObjects) {
  TestLake test;
  test.put_avro("experiment.vqe+3+0000001234.avro", {small_record(1)});
  test.put_avro("experiment.vqe+3+0000001240.avro", {small_record(2)});
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  const auto tables = LakeTables::load_all(lake).value();
  for (const auto& [name, table] : tables.tables()) {
    const auto summary = table.metadata().current_snapshot()->summary();
    EXPECT_EQ(summary.at("eigenlake.source-objects"), "2") << name;
    EXPECT_EQ(summary.at("eigenlake.kafka-topic"), "experiment.vqe") << name;
    EXPECT_EQ(summary.at("eigenlake.kafka-offsets"), R"({"3":[1234,1240]})") << name;
  }
}

TEST(Ingest, LongSinkRunIsListedFromItsEnd) {
  TestLake test;
  const auto name = [](uint64_t offset) { return fmt::format("experiment.vqe+0+{:010}.avro", offset); };
  const std::vector<RunRecord> same = {small_record(1)};
  for (uint64_t i = 1; i <= kRunObjectsMin; ++i) test.put_avro(name(i), same);
  const Lake lake = test.open();
  ASSERT_EQ(ingest(lake, {})->objects_new, kRunObjectsMin);
  test.put_avro(name(0), {small_record(2)});  // Before all others, as no sink does it.
  test.put_avro(name(kRunObjectsMin + 1), {small_record(3)});
  test.put_json("10-17.json", {small_record(4)});
  const auto report = ingest(lake, {});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->objects_new, 2u);
  EXPECT_EQ(report->objects_total, kRunObjectsMin + 2);
  IngestOptions all;
  all.list_all = true;
  EXPECT_EQ(ingest(lake, all)->experiments_new, 1u);
}

TEST(Ingest, OtherFeatureWindowsAreRejected) {
  TestLake test;
  put_experiments(test);
  const Lake lake = test.open();
  ASSERT_TRUE(ingest_and_features(lake, {}, {}));
  test.put_avro("more.avro", {small_record(9)});
  FeatureSettings other;
  other.rolling_window = 7;
  const auto refused = ingest_and_features(lake, other, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kUsage);
}

TEST(Ingest, OlderTableGetsNewColumnsAtEnd) {
  TestLake test;
  const Lake lake = test.open();
  auto options = create_table_options(table_definition("vqe_results"));
  std::erase_if(options.schema.fields, [](const auto& field) { return field.name == "jitter"; });
  ASSERT_TRUE(lake.catalog().create_table(table_identifier("vqe_results"), options));
  put_experiments(test);
  const auto report = ingest(lake, {});
  ASSERT_TRUE(report) << report.error().to_string();
  const auto tables = LakeTables::load_all(lake).value();
  EXPECT_EQ(tables.find("vqe_results")->metadata().schema().fields.back().name, "jitter");
  EXPECT_EQ(visible_contents(lake).rows.at("vqe_results"), 3);
}

FailedRun sample_failure() {
  return {.input = "a.json, molecule 1",
          .molecule = "H2",
          .kind = "invalid_input",
          .reason = "two atoms at one place",
          .command = "simulate",
          .failed_at = 1'736'510'400'000'001,
          .engine_version = "0"};
}

TEST(Ingest, FailedMoleculeIsRowOfFailedRuns) {
  TestLake test;
  put_experiments(test);
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  EXPECT_EQ(LakeTables::load_all(lake)->find(kFailuresTable), nullptr);
  ASSERT_TRUE(store_failed_run(lake, sample_failure()));
  const auto report = ingest(lake, {});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->failures, 1u);
  EXPECT_EQ(report->records, 0u);
  EXPECT_EQ(column_of(lake, "failed_runs", "reason"), std::vector<std::string>{"two atoms at one place"});
  EXPECT_EQ(ingest(lake, {})->objects_new, 0u);
}

TEST(Ingest, UnreadableFailureIsQuarantined) {
  TestLake test;
  put_experiments(test);
  const Lake lake = test.open();
  ASSERT_TRUE(lake.raw_store().put(std::string(kFailuresPrefix) + "1-x.json", R"({"input": 5})"));
  const auto report = ingest_and_features(lake, {}, {});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->ingest.quarantined.size(), 1u);
  EXPECT_EQ(visible_contents(lake).rows, kExpectedRows);
}

RunRecord labelled_record(int number) {
  RunRecord record = small_record(number, kIterations);
  record.run_options = R"({"labels": {"series": "a"}})";
  return record;
}

TEST(Ingest, KnownExperimentGetsLabelsOfRecord) {
  TestLake test;
  test.put_avro("a.avro", {labelled_record(1)});
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  EXPECT_EQ(column_of(lake, "labels", "value"), std::vector<std::string>{"a"});
  test.put_json("b.json", {labelled_record(1)});
  const auto report = ingest(lake, {});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(report->experiments_duplicate, 1u);
  EXPECT_EQ(column_of(lake, "labels", "key"), (std::vector<std::string>{"series", "series"}));
}

TEST(AuditLog, BeginningOfIdFindsBatch) {
  TestLake test;
  put_experiments(test);
  const Lake lake = test.open();
  const auto report = ingest_and_features(lake, {}, {});
  const auto tables = LakeTables::load_all(lake).value();
  const auto log = AuditLog::read(tables.find(kAuditTable)).value();
  const std::string& id = report->ingest.batch.batch_id;
  EXPECT_EQ(log.batch_with_prefix(id).value(), id);
  EXPECT_EQ(log.batch_with_prefix(id.substr(0, 20)).value(), id);
  std::string digits = id;
  std::erase(digits, '-');
  EXPECT_EQ(log.batch_with_prefix(digits).value(), id);
  EXPECT_EQ(log.batch_with_prefix("").error().kind, ErrorKind::kNotFound);
  EXPECT_EQ(log.batch_with_prefix("x").error().kind, ErrorKind::kNotFound);
}

TEST(Ingest, ForeignColumnsAreFilledWithNulls) {
  TestLake test;
  put_experiments(test);
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  auto tables = LakeTables::load_all(lake).value();
  ASSERT_TRUE(
      iceberg::add_optional_columns(*tables.find("molecules"), {{"remark", iceberg::Type::string(), ""}}));
  test.put_avro("more.avro", {small_record(9)});
  const auto report = ingest(lake, {});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(visible_contents(lake).rows.at("molecules"), 4);
}

TEST(Ingest, RowsFollowForeignPartitions) {
  TestLake test;
  put_experiments(test);
  const Lake lake = test.open();
  ASSERT_TRUE(ingest(lake, {}));
  auto tables = LakeTables::load_all(lake).value();
  auto& iterations = *tables.find("vqe_iterations");
  const auto changed =
      iceberg::commit_change(iterations, [](iceberg::TableMetadata& metadata) -> Result<bool> {
        const auto* source = metadata.schema().find_field("iteration_step");
        const auto field_id = ++metadata.last_partition_id;
        metadata.partition_specs.push_back(
            {7, {{source->id, field_id, "step_pair", iceberg::parse_transform("truncate[2]")}}});
        metadata.default_spec_id = 7;
        return true;
      });
  ASSERT_TRUE(changed) << changed.error().to_string();
  test.put_avro("more.avro", {small_record(9, 4)});
  const auto report = ingest(lake, {});
  ASSERT_TRUE(report) << report.error().to_string();
  EXPECT_EQ(visible_contents(lake).rows.at("vqe_iterations"), 13);
  tables = LakeTables::load_all(lake).value();
  const auto plan = iceberg::plan_scan(*tables.find("vqe_iterations"));
  ASSERT_TRUE(plan) << plan.error().to_string();
  std::multiset<iceberg::PartitionValues> partitions;
  for (const auto& task : plan->tasks) {
    if (task.data_file.spec_id == 7) partitions.insert(task.data_file.partition);
  }
  EXPECT_EQ(partitions, (std::multiset<iceberg::PartitionValues>{{int32_t{0}}, {int32_t{2}}, {int32_t{4}}}));
}

TEST(KnownIndex, LostOrDamagedIndexIsRebuilt) {
  TestLake test;
  put_experiments(test);
  const Lake lake = test.open();
  ASSERT_TRUE(ingest_and_features(lake, {}, {}));
  ASSERT_TRUE(test.state_store().put("index/known.txt", "nonsense"));
  EXPECT_EQ(ingest_and_features(lake, {}, {})->ingest.objects_new, 0u);
  ASSERT_TRUE(test.state_store().remove("index/known.txt"));
  EXPECT_EQ(ingest_and_features(lake, {}, {})->ingest.objects_new, 0u);
  expect_whole(lake, "after the index was lost");
}

}  // namespace
}  // namespace eigenlake
