// SPDX-License-Identifier: Apache-2.0
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/base/digest.h"
#include "eigenlake/dataset/export.h"
#include "eigenlake/dataset/export_destination.h"
#include "eigenlake/dataset/export_manifest.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/json/json.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/testing/test_lake.h"
#include "eigenlake/object_store/faulty_object_store.h"
#include "eigenlake/object_store/in_memory_object_store.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// A lake of three experiments in two batches, exported into a store in memory.
class DatasetExportTest : public ::testing::Test {
 protected:
  void SetUp() override {
    test_.put_avro("a.avro", {small_record(1), small_record(2)});
    ASSERT_TRUE(ingest(lake_, {}));
    test_.put_json("b.json", {small_record(3)});
    ASSERT_TRUE(ingest(lake_, {}));
    loaded_ = LakeTables::load_all(lake_).value();
    log_ = AuditLog::read(loaded_.find(kAuditTable)).value();
    for (const char* name :
         {"molecules", "vqe_results", "iteration_parameters", "processing_metadata", "labels"})
      snapshots_.push_back(snapshot_of(name));
    ASSERT_TRUE(create_views(session_, snapshots_));
  }
  TableSnapshot snapshot_of(const std::string& name) const {
    TableSnapshot snapshot{.name = name, .table = {}, .snapshot_id = {}};
    const iceberg::Table* table = loaded_.find(name);
    if (table == nullptr) return snapshot;
    snapshot.table = *table;
    snapshot.snapshot_id = visible_snapshot(table->metadata(), log_)->snapshot_id;
    return snapshot;
  }

  Result<ExportReport> try_to_export(const ExportOptions& options, bool replace = false) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto destination, open_store_destination(store_, "set/", replace));
    const ExportSource source{.tables = snapshots_, .log = log_, .session = session_};
    return export_dataset(source, *destination, options);
  }
  ExportReport exported(const ExportOptions& options) {
    auto report = try_to_export(options);
    EXPECT_TRUE(report) << report.error().to_string();
    return *std::move(report);
  }
  std::set<std::string> keys() const {
    std::set<std::string> keys;
    const auto objects = store_->list("").value();
    for (const auto& object : objects) keys.insert(object.key);
    return keys;
  }
  Json json_of(const std::string& name) const {
    return parse_json(store_->get("set/" + name).value()).value();
  }

  /// The manifest names each file with its size and digest, and there are no others.
  void expect_true_manifest() {
    std::set<std::string> named = {"set/manifest.json"};
    const Json manifest = json_of("manifest.json");
    for (const Json& file : manifest["files"]) {
      const std::string key = "set/" + file["path"].get<std::string>();
      const std::string bytes = store_->get(key).value_or("");
      EXPECT_EQ(file["bytes"], bytes.size()) << key;
      EXPECT_EQ(file["sha256"], sha256_hex(bytes)) << key;
      named.insert(key);
    }
    EXPECT_EQ(named, keys());
  }

  TestLake test_;
  Lake lake_ = test_.open();
  LakeTables loaded_;
  AuditLog log_;
  std::vector<TableSnapshot> snapshots_;
  SqlSession session_ = *SqlSession::open({.num_threads = 1});
  std::shared_ptr<InMemoryObjectStore> store_ = std::make_shared<InMemoryObjectStore>("elsewhere");
};

TEST_F(DatasetExportTest, CsvHasAFileForEachTable) {
  const ExportReport report = exported({.format = ExportFormat::kCsv});
  EXPECT_EQ(keys(),
            (std::set<std::string>{"set/README.md", "set/dataset.json", "set/iteration_parameters.csv",
                                   "set/labels.csv", "set/manifest.json", "set/molecules.csv",
                                   "set/processing_metadata.csv", "set/vqe_results.csv"}));
  expect_true_manifest();
  EXPECT_EQ(report.uri, "memory://elsewhere/set");
  EXPECT_EQ(report.num_files, 7U);
  const std::string molecules = store_->get("set/molecules.csv").value();
  EXPECT_EQ(std::ranges::count(molecules, '\n'), 4);
  EXPECT_EQ(store_->get("set/labels.csv"), "experiment_id,key,value,set_at,processing_batch_id\r\n")
      << "a table that is not there yet";
}

