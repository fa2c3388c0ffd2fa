// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <thread>

#include <arrow/api.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/base/digest.h"
#include "eigenlake/dataset/csv_export.h"
#include "eigenlake/dataset/dataset_test_data.h"
#include "eigenlake/dataset/export_destination.h"
#include "eigenlake/dataset/parquet_export.h"
#include "eigenlake/dataset/provenance.h"
#include "eigenlake/dataset/table_rows_query.h"
#include "eigenlake/object_store/in_memory_object_store.h"
#include "eigenlake/query/result_writer.h"

// Rows of one table as files: content and failures.

namespace eigenlake {
namespace {

namespace fs = std::filesystem;
using iceberg::Type;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A table of SQL's own, exported into a local folder, where DuckDB reads its files back.
class TableFilesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / "table files";
    fs::remove_all(folder_);
    destination_ = open_local_destination(folder_, false).value();
    files_ = std::make_unique<ExportFiles>(*destination_, 1, nullptr, nullptr);
    ASSERT_TRUE(
        session_.execute("create schema quantum_features; set search_path = 'main,quantum_features'"));
  }
  void TearDown() override { fs::remove_all(folder_); }

  void make(const std::string& select) {
    const auto made = session_.execute("create table quantum_features.\"odd \"\"things\" as " + select);
    ASSERT_TRUE(made) << made.error().to_string();
  }
  Result<> parquet(std::vector<iceberg::NestedField> columns, std::vector<std::string> partition = {}) {
    iceberg::Schema schema;
    schema.fields = std::move(columns);
    const ParquetExportOptions options{
        .write = {}, .partition_columns = std::move(partition), .file_bytes_max = int64_t{1} << 20};
    return export_parquet(session_, *files_, kTable, schema, options);
  }
  std::string ask_files(const std::string& sql) {
    std::ostringstream out;
    const auto done = session_.query(sql, [&](SqlResult& result) { return write_csv(result, out); });
    EXPECT_TRUE(done) << done.error().to_string();
    return out.str();
  }
  /// A path below the folder in which the files are.
  std::string file(const std::string& path) const {
    return "'" + (*destination_->local_folder() / path).string() + "'";
  }
  std::string csv_file(const std::vector<std::string>& columns) {
    const auto done = export_csv(session_, *files_, kTable, columns, false);
    EXPECT_TRUE(done) << done.error().to_string();
    std::ifstream in(*destination_->local_folder() / (std::string(kTable) + ".csv"), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }

  static constexpr const char* kTable = "odd \"things";
  fs::path folder_;
  std::unique_ptr<ExportDestination> destination_;
  std::unique_ptr<ExportFiles> files_;
  SqlSession session_ = *SqlSession::open({.num_threads = 1});
};

TEST_F(TableFilesTest, CsvWritesEveryType) {
  make(
      "select true as b, 'nan'::double as x, '-inf'::double as y, timestamp '1969-12-31 23:59:59.5' as ts, "
      "timestamptz '0001-01-01 00:00:00+00' as tz, ['nan'::double, 'inf'::double] as l, ['a', null] as s, "
      "9223372036854775807 as n, '\u4e2d' as u");
  EXPECT_EQ(csv_file({"b", "x", "y", "ts", "tz", "l", "s", "n", "u"}),
            "b,x,y,ts,tz,l,s,n,u\r\ntrue,nan,-inf,1969-12-31T23:59:59.5,0001-01-01T00:00:00Z,\"[\"\"NaN\"\", "
            "\"\"Infinity\"\"]\",\"[\"\"a\"\", null]\",9223372036854775807,\u4e2d\r\n");
}

TEST_F(TableFilesTest, CsvKeepsTheOrderOfColumns) {
  make("select 1 as a, 2 as \"b,c\", 3 as d");
  EXPECT_EQ(csv_file({"d", "b,c"}), "d,\"b,c\"\r\n3,2\r\n");
}

TEST_F(TableFilesTest, LongCsvReadsBack) {
  make("select range as n, repeat('x', range % 50) as s, random() as x from range(60000)");
  const std::string csv = csv_file({"n", "s", "x"});
  EXPECT_EQ(
      ask_files("select count(*) as c from (from read_csv(" + file("odd \"things.csv") +
                ", types = {'n': 'bigint', 's': 'varchar', 'x': 'double'}, nullstr = '\\N') except from "
                "quantum_features.\"odd \"\"things\")"),
      "c\n0\n");
  EXPECT_EQ(files_->files().at(0).rows, 60'000);
  EXPECT_EQ(files_->files().at(0).bytes, csv.size());
  EXPECT_EQ(files_->files().at(0).sha256, sha256_hex(csv));
}

TEST_F(TableFilesTest, ParquetKeepsValuesIdsAndRequirements) {
  make("select 7 as n, 'nan'::double as x, [[1.5, null]]::double[][] as l, null::varchar as s");
  ASSERT_TRUE(parquet({{3, "n", true, Type::int32(), ""},
                       {5, "x", false, Type::float64(), ""},
                       {8, "l", false, Type::list(Type::list(Type::float64(), false), false), ""},
                       {9, "s", false, Type::string(), ""}}));
  const std::string at = file("odd \"things/part-00000.parquet");
  EXPECT_EQ(ask_files("from " + at), "n,x,l,s\n7,nan,\"[[1.5, NULL]]\",\n");
  EXPECT_EQ(ask_files("select name, field_id, repetition_type as r from parquet_schema(" + at +
                      ") where name in ('n', 'x', 's')"),
            "name,field_id,r\nn,3,REQUIRED\nx,5,OPTIONAL\ns,9,OPTIONAL\n");
}

TEST_F(TableFilesTest, EveryKindOfPartitionValueBecomesAFolder) {
  make(
      "select true as b, -5 as i, 5000000000 as l, date '1969-12-31' as d, 'a/b' as s, 1 as n union all "
      "select "
      "false, null, 1, date '2025-01-10', '', 2");
  ASSERT_TRUE(parquet({{1, "b", false, Type::boolean(), ""},
                       {2, "i", false, Type::int32(), ""},
                       {3, "l", false, Type::int64(), ""},
                       {4, "d", false, Type::date(), ""},
                       {5, "s", false, Type::string(), ""},
                       {6, "n", false, Type::int32(), ""}},
                      {"b", "i", "l", "d", "s"}));
  std::vector<std::string> paths;
  for (const auto& listed : files_->files()) paths.push_back(listed.path.substr(listed.path.find('/')));
  EXPECT_THAT(paths, testing::UnorderedElementsAre(
                         "/b=true/i=-5/l=5000000000/d=1969-12-31/s=a%2Fb/part-00000.parquet",
                         "/b=false/i=__HIVE_DEFAULT_PARTITION__/l=1/d=2025-01-10/s=/part-00000.parquet"));
  EXPECT_EQ(ask_files("select * from read_parquet(" + file("odd \"things/**/*.parquet") +
                      ", hive_partitioning = false) order by n"),
            "n\n1\n2\n")
      << "the columns of the folders are not in the files";
}

TEST_F(TableFilesTest, RealNumbersCannotPartition) {
  make("select 1.5::double as x, 1 as n");
  const auto done =
      parquet({{1, "x", false, Type::float64(), ""}, {2, "n", false, Type::int32(), ""}}, {"x"});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().kind, ErrorKind::kUnsupported);
  EXPECT_THAT(done.error().message, HasSubstr("x"));
}

TEST_F(TableFilesTest, UnreadableTableIsAStoreError) {
  make("select 1 as n");
  const auto csv = export_csv(session_, *files_, "nothing", {"n"}, false);
  ASSERT_FALSE(csv);
  EXPECT_EQ(csv.error().kind, ErrorKind::kStore);
  EXPECT_THAT(csv.error().to_string(), HasSubstr("nothing"));
  expect_failure(query_table_rows(session_, kTable, {"m"}, nullptr), ErrorKind::kStore);
  const auto stop = [](SqlResult&) -> Result<> { return fail(ErrorKind::kInterrupted, "enough"); };
  expect_failure(query_table_rows(session_, kTable, {"n"}, stop), ErrorKind::kInterrupted);
}

TEST_F(TableFilesTest, PartitionsAreCountedAndOrdered) {
  make("select (range % 3)::int as \"a b\", if(range < 4, null, 'x') as s from range(10)");
  EXPECT_EQ(count_rows(session_, kTable), 10);
  const auto partitions = read_partitions(session_, kTable, {"a b", "s"}).value();
  std::vector<std::string> texts;
  for (const auto& partition : partitions)
    texts.push_back(partition.values[0] + "/" + partition.values[1] + "/" + std::to_string(partition.rows));
  EXPECT_THAT(texts, ElementsAre("0/x/2", "0//2", "1/x/2", "1//1", "2/x/2", "2//1"));
  expect_failure(count_rows(session_, "nothing"), ErrorKind::kStore);
  expect_failure(read_partitions(session_, kTable, {"c"}), ErrorKind::kStore);
}

TEST_F(TableFilesTest, ThreadsMayListFilesTogether) {
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&, i] {
      for (int k = 0; k < 50; ++k) {
        EXPECT_TRUE(files_->put("t", fmt::format("{}-{}.txt", i, k), "text", 1));
        EXPECT_TRUE(files_->count_rows(1));
      }
    });
  }
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(files_->files().size(), 200U);
  EXPECT_EQ(files_->files()[0].sha256, sha256_hex("text"));
}

