// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/query/lake_views.h"

#include <filesystem>
#include <sstream>

#include <arrow/api.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/catalog/hadoop/hadoop_catalog.h"
#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/iceberg/spec/table_metadata_update.h"
#include "eigenlake/iceberg/update/append.h"
#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/object_store/local_object_store.h"
#include "eigenlake/query/duckdb_types.h"
#include "eigenlake/query/result_writer.h"

namespace eigenlake {
namespace {

namespace fs = std::filesystem;
using iceberg::Type;
using ::testing::Contains;
using ::testing::ElementsAre;

/// A table of one number and one text, with one file for each append, in a folder with special characters.
class LakeViewsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(::testing::TempDir()) / "it's a [lake] with *stars?";
    fs::remove_all(folder_);
    catalog_ = std::make_unique<iceberg::HadoopCatalog>(std::make_shared<LocalObjectStore>(folder_));
    iceberg::CreateTableOptions options;
    options.schema.fields = {{0, "number", true, iceberg::Type::int32(), ""},
                             {0, "text", false, iceberg::Type::string(), ""}};
    options.schema = iceberg::assign_fresh_ids(options.schema);
    options.partition_spec = *iceberg::identity_partition_spec(options.schema, {"number"});
    table_ = *catalog_->create_table({"quantum_features", "things"}, options);
  }
  void TearDown() override { fs::remove_all(folder_); }

  /// Appends one row (number, text[, extra]) and returns the snapshot.
  int64_t append_row(int number, const std::string& text, std::optional<double> extra = {}) {
    arrow::Int32Builder numbers;
    arrow::StringBuilder texts;
    arrow::DoubleBuilder extras;
    EXPECT_TRUE(numbers.Append(number).ok() && texts.Append(text).ok() &&
                extras.Append(extra.value_or(0.0)).ok());
    arrow::FieldVector fields = {arrow::field("number", arrow::int32(), false),
                                 arrow::field("text", arrow::utf8())};
    arrow::ArrayVector arrays = {*numbers.Finish(), *texts.Finish()};
    if (extra) {
      fields.push_back(arrow::field("extra", arrow::float64()));
      arrays.push_back(*extras.Finish());
    }
    auto writer = iceberg::DataFileWriter::open(*table_, {int32_t{number}}, iceberg::new_data_file_name());
    EXPECT_TRUE(writer) << writer.error().to_string();
    const auto written = writer->write(*arrow::RecordBatch::Make(arrow::schema(fields), 1, arrays));
    EXPECT_TRUE(written) << written.error().to_string();
    iceberg::AppendOptions options;
    options.files = {*writer->finish()};
    const auto snapshot = iceberg::append(*table_, options);
    EXPECT_TRUE(snapshot) << snapshot.error().to_string();
    return snapshot->snapshot_id;
  }

  std::string query(const std::string& sql, std::optional<int64_t> snapshot_id) {
    auto session = SqlSession::open({.num_threads = 1});
    const std::vector<TableSnapshot> tables = {
        {.name = "things", .table = *table_, .snapshot_id = snapshot_id},
        {.name = "molecules", .table = {}, .snapshot_id = {}}};
    const auto created = create_views(*session, tables);
    EXPECT_TRUE(created) << created.error().to_string();
    std::ostringstream out;
    const auto done = session->query(sql, [&](SqlResult& result) { return write_csv(result, out); });
    EXPECT_TRUE(done) << done.error().to_string();
    return out.str();
  }

  /// Number of files of `things` in a query's view.
  int64_t files_read(const std::string& sql, int64_t snapshot_id) {
    auto session = SqlSession::open({.num_threads = 1});
    const std::vector<TableSnapshot> tables = {
        {.name = "things", .table = *table_, .snapshot_id = snapshot_id}};
    const auto scans = create_views_for(*session, tables, sql);
    EXPECT_TRUE(scans) << scans.error().to_string();
    const auto done = session->query(sql, [](SqlResult&) -> Result<> { return {}; });
    EXPECT_TRUE(done) << sql << ": " << done.error().to_string();
    EXPECT_EQ(scans->size(), 1u);
    EXPECT_EQ(scans->at(0).files_total, 8);
    return scans->at(0).files_read;
  }

  fs::path folder_;
  std::unique_ptr<iceberg::HadoopCatalog> catalog_;
  std::optional<iceberg::Table> table_;
};

TEST_F(LakeViewsTest, QueryReadsExactlyTheSnapshot) {
  const int64_t first = append_row(1, "one");
  const int64_t second = append_row(2, "two");
  const std::string sql = "select number, text from things order by 1";
  EXPECT_EQ(query(sql, first), "number,text\n1,one\n");
  EXPECT_EQ(query(sql, second), "number,text\n1,one\n2,two\n");
  EXPECT_EQ(query(sql, std::nullopt), "number,text\n");
}

TEST_F(LakeViewsTest, QualifiedNameIsTheSameTable) {
  const int64_t snapshot = append_row(1, "one");
  EXPECT_EQ(query("select count(*) n from quantum_features.things", snapshot), "n\n1\n");
}

