// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/dataset/dataset_card.h"
#include "eigenlake/dataset/dataset_test_data.h"
#include "eigenlake/dataset/export_manifest.h"
#include "eigenlake/dataset/parquet_export.h"
#include "eigenlake/dataset/table_rows_query.h"
#include "eigenlake/object_store/in_memory_object_store.h"

// The texts of a dataset: card, dataset.json, manifest, and the names in them.

namespace eigenlake {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(IsoTime, HasATAndAZ) {
  EXPECT_EQ(iso_8601("2025-01-10 12:00:00.5+00"), "2025-01-10T12:00:00.5Z");
  EXPECT_EQ(iso_8601("2025-01-10 12:00:00"), "2025-01-10T12:00:00") << "without a zone";
  EXPECT_EQ(iso_8601("2025-01-10 12:00:00+02"), "2025-01-10T12:00:00+02") << "another zone than UTC";
  EXPECT_EQ(iso_8601("infinity"), "infinity");
  EXPECT_EQ(iso_8601(""), "");
}

TEST(IsoTime, OfMicrosecondsIsInUtc) {
  EXPECT_EQ(iso_8601_of(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(iso_8601_of(-1), "1969-12-31T23:59:59.999999Z");
  EXPECT_EQ(iso_8601_of(1'736'510'400'500'000), "2025-01-10T12:00:00.5Z");
}

TEST(HiveFolders, AllBytesButPlainOnesAreEscaped) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  const std::string folder = hive_folder("c", all);
  EXPECT_TRUE(folder.starts_with("c=%00%01"));
  std::string unescaped;
  for (size_t i = 2; i < folder.size(); ++i) {
    if (folder[i] == '%') {
      unescaped += static_cast<char>(std::stoi(folder.substr(i + 1, 2), nullptr, 16));
      i += 2;
    } else {
      EXPECT_TRUE(std::isalnum(static_cast<unsigned char>(folder[i])) ||
                  std::string("-_.").contains(folder[i]));
      unescaped += folder[i];
    }
  }
  EXPECT_EQ(unescaped, all);
  EXPECT_EQ(hive_folder("a.b", "1-2_3.4"), "a.b=1-2_3.4");
}

TEST(HiveFolders, EmptyTextIsNoNull) {
  EXPECT_EQ(hive_folder("c", ""), "c=");
  EXPECT_NE(hive_folder("c", ""), hive_folder("c", std::nullopt));
  EXPECT_EQ(hive_folder("ü", "\u4e2d"), "%C3%BC=%E4%B8%AD");
}

/// A dataset of two tables, one of them partitioned.
DatasetDescription described(ExportFormat format) {
  DatasetDescription dataset{.title = "Two",
                             .license = "MIT",
                             .authors = "A. Uthor",
                             .created_at = "2025-01-10T12:00:00Z",
                             .engine_version = "1.2.3",
                             .format = format,
                             .compressed = false,
                             .location = "",
                             .has_history = false,
                             .state = "all",
                             .fingerprint = std::string(64, 'f'),
                             .tables = {},
                             .provenance = {}};
  DatasetTable molecules{
      .name = "molecules",
      .description = "Molecules | all.",
      .row_per = "experiment",
      .key = {"experiment_id", "molecule_id"},
      .partition_columns = {"processing_date"},
      .columns =
          {{.name = "experiment_id", .type = "string", .required = true, .unit = "", .meaning = "Id."}},
      .partitions = {{.values = {"2025-01-10"}, .rows = 2}, {.values = {""}, .rows = 1}},
      .files = "molecules/**/*.parquet",
      .num_files = 2,
      .rows = 3,
      .bytes = 10};
  DatasetTable audit{.name = "audit",
                     .description = "",
                     .row_per = "row",
                     .key = {},
                     .partition_columns = {},
                     .columns = {{.name = "a<b",
                                  .type = "list<string>",
                                  .required = false,
                                  .unit = "second",
                                  .meaning = "two\nlines"}},
                     .partitions = {},
                     .files = "audit/*.parquet",
                     .num_files = 1,
                     .rows = 4,
                     .bytes = 20};
  dataset.tables = {molecules, audit};
  return dataset;
}

TEST(DatasetCards, SayHowEachFormatIsRead) {
  DatasetDescription parquet = described(ExportFormat::kParquet);
  EXPECT_THAT(dataset_card(parquet),
              AllOf(HasSubstr("duckdb.sql(\"SELECT * FROM read_parquet('molecules/**/*.parquet', "
                              "hive_partitioning = true)\")"),
                    HasSubstr("pandas.read_parquet('molecules')"),
                    HasSubstr("polars.read_parquet('molecules/**/*.parquet', hive_partitioning=True)")));
  parquet.tables.erase(parquet.tables.begin());
  EXPECT_THAT(dataset_card(parquet), HasSubstr("polars.read_parquet('audit/*.parquet')\n"));
  DatasetDescription csv = described(ExportFormat::kCsv);
  EXPECT_THAT(dataset_card(csv), AllOf(HasSubstr("CSV as in RFC 4180, UTF-8"), Not(HasSubstr("gzip"))));
  csv.compressed = true;
  EXPECT_THAT(dataset_card(csv), HasSubstr("gzip, UTF-8"));
  DatasetDescription iceberg = described(ExportFormat::kIceberg);
  iceberg.location = "s3://bucket/set";
  EXPECT_THAT(dataset_card(iceberg),
              AllOf(HasSubstr("s3://bucket/set/quantum_features/molecules/metadata/v1.metadata.json"),
                    Not(HasSubstr("configs:")), Not(HasSubstr("snapshots and tags"))));
  iceberg.has_history = true;
  EXPECT_THAT(dataset_card(iceberg), HasSubstr("snapshots and tags"));
  DatasetDescription empty = described(ExportFormat::kCsv);
  empty.tables.clear();
  EXPECT_THAT(dataset_card(empty), Not(HasSubstr("## Reading it")));
}

TEST(DatasetCards, DescribeEachTableAndColumn) {
  EXPECT_THAT(dataset_card(described(ExportFormat::kParquet)),
              AllOf(HasSubstr("7 rows in 2 tables"),
                    HasSubstr("| [molecules](#molecules) | 3 | 2 | 10 | 2 | Molecules \\| all. |"),
                    HasSubstr("| [audit](#audit) | 4 | 1 | 20 |  |  |"),
                    HasSubstr("key: experiment_id, molecule_id; partition columns: processing_date."),
                    HasSubstr("partition columns: none."), HasSubstr("| experiment_id | string |  | Id. |"),
                    HasSubstr("| a\\<b | list\\<string>? | second | two lines |")));
}

TEST(DatasetCards, LongListsAreCutAndCounted) {
  DatasetDescription dataset = described(ExportFormat::kCsv);
  dataset.provenance.num_experiments = 7;
  dataset.provenance.num_qubits_min = 4;
  dataset.provenance.num_qubits_max = 12;
  for (int i = 0; i < 23; ++i) {
    dataset.provenance.optimizers.push_back({.value = "o" + std::to_string(i), .experiments = 30 - i});
    dataset.provenance.batches.push_back(
        {.batch_id = "b" + std::to_string(i), .processing_name = "p", .processed_at = "t", .source = "s"});
  }
  EXPECT_THAT(dataset_card(dataset),
              AllOf(HasSubstr("- Optimizers: o0 (30), o1 (29)"), HasSubstr("o19 (11) and 3 more\n"),
                    Not(HasSubstr("o20 (")), HasSubstr("- Qubits: 4 to 12\n"),
                    HasSubstr("written in 23 batches, of which the last 20"), HasSubstr("| b3 | p | t | s |"),
                    HasSubstr("| b22 |"), Not(HasSubstr("| b2 |")), Not(HasSubstr("- Molecules:"))));
  dataset.provenance = {};
  EXPECT_THAT(dataset_card(dataset), AllOf(HasSubstr("written in 0 batches:"), Not(HasSubstr("- Qubits:"))));
}

TEST(DatasetCards, AuthorsAreOptional) {
  DatasetDescription dataset = described(ExportFormat::kCsv);
  EXPECT_THAT(dataset_card(dataset),
              HasSubstr("  author = {A. Uthor},\n  title  = {Two},\n  year   = {2025},\n"));
  dataset.authors = "";
  EXPECT_THAT(dataset_card(dataset), Not(HasSubstr("author")));
}

TEST(DatasetJsons, HaveEveryFieldOfATable) {
  const Json json = dataset_json(described(ExportFormat::kParquet));
  EXPECT_EQ(json["dataset_version"], 1);
  EXPECT_EQ(json["rows"], 7);
  EXPECT_EQ(json["bytes"], 30);
  EXPECT_EQ(json["generator"]["version"], "1.2.3");
  const Json& table = json["tables"][0];
  EXPECT_EQ(table["partitions"],
            Json::parse(R"([{"values": ["2025-01-10"], "rows": 2}, {"values": [""], "rows": 1}])"));
  EXPECT_EQ(table["files"], "molecules/**/*.parquet");
  EXPECT_EQ(
      table["columns"][0],
      Json::parse(R"({"name": "experiment_id", "type": "string", "required": true, "meaning": "Id."})"));
  EXPECT_EQ(json["tables"][1]["columns"][0]["unit"], "second");
}

TEST(DatasetJsons, MissingPartsAreLeftOut) {
  DatasetDescription dataset = described(ExportFormat::kIceberg);
  dataset.authors = "";
  dataset.location = "s3://bucket/set";
  for (auto& table : dataset.tables) table.files = "";
  const Json json = dataset_json(dataset);
  EXPECT_TRUE(json["authors"].is_null());
  EXPECT_EQ(json["location"], "s3://bucket/set");
  EXPECT_EQ(json["format"], "iceberg");
  EXPECT_FALSE(json["tables"][0].contains("files"));
}

const std::vector<ExportedFile> kFiles = {
    {.path = "b.csv", .table = "b", .rows = 2, .bytes = 5, .sha256 = "22"},
    {.path = "a b/ü.csv", .table = "a", .rows = 0, .bytes = 4, .sha256 = "11"},
    {.path = "README.md", .table = "", .rows = {}, .bytes = 9, .sha256 = "33"}};

TEST(ExportManifests, ReadBackTheirPaths) {
  const auto paths = paths_of_manifest(export_manifest_json(kFiles, "csv", "2025"));
  ASSERT_TRUE(paths);
  EXPECT_THAT(*paths, ElementsAre("README.md", "a b/ü.csv", "b.csv", "manifest.json"));
  EXPECT_THAT(paths_of_manifest(export_manifest_json({}, "csv", "")).value(), ElementsAre("manifest.json"));
}

TEST(ExportManifests, ForeignManifestsAreRejected) {
  for (const char* json : {"", "[]", "{}", R"({"files": {}})", R"({"files": [1]})",
                           R"({"files": [{"path": 1}]})", R"({"files": [{"bytes": 1}]})"})
    EXPECT_FALSE(paths_of_manifest(json)) << json;
  expect_failure(paths_of_manifest(R"({"files": [{}]})"), ErrorKind::kCorrupt);
}

TEST(ExportManifests, FingerprintCoversFilesInOrderOfPaths) {
  auto files = kFiles;
  const std::string fingerprint = fingerprint_of(files);
  std::ranges::reverse(files);
  EXPECT_EQ(fingerprint_of(files), fingerprint);
  files[0].sha256 = "another card";
  EXPECT_EQ(fingerprint_of(files), fingerprint);
  files[1].sha256 = "12";
  EXPECT_NE(fingerprint_of(files), fingerprint);
  files = kFiles;
  files[0].path = "c.csv";
  EXPECT_NE(fingerprint_of(files), fingerprint);
}

TEST(MayReplace, ReplacesOnlyOwnDatasetsAndOnlyOnRequest) {
  InMemoryObjectStore store;
  const auto may = [&](bool replace) { return check_may_replace(store, "set/", "set", replace).has_value(); };
  EXPECT_FALSE(may(true)) << "nothing says that it is ours";
  ASSERT_TRUE(store.put("set/manifest.json", R"({"files": []})"));
  EXPECT_FALSE(may(true));
  ASSERT_TRUE(store.put("set/manifest.json", "no json"));
  EXPECT_FALSE(may(true));
  ASSERT_TRUE(store.put("set/manifest.json", export_manifest_json({}, "csv", "")));
  EXPECT_TRUE(may(true));
  EXPECT_FALSE(may(false));
  ASSERT_TRUE(store.remove("set/manifest.json"));
  ASSERT_TRUE(store.put("set/_incomplete.json", incomplete_json()));
  EXPECT_TRUE(may(true)) << "an export that did not end";
  expect_failure(check_may_replace(store, "set/", "set", false), ErrorKind::kUsage);
  EXPECT_FALSE(check_may_replace(store, "other/", "other", true));
}

}  // namespace
}  // namespace eigenlake