TEST_F(DatasetExportTest, CompressedCsvIsNamedGz) {
  const ExportReport report = exported({.format = ExportFormat::kCsv, .compress = true});
  EXPECT_THAT(keys(), Contains("set/molecules.csv.gz"));
  EXPECT_EQ(report.dataset.tables[0].files, "molecules.csv.gz");
  EXPECT_THAT(store_->get("set/README.md").value(), HasSubstr("gzip"));
}

TEST_F(DatasetExportTest, ParquetHasAFolderForEachTable) {
  const ExportReport report = exported({});
  EXPECT_THAT(keys(),
              AllOf(Contains("set/molecules/part-00000.parquet"), Contains("set/labels/part-00000.parquet")));
  expect_true_manifest();
  EXPECT_EQ(report.dataset.tables[0].files, "molecules/*.parquet");
  EXPECT_EQ(report.dataset.tables[0].rows, 3);
  EXPECT_EQ(report.dataset.num_rows(), 3 + 3 + visible_contents(lake_).rows.at("iteration_parameters") + 2);
}

TEST_F(DatasetExportTest, PartitionedParquetHasFoldersOfValues) {
  const ExportReport report = exported({.partitioned = true});
  const DatasetTable& results = report.dataset.tables[1];
  EXPECT_EQ(results.files, "vqe_results/**/*.parquet");
  EXPECT_THAT(results.partition_columns, ElementsAre("processing_date", "basis_set", "backend"));
  ASSERT_EQ(results.partitions.size(), 1U);
  const auto& values = results.partitions[0].values;
  EXPECT_THAT(keys(), Contains(fmt::format(
                          "set/vqe_results/processing_date={}/basis_set={}/backend={}/part-00000.parquet",
                          values[0], values[1], values[2])));
  EXPECT_EQ(results.partitions[0].rows, 3);
  EXPECT_EQ(report.dataset.tables[3].files, "processing_metadata/*.parquet") << "which has no partitions";
}

TEST_F(DatasetExportTest, IcebergIsAWarehouseOfTheExistingTables) {
  const ExportReport report = exported({.format = ExportFormat::kIceberg});
  expect_true_manifest();
  EXPECT_EQ(report.dataset.location, "memory://elsewhere/set");
  ASSERT_EQ(report.dataset.tables.size(), 4U) << "labels are not there yet";
  EXPECT_EQ(report.dataset.tables[0].files, "");
  EXPECT_TRUE(store_->head("set/quantum_features/molecules/metadata/v1.metadata.json"));
  EXPECT_TRUE(store_->head("set/quantum_features/molecules/metadata/version-hint.text"));
}

TEST_F(DatasetExportTest, LocationLosesItsTrailingSlashes) {
  const ExportReport report = exported({.format = ExportFormat::kIceberg, .location = "s3://bucket/copy//"});
  EXPECT_EQ(report.dataset.location, "s3://bucket/copy");
  EXPECT_THAT(store_->get("set/quantum_features/molecules/metadata/v1.metadata.json").value(),
              HasSubstr("s3://bucket/copy/quantum_features/molecules"));
}

TEST_F(DatasetExportTest, DescriptionNamesTheWrittenTables) {
  const ExportReport report = exported({.format = ExportFormat::kCsv,
                                        .title = "Three",
                                        .license = "MIT",
                                        .authors = "A. Uthor",
                                        .state = "all of it"});
  const Json json = json_of("dataset.json");
  EXPECT_EQ(json["title"], "Three");
  EXPECT_EQ(json["license"], "MIT");
  EXPECT_EQ(json["authors"], "A. Uthor");
  EXPECT_EQ(json["state"], "all of it");
  EXPECT_EQ(json["format"], "csv");
  EXPECT_EQ(json["fingerprint"], json_of("manifest.json")["fingerprint"]);
  EXPECT_EQ(json["provenance"]["experiments"], 3);
  EXPECT_EQ(json["provenance"]["batches"].size(), 2U);
  EXPECT_FALSE(json.contains("location"));
  const Json& molecules = json["tables"][0];
  EXPECT_EQ(molecules["name"], "molecules");
  EXPECT_EQ(molecules["key"], Json({"experiment_id", "molecule_id"}));
  EXPECT_EQ(molecules["num_files"], 1);
  EXPECT_EQ(molecules["bytes"], store_->get("set/molecules.csv")->size());
  EXPECT_EQ(json["tables"][1]["num_files"], 1);
  EXPECT_EQ(json["tables"][1]["bytes"], store_->get("set/vqe_results.csv")->size());
  EXPECT_EQ(molecules["columns"][4]["type"], "list<list<double>>");
  EXPECT_EQ(molecules["columns"][4]["unit"], "coordinate_units");
  EXPECT_THAT(store_->get("set/README.md").value(), AllOf(HasSubstr("# Three\n"), HasSubstr("A. Uthor")));
}

