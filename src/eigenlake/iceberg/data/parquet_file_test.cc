#include <arrow/api.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <parquet/file_reader.h>

#include "eigenlake/iceberg/data/arrow_schema.h"
#include "eigenlake/iceberg/data/data_file_reader.h"
#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/iceberg/data/parquet_layout.h"
#include "eigenlake/iceberg/data/store_streams.h"
#include "eigenlake/iceberg/spec/literal_binary.h"
#include "eigenlake/iceberg/spec/table_metadata_update.h"
#include "eigenlake/iceberg/testing/arrow_from_json.h"
#include "eigenlake/iceberg/testing/nested_schema.h"
#include "eigenlake/iceberg/testing/small_table.h"
#include "eigenlake/iceberg/update/table_changes.h"

/// What stands in the Parquet files that are written, and how their columns come back.
namespace eigenlake::iceberg {
namespace {

using testing::array_of;
using ::testing::Contains;
using testing::SmallLake;

/// Writes rows in row groups of their own as a file without a table. Columns are given as JSON.
class ParquetFile {
 public:
  explicit ParquetFile(Schema schema, ParquetWriteOptions options = {}) : schema_(std::move(schema)) {
    writer_.emplace(DataFileWriter::open_object(schema_, *store_->open_writer("f"), options));
  }

  ParquetFile& add(const std::vector<std::string>& columns) {
    arrow::ArrayVector arrays;
    for (size_t i = 0; i < columns.size(); ++i)
      arrays.push_back(array_of(arrow_type_of(schema_.fields[i].type), columns[i]));
    const auto written =
        writer_->write(*arrow::RecordBatch::Make(arrow_schema_of(schema_), arrays[0]->length(), arrays));
    EXPECT_TRUE(written) << written.error().to_string();
    return *this;
  }
  void end_row_group() { writer_->end_row_group(); }
  int64_t rows_written() const { return writer_->rows_written(); }

  DataFile finish() {
    auto file = writer_->finish();
    EXPECT_TRUE(file) << file.error().to_string();
    return *std::move(file);
  }
  std::shared_ptr<parquet::FileMetaData> footer() const {
    const auto size = static_cast<int64_t>(store_->head("f")->size_bytes);
    return parquet::ParquetFileReader::Open(std::make_shared<StoreInputFile>(store_, "f", size))->metadata();
  }
  FilePlace place(const DataFile& file) const {
    return {store_, "f", "PARQUET", file.file_size_bytes, file.record_count};
  }

