#include "eigenlake/iceberg/data/row_deletes.h"

#include <arrow/api.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/avro/object_container.h"
#include "eigenlake/iceberg/codec/avro_fields.h"
#include "eigenlake/iceberg/data/arrow_schema.h"
#include "eigenlake/iceberg/data/data_file_reader.h"
#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/iceberg/data/position_delete_file.h"
#include "eigenlake/iceberg/testing/arrow_from_json.h"
#include "eigenlake/iceberg/testing/delete_action.h"
#include "eigenlake/iceberg/testing/nested_schema.h"
#include "eigenlake/iceberg/testing/small_table.h"
#include "eigenlake/iceberg/update/table_changes.h"

namespace eigenlake::iceberg {
namespace {

using testing::array_of;
using testing::DeleteFileAction;

const TableIdentifier kTable{"db", "deleted_from"};

/// Ten rows: number 0 to 9, energy with a null, NaN and zeros of both signs, text, and place {lat, lon}.
constexpr const char* kEnergies = "[1.5, null, NaN, 0.0, -0.0, 2.5, 3.5, 4.5, 5.5, 6.5]";

/// A table in memory with one Parquet file, and equality deletes in Avro as engines write them.
class RowDeletesTest : public ::testing::Test {
 protected:
  RowDeletesTest() {
    CreateTableOptions options;
    options.schema.fields = {{0, "number", true, Type::int64(), ""},
                             {0, "energy", false, Type::float64(), ""},
                             {0, "text", false, Type::string(), ""},
                             testing::nested_schema().fields[1]};
    options.schema = assign_fresh_ids(options.schema);
    table_.emplace(*lake_.catalog.create_table(kTable, options));
    AppendOptions appended;
    appended.files = {write_rows()};
    const auto snapshot = append(*table_, appended);
    EXPECT_TRUE(snapshot) << snapshot.error().to_string();
  }

  DataFile write_rows() {
    const auto place =
        arrow::struct_({arrow::field("lat", arrow::float64()), arrow::field("lon", arrow::float64())});
    std::string numbers;
    std::string texts;
    std::string places;
    for (int i = 0; i < 10; ++i) {
      numbers += fmt::format("{}{}", i > 0 ? "," : "", i);
      texts += fmt::format(R"({}"t{}")", i > 0 ? "," : "", i % 3);
      places +=
          fmt::format(R"({}{})", i > 0 ? "," : "", i == 9 ? "null" : fmt::format(R"({{"lat": {}}})", i));
    }
    const arrow::ArrayVector arrays = {
        array_of(arrow::int64(), "[" + numbers + "]"), array_of(arrow::float64(), kEnergies),
        array_of(arrow::utf8(), "[" + texts + "]"), array_of(place, "[" + places + "]")};
    arrow::FieldVector fields;
    for (const auto& array : arrays) fields.push_back(arrow::field("", array->type()));
    auto writer = *DataFileWriter::open(*table_, {}, "rows");
    const auto written = writer.write(*arrow::RecordBatch::Make(arrow::schema(fields), 10, arrays));
    EXPECT_TRUE(written) << written.error().to_string();
    return *writer.finish();
  }

  /// A field of an Avro file.
  static avro::Field field(const std::string& name, avro::SchemaPtr type, int id) {
    return avro::optional_field(name, std::move(type), {avro::attribute("field-id", id)});
  }

  Result<> commit_deletes(FileContent content, const std::vector<avro::Field>& fields,
                          const std::vector<avro::Value>& rows, std::vector<int> equality_ids) {
    const std::string bytes = *avro::write_container(avro::record("row", fields), rows);
    DataFile file;
    file.content = content;
    file.file_format = "avro";
    file.file_path = table_->recorded_path(fmt::format("data/deletes{}.avro", ++num_files_));
    file.record_count = std::ssize(rows);
    file.file_size_bytes = std::ssize(bytes);
    file.equality_ids = std::move(equality_ids);
    EXPECT_TRUE(lake_.store->put(*table_->key_of(file.file_path), bytes));
    return DeleteFileAction(*table_, file).commit();
  }

  Result<> delete_equal(const std::vector<avro::Field>& fields, const std::vector<avro::Value>& rows,
                        std::vector<int> equality_ids) {
    return commit_deletes(FileContent::kEqualityDeletes, fields, rows, std::move(equality_ids));
  }

