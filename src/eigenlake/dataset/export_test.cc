// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/dataset/export.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/base/digest.h"
#include "eigenlake/dataset/csv_export.h"
#include "eigenlake/dataset/dataset_card.h"
#include "eigenlake/dataset/dataset_test_data.h"
#include "eigenlake/dataset/export_destination.h"
#include "eigenlake/dataset/export_manifest.h"
#include "eigenlake/dataset/parquet_export.h"
#include "eigenlake/object_store/in_memory_object_store.h"
#include "eigenlake/object_store/local_object_store.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;
using ::testing::UnorderedElementsAre;

std::vector<std::string> keys_of(ObjectStore& store) {
  std::vector<std::string> keys;
  const auto objects = store.list("").value();
  for (const auto& object : objects) keys.push_back(object.key);
  return keys;
}

/// A table of SQL's own that exports as a table of the lake would, into a store in memory.
class TableExportTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto opened = open_store_destination(store_, "out/", false);
    ASSERT_TRUE(opened) << opened.error().to_string();
    destination_ = *std::move(opened);
    files_ = std::make_unique<ExportFiles>(*destination_, 1, nullptr, nullptr);
    ASSERT_TRUE(
        session_.execute("create schema quantum_features; set search_path = 'main,quantum_features'"));
  }
  void make(const std::string& select) {
    const auto made = session_.execute("create table quantum_features.things as " + select);
    ASSERT_TRUE(made) << made.error().to_string();
  }
  std::string csv(const std::vector<std::string>& columns) {
    const auto done = export_csv(session_, *files_, "things", columns, false);
    EXPECT_TRUE(done) << done.error().to_string();
    return store_->get("out/things.csv").value_or("");
  }
  void parquet(const iceberg::Schema& schema, const ParquetExportOptions& options) {
    const auto done = export_parquet(session_, *files_, "things", schema, options);
    ASSERT_TRUE(done) << done.error().to_string();
  }
  /// Path → rows.
  std::map<std::string, int64_t> listed() const {
    std::map<std::string, int64_t> rows;
    for (const auto& file : files_->files()) rows[file.path] = file.rows.value_or(-1);
    return rows;
  }

  std::shared_ptr<ObjectStore> store_ = std::make_shared<InMemoryObjectStore>();
  std::unique_ptr<ExportDestination> destination_;
  std::unique_ptr<ExportFiles> files_;
  SqlSession session_ = *SqlSession::open({.num_threads = 1});
};

TEST_F(TableExportTest, CsvLinesEndInCrLfAndOddTextIsQuoted) {
  make(
      "select * from (values (1, 'a,b'), (2, 'say \"x\"'), (3, ''), (4, NULL), (5, E'two\\nlines')) t(n, s)");
  EXPECT_EQ(csv({"n", "s"}),
            "n,s\r\n1,\"a,b\"\r\n2,\"say \"\"x\"\"\"\r\n3,\"\"\r\n4,\r\n5,\"two\nlines\"\r\n");
}

TEST_F(TableExportTest, CsvHasExactDoublesIsoTimesAndJsonLists) {
  make(
      "select 0.1::double + 0.2::double as d, timestamptz '2025-01-10 12:00:00.5+00' as t, date '2025-01-10' "
      "as "
      "day, ['x', 'y\"z'] as s, [[1.5::double, NULL], []] as l");
  EXPECT_EQ(csv({"d", "t", "day", "s", "l"}),
            "d,t,day,s,l\r\n0.30000000000000004,2025-01-10T12:00:00.5Z,2025-01-10,\"[\"\"x\"\", "
            "\"\"y\\\"\"z\"\"]\",\"[[1.5, null], []]\"\r\n");
}

TEST_F(TableExportTest, CsvOfNoRowsIsAHeader) {
  make("select 1 as n where false");
  EXPECT_EQ(csv({"n"}), "n\r\n");
  EXPECT_EQ(listed(), (std::map<std::string, int64_t>{{"things.csv", 0}}));
}

TEST_F(TableExportTest, ListHasSizeRowsAndDigest) {
  make("select range as n from range(3)");
  const std::string text = csv({"n"});
  ASSERT_EQ(files_->files().size(), 1u);
  const ExportedFile file = files_->files()[0];
  EXPECT_EQ(file.rows, 3);
  EXPECT_EQ(file.bytes, text.size());
  EXPECT_EQ(file.sha256, sha256_hex(text));
}