TEST_F(DatasetExportTest, SameRowsHaveTheSameFingerprint) {
  const std::string first = exported({.format = ExportFormat::kCsv, .title = "one"}).dataset.fingerprint;
  const auto again = try_to_export({.format = ExportFormat::kCsv, .title = "two"}, true);
  ASSERT_TRUE(again) << again.error().to_string();
  EXPECT_EQ(again->dataset.fingerprint, first) << "the card is not of the data";
  snapshots_.pop_back();
  const auto fewer = try_to_export({.format = ExportFormat::kCsv}, true);
  ASSERT_TRUE(fewer);
  EXPECT_NE(fewer->dataset.fingerprint, first);
  EXPECT_FALSE(store_->head("set/labels.csv")) << "what the new dataset does not have is gone";
}

TEST_F(DatasetExportTest, ProgressGoesFromTableToTable) {
  std::vector<std::string> tables;
  ExportProgress last;
  exported({.format = ExportFormat::kCsv, .on_progress = [&](const ExportProgress& progress) {
              if (tables.empty() || tables.back() != progress.table) tables.push_back(progress.table);
              EXPECT_GE(progress.rows, last.rows);
              EXPECT_GE(progress.bytes, last.bytes);
              EXPECT_EQ(progress.tables_total, 5U);
              last = progress;
            }});
  EXPECT_THAT(tables, ElementsAre("molecules", "vqe_results", "iteration_parameters", "processing_metadata",
                                  "labels"));
  EXPECT_EQ(last.tables_done, 5U);
  EXPECT_EQ(last.rows, 8 + visible_contents(lake_).rows.at("iteration_parameters"));
}

TEST_F(DatasetExportTest, StopLeavesNoDataset) {
  int asked = 0;
  const auto stopped =
      try_to_export({.format = ExportFormat::kCsv, .stop_requested = [&] { return ++asked > 2; }});
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().kind, ErrorKind::kInterrupted);
  EXPECT_FALSE(store_->head("set/manifest.json"));
  EXPECT_FALSE(try_to_export({})) << "something lies there";
  EXPECT_TRUE(try_to_export({}, true)) << "of which its mark says that it may be replaced";
}

TEST_F(DatasetExportTest, AnyFailedWriteLeavesNoManifest) {
  const auto count = [&](uint64_t call) {
    const auto inner = std::make_shared<InMemoryObjectStore>();
    const auto faulty = std::make_shared<FaultyObjectStore>(
        inner, StoreFault{.call = call, .kind = StoreFault::Kind::kFail, .dead_afterwards = true});
    auto destination = open_store_destination(faulty, "set/", false);
    if (!destination) return faulty->calls();
    const ExportSource source{.tables = snapshots_, .log = log_, .session = session_};
    const auto report = export_dataset(source, **destination, {.format = ExportFormat::kCsv});
    EXPECT_EQ(report.has_value(), call == 0 || call > faulty->calls());
    if (inner->head("set/manifest.json")) {
      EXPECT_TRUE(inner->head("set/labels.csv")) << "the manifest comes last";
    }
    return faulty->calls();
  };
  const uint64_t calls = count(0);
  for (uint64_t call = 1; call <= calls; ++call) count(call);
}

}  // namespace
}  // namespace eigenlake