  Result<> delete_at(const std::vector<std::pair<std::string, int64_t>>& places) {
    std::vector<avro::Value> rows;
    for (const auto& [path, place] : places) rows.emplace_back(avro::Record{{path, place}});
    return commit_deletes(FileContent::kPositionDeletes,
                          {field("file_path", avro::primitive(avro::Type::kString), kDeleteFilePathId),
                           field("pos", avro::primitive(avro::Type::kLong), kDeletePositionId)},
                          rows, {});
  }

  Result<std::vector<int64_t>> numbers_left() {
    const auto tasks = *plan_files(*table_);
    const std::vector<std::string> columns = {"number"};
    EIGENLAKE_ASSIGN_OR_RETURN(const auto rows, read_data_file(*table_, tasks.at(0), columns));
    std::vector<int64_t> numbers;
    for (const auto& chunk : rows->column(0)->chunks())
      for (int64_t i = 0; i < chunk->length(); ++i)
        numbers.push_back(static_cast<const arrow::Int64Array&>(*chunk).Value(i));
    return numbers;
  }

  void expect_left(const std::vector<int64_t>& numbers) {
    const auto left = numbers_left();
    ASSERT_TRUE(left) << left.error().to_string();
    EXPECT_EQ(*left, numbers);
  }

  std::string data_path() { return plan_files(*table_)->at(0).data_file.file_path; }