iceberg::Schema schema_of_things() {
  iceberg::Schema schema;
  schema.fields = {{1, "day", true, iceberg::Type::date(), ""},
                   {2, "basis", false, iceberg::Type::string(), ""},
                   {3, "x", true, iceberg::Type::float64(), ""}};
  return schema;
}

TEST_F(TableExportTest, ParquetFilesAreBounded) {
  make("select date '2025-01-10' as day, 'b' as basis, random() as x from range(200000)");
  ParquetExportOptions options{.write = {}, .partition_columns = {}, .file_bytes_max = 400'000};
  parquet(schema_of_things(), options);
  int64_t rows = 0;
  EXPECT_GT(files_->files().size(), 2u);
  for (const auto& file : files_->files()) {
    EXPECT_LT(file.bytes, 1'000'000u) << file.path;
    rows += file.rows.value_or(0);
  }
  EXPECT_EQ(rows, 200'000);
}

TEST_F(TableExportTest, PartitionedParquetHasAFolderForEachValue) {
  make(
      "select date '2025-01-10' + (range % 2)::int as day, case when range < 3 then '6-31g(d)' end as basis, "
      "range::double as x from range(6)");
  parquet(schema_of_things(),
          {.write = {}, .partition_columns = {"day", "basis"}, .file_bytes_max = int64_t{1} << 20});
  EXPECT_EQ(listed(), (std::map<std::string, int64_t>{
                          {"things/day=2025-01-10/basis=6-31g%28d%29/part-00000.parquet", 2},
                          {"things/day=2025-01-10/basis=__HIVE_DEFAULT_PARTITION__/part-00000.parquet", 1},
                          {"things/day=2025-01-11/basis=6-31g%28d%29/part-00000.parquet", 1},
                          {"things/day=2025-01-11/basis=__HIVE_DEFAULT_PARTITION__/part-00000.parquet", 2}}));
}

TEST_F(TableExportTest, EmptyTableIsAnEmptyFile) {
  make("select date '2025-01-10' as day, 'b' as basis, 1.0::double as x where false");
  parquet(schema_of_things(),
          {.write = {}, .partition_columns = {"day"}, .file_bytes_max = int64_t{1} << 20});
  EXPECT_EQ(listed(), (std::map<std::string, int64_t>{{"things/part-00000.parquet", 0}}));
}

TEST_F(TableExportTest, ManyPartitionsAreWrittenWithFewOpenFiles) {
  make(
      "select date '2025-01-10' as day, (range % 100)::varchar as basis, range::double as x from "
      "range(1000)");
  parquet(schema_of_things(),
          {.write = {}, .partition_columns = {"basis"}, .file_bytes_max = int64_t{1} << 20});
  std::map<std::string, int64_t> rows_by_folder;
  for (const auto& [path, rows] : listed()) rows_by_folder[path.substr(0, path.rfind('/'))] += rows;
  EXPECT_EQ(rows_by_folder.size(), 100u);
  for (const auto& [folder, rows] : rows_by_folder) EXPECT_EQ(rows, 10) << folder;
}

TEST_F(TableExportTest, StopEndsTheExport) {
  make("select range as n from range(10)");
  ExportFiles files(*destination_, 1, nullptr, [] { return true; });
  const auto done = export_csv(session_, files, "things", {"n"}, false);
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::kInterrupted);
}

TEST(HiveFolder, EscapesWhatPathsCannotHold) {
  EXPECT_EQ(hive_folder("basis_set", "6-31g(d)"), "basis_set=6-31g%28d%29");
  EXPECT_EQ(hive_folder("a b", "x/y=z%"), "a%20b=x%2Fy%3Dz%25");
  EXPECT_EQ(hive_folder("a", std::nullopt), "a=__HIVE_DEFAULT_PARTITION__");
}

TEST(GzipWriter, ReadsBackWithZlib) {
  InMemoryObjectStore store;
  const std::string text(100'000, 'x');
  auto writer = gzip_writer(*store.open_writer("x.gz"));
  ASSERT_TRUE(writer->write(text) && writer->write("end") && writer->finish());
  const std::string packed = *store.get("x.gz");
  EXPECT_LT(packed.size(), 1000u);
  EXPECT_EQ(unpacked(packed), text + "end");
}

/// A local folder of the test alone.
class LocalDestinationTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / "local destination";
    fs::remove_all(folder_);
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) names.push_back(entry.path().filename());
    return names;
  }
  /// A dataset of one file.
  Result<> write_dataset(const std::string& text, bool replace) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto destination, open_local_destination(folder_ / "out", replace));
    EIGENLAKE_RETURN_IF_ERROR(destination->store().put("a.csv", text));
    return destination->publish(export_manifest_json({}, "csv", "2025-01-10T00:00:00Z"));
  }
  std::string read(const std::string& name) const {
    std::ifstream file(folder_ / name);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  fs::path folder_;
};