TEST_F(TableFilesTest, InvalidDestinationsAreRejected) {
  std::ofstream(folder_.parent_path() / "a file") << "";  // An empty folder would be taken.
  expect_failure(open_local_destination(folder_.parent_path() / "a file", true), ErrorKind::kUsage);
  fs::remove(folder_.parent_path() / "a file");
  expect_failure(open_local_destination("/", false), ErrorKind::kUsage);
  const auto slash = open_local_destination(folder_.string() + "/", false);
  ASSERT_TRUE(slash);
  EXPECT_EQ((*slash)->uri(), "file://" + folder_.string()) << "a slash at the end says nothing";
}

TEST(GzipFiles, EqualBytesGiveEqualFiles) {
  InMemoryObjectStore store;
  std::string noise;
  for (uint32_t i = 0, x = 1; i < 300'000; ++i, x = x * 1'664'525 + 1'013'904'223)
    noise += static_cast<char>(x >> 24);
  for (const size_t piece : {size_t{1'000}, size_t{300'000}}) {
    auto writer = gzip_writer(store.open_writer("x" + std::to_string(piece)).value());
    for (size_t i = 0; i < noise.size(); i += piece) ASSERT_TRUE(writer->write(noise.substr(i, piece)));
    ASSERT_TRUE(writer->finish());
  }
  EXPECT_EQ(store.get("x1000").value(), store.get("x300000").value());
  EXPECT_EQ(unpacked(*store.get("x1000")), noise);
}

TEST(GzipFiles, EmptyInputIsAFile) {
  InMemoryObjectStore store;
  ASSERT_TRUE(gzip_writer(store.open_writer("x").value())->finish());
  EXPECT_EQ(unpacked(*store.get("x")), "");
}

}  // namespace
}  // namespace eigenlake