 private:
  Schema schema_;
  std::shared_ptr<ObjectStore> store_ = std::make_shared<InMemoryObjectStore>();
  std::optional<DataFileWriter> writer_;
};

Schema flat_schema() {
  return {0,
          {{1, "n", false, Type::int32(), ""},
           {2, "x", false, Type::float64(), ""},
           {3, "s", false, Type::string(), ""}},
          {}};
}

TEST(DataFileMetrics, AddUpOverRowGroups) {
  ParquetFile rows(flat_schema());
  rows.add({"[5, null]", "[1.5, NaN]", R"(["m", "k"])"});
  rows.end_row_group();
  rows.add({"[-7, 9]", "[null, -2.5]", R"(["z", null])"});
  rows.end_row_group();
  rows.add({"[null]", "[0.5]", R"(["a"])"});
  EXPECT_EQ(rows.rows_written(), 5);
  const DataFile file = rows.finish();
  EXPECT_EQ(rows.footer()->num_row_groups(), 3);
  EXPECT_EQ(file.split_offsets.size(), 3u);
  EXPECT_EQ(file.record_count, 5);
  EXPECT_EQ(file.value_counts, (std::map<int, int64_t>{{1, 5}, {2, 5}, {3, 5}}));
  EXPECT_EQ(file.null_value_counts, (std::map<int, int64_t>{{1, 2}, {2, 1}, {3, 1}}));
  EXPECT_EQ(file.nan_value_counts, (std::map<int, int64_t>{{2, 1}}));
  EXPECT_EQ(file.lower_bounds.at(1), literal_to_binary(int32_t{-7}, Type::int32()));
  EXPECT_EQ(file.upper_bounds.at(1), literal_to_binary(int32_t{9}, Type::int32()));
  EXPECT_EQ(file.lower_bounds.at(2), literal_to_binary(-2.5, Type::float64()));
  EXPECT_EQ(file.upper_bounds.at(2), literal_to_binary(1.5, Type::float64()));
  EXPECT_EQ(file.lower_bounds.at(3), "a");
  EXPECT_EQ(file.upper_bounds.at(3), "z");
  int64_t bytes = 0;
  for (int group = 0; group < 3; ++group)
    bytes += rows.footer()->RowGroup(group)->ColumnChunk(0)->total_compressed_size();
  EXPECT_EQ(file.column_sizes.at(1), bytes);
}

TEST(DataFileMetrics, NullColumnHasNoBounds) {
  const DataFile file =
      ParquetFile(flat_schema()).add({"[null, null]", "[NaN, null]", "[null, null]"}).finish();
  EXPECT_TRUE(file.lower_bounds.empty());
  EXPECT_TRUE(file.upper_bounds.empty());
  EXPECT_EQ(file.null_value_counts.at(1), 2);
}

/// Null counts and bounds within lists and maps would be those of items, not of rows.
TEST(DataFileMetrics, ColumnsWithinListsAndMapsHaveSizesOnly) {
  const Schema schema = testing::nested_schema();
  const DataFile file = ParquetFile(schema)
                            .add({"[1, 2]", R"([{"lat": 1.5, "lon": null}, null])",
                                  R"([[{"text": "a"}], []])", R"([[["k", "1.00"]], null])"})
                            .finish();
  for (const int id : {8, 9, 10}) {
    EXPECT_TRUE(file.column_sizes.contains(id)) << id;
    EXPECT_FALSE(file.null_value_counts.contains(id)) << id;
    EXPECT_FALSE(file.lower_bounds.contains(id)) << id;
  }
  EXPECT_EQ(file.null_value_counts.at(6), 2) << "a field of a struct counts as a column";
  EXPECT_EQ(file.lower_bounds.at(5), literal_to_binary(1.5, Type::float64()));
}

TEST(DataFileMetrics, UnraisableUpperBoundIsOmitted) {
  ParquetWriteOptions options;
  options.bound_code_points_max = 2;
  const DataFile file =
      ParquetFile(flat_schema(), options).add({"[1]", "[1]", R"(["\uDBFF\uDFFF\uDBFF\uDFFFx"])"}).finish();
  EXPECT_EQ(file.lower_bounds.at(3), "\U0010FFFF\U0010FFFF");
  EXPECT_FALSE(file.upper_bounds.contains(3));
  EXPECT_TRUE(file.upper_bounds.contains(1)) << "numbers are never cut";
}

std::vector<parquet::Encoding::type> encodings_of(const ParquetFile& file, int leaf) {
  return file.footer()->RowGroup(0)->ColumnChunk(leaf)->encodings();
}

TEST(DataFileWriter, LeavesHaveTheRequestedEncoding) {
  using parquet::Encoding;
  ParquetWriteOptions options;
  options.encodings = {{"n", ColumnEncoding::kDeltaBinaryPacked},
                       {"x", ColumnEncoding::kByteStreamSplit},
                       {"s", ColumnEncoding::kDeltaByteArray}};
  ParquetFile asked(flat_schema(), options);
  asked.add({"[1]", "[1]", R"(["a"])"}).finish();
  EXPECT_THAT(encodings_of(asked, 0), Contains(Encoding::DELTA_BINARY_PACKED));
  EXPECT_THAT(encodings_of(asked, 1), Contains(Encoding::BYTE_STREAM_SPLIT));
  EXPECT_THAT(encodings_of(asked, 2), Contains(Encoding::DELTA_BYTE_ARRAY));
  ParquetFile plain(flat_schema());
  plain.add({"[1]", "[1]", R"(["a"])"}).finish();
  EXPECT_THAT(encodings_of(plain, 0), ::testing::Not(Contains(Encoding::RLE_DICTIONARY)));
  EXPECT_THAT(encodings_of(plain, 2), Contains(Encoding::RLE_DICTIONARY)) << "strings repeat";
}

TEST(DataFileWriter, NestedLeavesAreNamedAsInTheSchema) {
  ParquetWriteOptions options;
  options.encodings = {{"place.lat", ColumnEncoding::kByteStreamSplit},
                       {"tags.element.text", ColumnEncoding::kDeltaByteArray},
                       {"scores.key", ColumnEncoding::kDeltaByteArray}};
  ParquetFile file(testing::nested_schema(), options);
  file.add({"[1]", R"([{"lat": 1.5, "lon": 2}])", R"([[{"text": "a"}]])", R"([[["k", "1.00"]]])"}).finish();
  EXPECT_THAT(encodings_of(file, 1), Contains(parquet::Encoding::BYTE_STREAM_SPLIT));
  EXPECT_THAT(encodings_of(file, 3), Contains(parquet::Encoding::DELTA_BYTE_ARRAY));
  EXPECT_THAT(encodings_of(file, 4), Contains(parquet::Encoding::DELTA_BYTE_ARRAY));
}

TEST(DataFileWriter, EntryHasItsPartitionSpecAndOrder) {
  SmallLake lake;
  const Table table = lake.create();
  const PartitionValues partition = {int32_t{20098}, std::string("sto3g")};
  const DataFile file = *DataFileWriter::open(table, partition, "f")->finish();
  EXPECT_EQ(file.partition, partition);
  EXPECT_EQ(file.spec_id, 0);
  EXPECT_EQ(file.sort_order_id, 0);
  EXPECT_EQ(file.record_count, 0) << "a file without rows is whole";
  EXPECT_EQ(file.file_format, "PARQUET");
}

/// A file of {id, place {lat, lon}} read as the table has it later.
TEST(DataFileReader, OnlyRequestedStructFieldsAreRead) {
  SmallLake lake;
  CreateTableOptions created;
  created.schema = testing::nested_schema();
  Table table = *lake.catalog.create_table({"db", "t"}, created);
  auto writer = *DataFileWriter::open(table, {}, "f");
  arrow::ArrayVector arrays;
  const char* columns[] = {"[1, 2]", R"([{"lat": 1.5, "lon": 2.5}, null])", R"([[{"text": "a"}], null])",
                           "[null, null]"};
  for (size_t i = 0; i < 4; ++i)
    arrays.push_back(array_of(arrow_type_of(created.schema.fields[i].type), columns[i]));
  ASSERT_TRUE(writer.write(*arrow::RecordBatch::Make(arrow_schema_of(created.schema), 2, arrays)));
  AppendOptions options;
  options.files = {*writer.finish()};
  ASSERT_TRUE(append(table, options));
  ASSERT_TRUE(commit_change(table, [](TableMetadata& metadata) -> Result<bool> {
    auto& place = metadata.schemas[0].fields[1];
    std::swap(place.type.fields[0], place.type.fields[1]);
    place.type.fields.push_back({11, "alt", false, Type::int32(), ""});
    metadata.last_column_id = 11;
    return true;
  }));
  const std::vector<std::string> names = {"place", "id"};
  const auto rows = read_data_file(table, plan_files(table)->at(0), names);
  ASSERT_TRUE(rows) << rows.error().to_string();
  const auto place = (*rows)->column(0)->chunk(0);
  EXPECT_TRUE(place->Equals(array_of(place->type(), R"([{"lon": 2.5, "lat": 1.5, "alt": null}, null])")))
      << place->ToString();
  EXPECT_TRUE((*rows)->column(1)->chunk(0)->Equals(array_of(arrow::int64(), "[1, 2]")));
  EXPECT_EQ(read_data_file(table, plan_files(table)->at(0), std::vector<std::string>{"none"}).error().kind,
            ErrorKind::kInvalidInput);
}

/// Hive's files leave identity partition columns out; they are known from the manifest alone.
TEST(DataFileReader, PartitionValuesReplaceMissingColumns) {
  SmallLake lake;
  Table table = lake.create();
  ParquetFile without({0, {{3, "experiment_id", true, Type::string(), ""}}, {}});
  const DataFile written = without.add({R"(["e1", "e2"])"}).finish();
  AppendOptions options;
  options.files = {testing::small_file(table, "hive", 2)};
  options.files[0].file_size_bytes = written.file_size_bytes;
  const std::string bytes = *without.place(written).store->get("f");
  ASSERT_TRUE(lake.store->put(table.key_below("data/hive.parquet"), bytes));
  ASSERT_TRUE(append(table, options));
  const std::vector<std::string> names = {"basis_set", "processing_date", "experiment_id", "energy"};
  const auto rows = read_data_file(table, plan_files(table)->at(0), names);
  ASSERT_TRUE(rows) << rows.error().to_string();
  EXPECT_TRUE((*rows)->column(0)->chunk(0)->Equals(array_of(arrow::utf8(), R"(["sto3g", "sto3g"])")));
  EXPECT_TRUE((*rows)->column(1)->chunk(0)->Equals(array_of(arrow::date32(), "[20098, 20098]")));
  EXPECT_EQ((*rows)->column(3)->null_count(), 2);
}

TEST(HasExactLayout, HoldsForOurFilesAndTheirOwnColumns) {
  const Schema schema = flat_schema();
  ParquetFile rows(schema);
  const DataFile file = rows.add({"[1]", "[1]", R"(["a"])"}).finish();
  EXPECT_TRUE(has_exact_layout(rows.place(file), schema.fields));
  EXPECT_TRUE(has_exact_layout(rows.place(file), {schema.fields[1], {9, "new", false, Type::int32(), ""}}))
      << "an optional column may be absent";
  const std::vector<std::pair<const char*, std::vector<NestedField>>> others = {
      {"a required column that is absent", {{9, "new", true, Type::int32(), ""}}},
      {"a wider integer", {{1, "n", false, Type::int64(), ""}}},
      {"another type", {{1, "n", false, Type::date(), ""}}},
      {"bytes", {{3, "s", false, *parse_primitive_type("binary"), ""}}},
      {"a list", {{3, "s", false, Type::list(Type::string()), ""}}}};
  for (const auto& [what, columns] : others)
    EXPECT_FALSE(has_exact_layout(rows.place(file), columns)) << what;
  FilePlace place = rows.place(file);
  place.record_count = 2;
  EXPECT_FALSE(has_exact_layout(place, schema.fields)) << "another number of rows";
  place.key = "none";
  EXPECT_FALSE(has_exact_layout(place, schema.fields)) << "no file";
}

TEST(HasExactLayout, NullInARequiredColumnIsInexact) {
  for (const char* values : {"[1, 2]", "[1, null]"}) {
    ParquetFile rows(flat_schema());
    const DataFile file = rows.add({values, "[1, 2]", R"(["a", "b"])"}).finish();
    EXPECT_EQ(has_exact_layout(rows.place(file), {{1, "n", true, Type::int32(), ""}}),
              !std::string_view(values).contains("null"));
  }
}

TEST(HasPlainLayout, ExcludesTypesThatReadersDifferIn) {
  for (const char* type : {"boolean", "int", "long", "float", "double", "date", "timestamp", "timestamptz",
                           "string", "binary"}) {
    EXPECT_TRUE(has_plain_layout(*parse_primitive_type(type))) << type;
    EXPECT_TRUE(has_plain_layout(Type::list(*parse_primitive_type(type)))) << type;
  }
  for (const char* type : {"time", "uuid", "fixed[3]", "decimal(9,2)"}) {
    EXPECT_FALSE(has_plain_layout(*parse_primitive_type(type))) << type;
    EXPECT_FALSE(has_plain_layout(Type::list(*parse_primitive_type(type)))) << type;
  }
  EXPECT_FALSE(has_plain_layout(Type::structure({})));
}

}  // namespace
}  // namespace eigenlake::iceberg