TEST_F(LocalDestinationTest, NothingExistsBeforePublishing) {
  {
    const auto destination = open_local_destination(folder_ / "out", false).value();
    ASSERT_TRUE(destination->store().put("a.csv", "x"));
    EXPECT_THAT(names(), ElementsAre(StartsWith("out.partial-")));
    ASSERT_TRUE(destination->publish("{}"));
    EXPECT_THAT(names(), ElementsAre("out"));
    EXPECT_EQ(destination->uri(), "file://" + (folder_ / "out").string());
  }
  EXPECT_EQ(read("out/a.csv"), "x");
}

TEST_F(LocalDestinationTest, NothingRemainsWithoutPublishing) {
  {
    const auto destination = open_local_destination(folder_ / "out", false).value();
    ASSERT_TRUE(destination->store().put("a.csv", "x"));
  }
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(LocalDestinationTest, EmptyFolderIsAccepted) {
  fs::create_directory(folder_ / "out");
  EXPECT_TRUE(write_dataset("x", false));
}

TEST_F(LocalDestinationTest, EarlierDatasetIsReplacedOnlyOnRequest) {
  ASSERT_TRUE(write_dataset("old", false));
  const auto refused = write_dataset("new", false);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kUsage);
  EXPECT_THAT(refused.error().message, HasSubstr("--force"));
  EXPECT_EQ(read("out/a.csv"), "old");
  const auto replaced = write_dataset("new", true);
  ASSERT_TRUE(replaced) << replaced.error().to_string();
  EXPECT_EQ(read("out/a.csv"), "new");
  EXPECT_THAT(names(), ElementsAre("out"));
}

TEST_F(LocalDestinationTest, OtherFilesAreNeverReplaced) {
  fs::create_directory(folder_ / "out");
  std::ofstream(folder_ / "out" / "thesis.tex") << "years of work";
  std::ofstream(folder_ / "out" / "manifest.json") << R"({"files": []})";
  EXPECT_FALSE(write_dataset("new", true));
  EXPECT_EQ(read("out/thesis.tex"), "years of work");
}

TEST(StoreDestination, IsMarkedUntilItIsPublished) {
  const auto store = std::make_shared<InMemoryObjectStore>();
  const auto destination = open_store_destination(store, "set/", false).value();
  ASSERT_TRUE(destination->store().put(destination->key_of("a.csv"), "x"));
  EXPECT_THAT(keys_of(*store), ElementsAre("set/_incomplete.json", "set/a.csv"));
  ASSERT_TRUE(destination->publish(export_manifest_json({}, "csv", "")));
  EXPECT_THAT(keys_of(*store), ElementsAre("set/a.csv", "set/manifest.json"));
  EXPECT_EQ(destination->uri(), "memory://store/set");
}

TEST(StoreDestination, ReplacingRemovesEarlierFiles) {
  const auto store = std::make_shared<InMemoryObjectStore>();
  ASSERT_TRUE(store->put("set2/other", "stays"));
  {
    const auto first = open_store_destination(store, "set/", false).value();
    ASSERT_TRUE(store->put("set/old.csv", "x") && store->put("set/both.csv", "x"));
  }
  EXPECT_FALSE(open_store_destination(store, "set/", false));
  const auto second = open_store_destination(store, "set/", true).value();
  ASSERT_TRUE(store->put("set/both.csv", "y"));
  const ExportedFile both{.path = "both.csv", .table = "t", .rows = 1, .bytes = 1, .sha256 = "0"};
  ASSERT_TRUE(second->publish(export_manifest_json({&both, 1}, "csv", "")));
  EXPECT_THAT(keys_of(*store), ElementsAre("set/both.csv", "set/manifest.json", "set2/other"));
}