TEST_F(LakeViewsTest, MissingColumnIsNull) {
  append_row(1, "one");
  ASSERT_TRUE(iceberg::commit_change(*table_, [](iceberg::TableMetadata& metadata) {
    const std::vector<iceberg::NewColumn> columns = {{"extra", iceberg::Type::float64(), ""}};
    return iceberg::add_optional_columns(metadata, columns);
  }));
  const int64_t snapshot = append_row(2, "two", 0.5);
  EXPECT_EQ(query("select number, extra from things order by 1", snapshot), "number,extra\n1,\n2,0.5\n");
}

TEST_F(LakeViewsTest, ColumnsAreFoundByIdNotByName) {
  const int64_t snapshot = append_row(1, "one");
  ASSERT_TRUE(iceberg::commit_change(*table_, [](iceberg::TableMetadata& metadata) -> Result<bool> {
    metadata.schemas.back().fields[1].name = "words";
    return true;
  }));
  EXPECT_EQ(query("select words from things", snapshot), "words\none\n");
}

TEST_F(LakeViewsTest, ConditionsPruneFiles) {
  for (int number = 1; number <= 8; ++number) append_row(number, "text " + std::to_string(number));
  const int64_t snapshot = table_->metadata().current_snapshot()->snapshot_id;
  // Files of partition `number`, whose bounds of `text` are exact.
  EXPECT_EQ(files_read("select * from things", snapshot), 8);
  EXPECT_EQ(files_read("select * from things where number = 3", snapshot), 1);
  EXPECT_EQ(files_read("select * from things where 3 >= number and text is not null", snapshot), 3);
  EXPECT_EQ(files_read("select * from things where number in (1, 2, 3, 4, 5, 6, 7, 99)", snapshot), 7);
  EXPECT_EQ(files_read("select * from things where text = 'text 5' or text = 'text 6'", snapshot), 2);
  EXPECT_EQ(files_read("select * from things where number between 4 and 5", snapshot), 2);
  EXPECT_EQ(files_read("select * from things where number <> 3", snapshot), 8);
  EXPECT_EQ(files_read("select * from things where number + 1 = 3", snapshot), 1)
      << "DuckDB moves the constant";
  EXPECT_EQ(files_read("create temp table copy as select * from things where number = 1", snapshot), 1);
}

TEST_F(LakeViewsTest, EveryReferenceOfAQueryKeepsItsFiles) {
  for (int number = 1; number <= 8; ++number) append_row(number, "text " + std::to_string(number));
  const int64_t snapshot = table_->metadata().current_snapshot()->snapshot_id;
  EXPECT_EQ(files_read("select * from things a join things b using (number) where a.number = 3", snapshot),
            1);
  EXPECT_EQ(
      files_read("select * from things where number = 1 union all select * from things where number = 2",
                 snapshot),
      2);
  EXPECT_EQ(files_read("select * from things a left join things b on a.number = b.number and b.number = 1",
                       snapshot),
            8);
  EXPECT_EQ(files_read("select * from things where number = 1 union all select * from things", snapshot), 8);
  EXPECT_EQ(files_read("with t as (select max(number) number from things) select * from t where number = 1",
                       snapshot),
            8);
}

TEST_F(LakeViewsTest, FutureTableIsAnEmptyTypedView) {
  EXPECT_EQ(query("select count(*) n from molecules", std::nullopt), "n\n0\n");
  EXPECT_EQ(query("select data_type from information_schema.columns where table_name = 'molecules' and "
                  "column_name in "
                  "('coordinates', 'processing_timestamp') order by 1",
                  std::nullopt),
            "data_type\nDOUBLE[][]\nTIMESTAMP WITH TIME ZONE\n");
}

TEST(MentionedTables, AreFoundByName) {
  EXPECT_THAT(
      mentioned_tables("SELECT * FROM Molecules JOIN quantum_features.vqe_results USING (experiment_id)"),
      ElementsAre("molecules", "vqe_results"));
  EXPECT_TRUE(mentioned_tables("select 1").empty());
  EXPECT_THAT(mentioned_tables("show tables"), Contains("ml_run_summary"));
}

TEST(SqlTypeOf, NestedTypesAreSpelledAsDuckDbDoes) {
  EXPECT_EQ(sql_type_of(Type::list(Type::list(Type::float64()))), "DOUBLE[][]");
  const Type point =
      Type::structure({{1, "x \"1\"", true, Type::int32(), ""}, {2, "y", false, Type::date(), ""}});
  EXPECT_EQ(sql_type_of(point), "STRUCT(\"x \"\"1\"\"\" INTEGER, \"y\" DATE)");
  Type map;
  map.kind = iceberg::TypeKind::kMap;
  map.fields = {{1, "key", true, Type::string(), ""}, {2, "value", false, point, ""}};
  EXPECT_EQ(sql_type_of(map), "MAP(VARCHAR, " + sql_type_of(point) + ")");
}

}  // namespace
}  // namespace eigenlake