  testing::SmallLake lake_;
  std::optional<Table> table_;
  int num_files_ = 0;
};

const avro::SchemaPtr kLong = avro::primitive(avro::Type::kLong);
const avro::SchemaPtr kDouble = avro::primitive(avro::Type::kDouble);
const avro::SchemaPtr kText = avro::primitive(avro::Type::kString);

TEST_F(RowDeletesTest, PositionsOfSeveralFilesAddUp) {
  ASSERT_TRUE(delete_at({{data_path(), 0}, {data_path(), 3}, {data_path(), 3}}));
  ASSERT_TRUE(delete_at({{data_path(), 9}, {data_path(), 3}, {"/elsewhere/rows.parquet", 5}}));
  expect_left({1, 2, 4, 5, 6, 7, 8});
}

TEST_F(RowDeletesTest, PositionsMayBeUnordered) {
  ASSERT_TRUE(delete_at({{data_path(), 8}, {"/other", 1}, {data_path(), 2}, {data_path(), 5}}));
  expect_left({0, 1, 3, 4, 6, 7, 9});
}

TEST_F(RowDeletesTest, AllRowsMayBeDeleted) {
  std::vector<std::pair<std::string, int64_t>> places;
  for (int64_t i = 0; i < 10; ++i) places.emplace_back(data_path(), i);
  ASSERT_TRUE(delete_at(places));
  expect_left({});
}

TEST_F(RowDeletesTest, ValuesDeleteEqualRows) {
  ASSERT_TRUE(delete_equal({field("text", kText, 3)}, {avro::Record{{"t1"}}, avro::Record{{"none"}}}, {3}));
  expect_left({0, 2, 3, 5, 6, 8, 9});
}

/// "A row must match all columns of the delete."
TEST_F(RowDeletesTest, AllColumnsMustMatch) {
  ASSERT_TRUE(delete_equal({field("text", kText, 3), field("number", kLong, 1)},
                           {avro::Record{{"t1", int64_t{4}}}, avro::Record{{"t1", int64_t{5}}}}, {1, 3}));
  expect_left({0, 1, 2, 3, 5, 6, 7, 8, 9});
}

TEST_F(RowDeletesTest, NullEqualsNullAndNanEqualsNan) {
  ASSERT_TRUE(delete_equal({field("energy", kDouble, 2)}, {avro::Record{{avro::Value()}}}, {2}));
  expect_left({0, 2, 3, 4, 5, 6, 7, 8, 9});
  ASSERT_TRUE(delete_equal({field("energy", kDouble, 2)}, {avro::Record{{-std::nan("")}}}, {2}));
  expect_left({0, 3, 4, 5, 6, 7, 8, 9});
}

TEST_F(RowDeletesTest, SignedZerosDiffer) {
  ASSERT_TRUE(delete_equal({field("energy", kDouble, 2)}, {avro::Record{{-0.0}}}, {2}));
  expect_left({0, 1, 2, 3, 5, 6, 7, 8, 9});
}

TEST_F(RowDeletesTest, NarrowerDeleteWidensToTheColumn) {
  ASSERT_TRUE(
      delete_equal({field("energy", avro::primitive(avro::Type::kFloat), 2)}, {avro::Record{{2.5f}}}, {2}));
  ASSERT_TRUE(delete_equal({field("number", avro::primitive(avro::Type::kInt), 1)},
                           {avro::Record{{int32_t{0}}}}, {1}));
  expect_left({1, 2, 3, 4, 6, 7, 8, 9});
}

/// Of a struct only what leads to the column counts; a null on the way is a value of its own.
TEST_F(RowDeletesTest, NestedColumnMayBeTheKey) {
  const auto place = avro::record("place", {field("lat", kDouble, 5)});
  ASSERT_TRUE(delete_equal({field("place", place, 4)}, {avro::Record{{avro::Record{{4.0}}}}}, {5}));
  expect_left({0, 1, 2, 3, 5, 6, 7, 8, 9});
  ASSERT_TRUE(delete_equal({field("place", place, 4)}, {avro::Record{{avro::Value()}}}, {5}));
  expect_left({0, 1, 2, 3, 5, 6, 7, 8});
}

/// A delete by a column that was dropped since holds for the files that still have it.
TEST_F(RowDeletesTest, DroppedColumnStillDeletes) {
  ASSERT_TRUE(delete_equal({field("text", kText, 3)}, {avro::Record{{"t0"}}}, {3}));
  ASSERT_TRUE(commit_change(*table_, [](TableMetadata& metadata) -> Result<bool> {
    Schema schema = metadata.schema();
    std::erase_if(schema.fields, [](const NestedField& f) { return f.name == "text"; });
    schema.schema_id = metadata.current_schema_id = 1;
    metadata.schemas.push_back(schema);
    return true;
  }));
  expect_left({1, 2, 4, 5, 7, 8});
}

TEST_F(RowDeletesTest, DeletesWithoutEqualityIdsAreStoreErrors) {
  ASSERT_TRUE(delete_equal({field("text", kText, 3)}, {avro::Record{{"t0"}}}, {}));
  const auto none = numbers_left();
  EXPECT_EQ(none.error().kind, ErrorKind::kStore);
  EXPECT_TRUE(none.error().to_string().contains("equality_ids")) << none.error().to_string();
}

TEST_F(RowDeletesTest, DeletesByAnUnknownColumnAreStoreErrors) {
  ASSERT_TRUE(delete_equal({field("text", kText, 3)}, {avro::Record{{"t0"}}}, {77}));
  const auto unknown = numbers_left();
  EXPECT_EQ(unknown.error().kind, ErrorKind::kStore);
  EXPECT_TRUE(unknown.error().to_string().contains("field id 77")) << unknown.error().to_string();
}

TEST_F(RowDeletesTest, EqualityDeletesSpareLaterFiles) {
  ASSERT_TRUE(delete_equal({field("number", kLong, 1)}, {avro::Record{{int64_t{3}}}}, {1}));
  AppendOptions again;
  again.files = {plan_files(*table_)->at(0).data_file};
  again.files[0].file_path = table_->recorded_path("data/again.parquet");
  ASSERT_TRUE(append(*table_, again));
  const auto tasks = *plan_files(*table_);
  ASSERT_EQ(tasks.size(), 2u);
  EXPECT_EQ(tasks[0].deletes.size() + tasks[1].deletes.size(), 1u);
}

TEST_F(RowDeletesTest, RowPlacesStayThoseOfTheFile) {
  ASSERT_TRUE(delete_at({{data_path(), 0}, {data_path(), 5}}));
  const auto tasks = *plan_files(*table_);
  const std::vector<std::string> columns = {"number"};
  auto reader = *DataFileReader::open(*table_, tasks[0], columns, {}, nullptr, RowPlaces::kAdded);
  const auto batch = *reader.next();
  EXPECT_TRUE(batch->column(1)->Equals(array_of(arrow::int64(), "[1, 2, 3, 4, 6, 7, 8, 9]")));
  EXPECT_EQ(*reader.next(), nullptr);
}

/// A type, and two values of it as Arrow reads them; the first is deleted.
struct KeyType {
  const char* type;
  const char* rows;
  Literal deleted;
};

TEST(EqualityDeletes, CompareEveryType) {
  using namespace std::string_literals;
  const KeyType types[] = {{"boolean", "[true, false]", true},
                           {"int", "[-7, 7]", int32_t{-7}},
                           {"long", "[1099511627776, 7]", int64_t{1} << 40},
                           {"float", "[1.5, -1.5]", 1.5f},
                           {"double", "[1.5, -1.5]", 1.5},
                           {"date", "[-1, 1]", int32_t{-1}},
                           {"time", "[5, 6]", int64_t{5}},
                           {"timestamp", "[-5, 5]", int64_t{-5}},
                           {"timestamptz", "[-5, 5]", int64_t{-5}},
                           {"string", R"(["a", "ab"])", "a"s},
                           {"binary", R"(["a", "ab"])", "a"s},
                           {"fixed[2]", R"(["ab", "ac"])", "ab"s},
                           {"decimal(9,2)", R"(["-14.20", "14.20"])", "\xfa\x74"s}};
  for (const auto& [name, rows, deleted] : types) {
    const Type type = *parse_primitive_type(name);
    testing::SmallLake lake;
    CreateTableOptions options;
    options.schema.fields = {{1, "x", false, type, ""}};
    Table table = *lake.catalog.create_table(kTable, options);
    auto writer = *DataFileWriter::open(table, {}, "rows");
    const auto array = array_of(arrow_type_of(type), rows);
    ASSERT_TRUE(writer.write(*arrow::RecordBatch::Make(arrow_schema_of(options.schema), 2, {array}))) << name;
    AppendOptions appended;
    appended.files = {*writer.finish()};
    ASSERT_TRUE(append(table, appended));
    const auto field = avro::required_field("x", avro_schema_of(type, "x"), {avro::attribute("field-id", 1)});
    avro::ContainerWriter container(avro::record("row", {field}));
    std::string datum;
    append_literal(datum, deleted, type);
    ASSERT_TRUE(container.append_encoded(datum));
    const std::string bytes = *container.finish();
    DataFile file;
    file.content = FileContent::kEqualityDeletes;
    file.file_format = "AVRO";
    file.file_path = table.recorded_path("data/deletes.avro");
    file.record_count = 1;
    file.file_size_bytes = std::ssize(bytes);
    file.equality_ids = {1};
    ASSERT_TRUE(lake.store->put(*table.key_of(file.file_path), bytes));
    ASSERT_TRUE(DeleteFileAction(table, file).commit());
    const std::vector<std::string> columns = {"x"};
    const auto left = read_data_file(table, plan_files(table)->at(0), columns);
    ASSERT_TRUE(left) << name << left.error().to_string();
    ASSERT_EQ((*left)->num_rows(), 1) << name;
    EXPECT_TRUE((*left)->column(0)->chunk(0)->Equals(array->Slice(1))) << name;
  }
}

TEST(WritePositionDeletes, AreSortedWithWholePathBounds) {
  const std::string long_path = "s3://bucket/" + std::string(100, 'p');
  DataFile original;
  original.content = FileContent::kPositionDeletes;
  original.file_path = "old";
  original.sort_order_id = 3;
  original.nan_value_counts = {{1, 1}};
  const auto file = write_position_deletes({{long_path, {7, 9}}, {"a", {3}}}, original);
  ASSERT_TRUE(file) << file.error().to_string();
  EXPECT_EQ(file->entry.record_count, 3);
  EXPECT_EQ(file->entry.file_size_bytes, std::ssize(file->bytes));
  EXPECT_EQ(file->entry.content, FileContent::kPositionDeletes);
  EXPECT_EQ(file->entry.file_path, "old");
  EXPECT_EQ(file->entry.lower_bounds.at(kDeleteFilePathId), "a");
  EXPECT_EQ(file->entry.upper_bounds.at(kDeleteFilePathId), long_path);
  EXPECT_TRUE(file->entry.nan_value_counts.empty());
  EXPECT_EQ(file->entry.null_value_counts.at(kDeletePositionId), 0);
  EXPECT_EQ(file->entry.value_counts.at(kDeletePositionId), 3);
  auto store = std::make_shared<InMemoryObjectStore>();
  ASSERT_TRUE(store->put("f", file->bytes));
  DeleteFile deletes{file->entry, 1, store, "f", "f"};
  testing::SmallLake lake;
  const auto positions = *DeleteCache().positions(lake.create(), deletes);
  EXPECT_EQ(*positions, (PositionDeletes{{"a", {3}}, {long_path, {7, 9}}}));
}

}  // namespace
}  // namespace eigenlake::iceberg