TEST(ExportManifest, NamesItsFilesInOrderWithAFingerprintOfTheData) {
  const std::vector<ExportedFile> files = {
      {.path = "b.csv", .table = "b", .rows = 2, .bytes = 5, .sha256 = "22"},
      {.path = "README.md", .table = "", .rows = {}, .bytes = 9, .sha256 = "33"},
      {.path = "a.csv", .table = "a", .rows = 1, .bytes = 4, .sha256 = "11"}};
  const Json manifest = Json::parse(export_manifest_json(files, "csv", "2025-01-10T00:00:00Z"));
  EXPECT_EQ(manifest["files"][0]["path"], "README.md");
  EXPECT_FALSE(manifest["files"][0].contains("rows"));
  EXPECT_EQ(manifest["files"][1]["path"], "a.csv");
  EXPECT_EQ(manifest["files"][2]["rows"], 2);
  EXPECT_EQ(manifest["fingerprint"], sha256_hex("a.csv\n11\nb.csv\n22\n"));
}

DatasetDescription small_dataset() {
  DatasetDescription dataset{.title = "H2 | \"all\"",
                             .license = "unspecified",
                             .authors = "",
                             .created_at = "2025-01-10T12:00:00Z",
                             .engine_version = "1.2.3",
                             .format = ExportFormat::kParquet,
                             .compressed = false,
                             .location = "",
                             .has_history = false,
                             .state = "those of all batches",
                             .fingerprint = std::string(64, 'a'),
                             .tables = {},
                             .provenance = {}};
  dataset.tables.push_back({.name = "vqe_results",
                            .description = "Outcomes.",
                            .row_per = "experiment",
                            .key = {"experiment_id"},
                            .partition_columns = {"basis_set"},
                            .columns = {{.name = "minimum_energy",
                                         .type = "double",
                                         .required = false,
                                         .unit = "hartree",
                                         .meaning = "Lowest | energy."}},
                            .partitions = {{.values = {"sto3g"}, .rows = 1500}},
                            .files = "vqe_results/*.parquet",
                            .num_files = 1,
                            .rows = 1500,
                            .bytes = 100});
  dataset.provenance.num_experiments = 1500;
  dataset.provenance.molecules = {{.value = "HH", .experiments = 1500}};
  dataset.provenance.batches = {
      {.batch_id = "b-1", .processing_name = "ingest", .processed_at = "2025", .source = "2 raw objects"}};
  return dataset;
}

TEST(DatasetCard, BeginsWithFrontMatterThatQuotesTheTitle) {
  EXPECT_THAT(dataset_card(small_dataset()),
              StartsWith("---\npretty_name: \"H2 | \\\"all\\\"\"\nlicense: \"unknown\"\n"));
}

TEST(DatasetCard, SaysSizeFilesUnitsProvenanceAndCitation) {
  EXPECT_THAT(
      dataset_card(small_dataset()),
      AllOf(HasSubstr("size_categories:\n- 1K<n<10K\n"),
            HasSubstr("- config_name: vqe_results\n  data_files: \"vqe_results/*.parquet\"\n"),
            HasSubstr("| minimum_energy | double? | hartree | Lowest \\| energy. |"),
            HasSubstr("- Molecules: HH (1500)\n"), HasSubstr("| b-1 | ingest | 2025 | 2 raw objects |"),
            HasSubstr("@misc{eigenlake_aaaaaaaaaaaa,"), HasSubstr("year   = {2025}")));
}

TEST(DatasetCard, NamesTheLicenceInBothSpellings) {
  DatasetDescription dataset = small_dataset();
  dataset.license = "CC-BY-4.0";
  EXPECT_THAT(dataset_card(dataset),
              AllOf(HasSubstr("license: \"cc-by-4.0\"\n"), HasSubstr("## Licence\n\nCC-BY-4.0\n")));
}

TEST(DatasetJson, SaysWhatTheCardSays) {
  const Json json = dataset_json(small_dataset());
  EXPECT_EQ(json["license"], "unspecified");
  EXPECT_EQ(json["rows"], 1500);
  EXPECT_EQ(json["tables"][0]["columns"][0]["unit"], "hartree");
  EXPECT_EQ(json["tables"][0]["partitions"][0]["values"][0], "sto3g");
  EXPECT_EQ(json["provenance"]["batches"][0]["source"], "2 raw objects");
}

TEST(SizeCategory, ChangesAtPowersOfTen) {
  EXPECT_EQ(size_category(0), "n<1K");
  EXPECT_EQ(size_category(999), "n<1K");
  EXPECT_EQ(size_category(1000), "1K<n<10K");
  EXPECT_EQ(size_category(3'400'000), "1M<n<10M");
  EXPECT_EQ(size_category(2'000'000'000'000), "n>1T");
}

}  // namespace
}  // namespace eigenlake
