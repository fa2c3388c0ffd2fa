#include "eigenlake/iceberg/data/column_projection.h"

#include <arrow/api.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/data/arrow_schema.h"
#include "eigenlake/iceberg/testing/arrow_from_json.h"
#include "eigenlake/iceberg/testing/nested_schema.h"

namespace eigenlake::iceberg {
namespace {

using namespace std::string_literals;
using testing::array_of;
using testing::field_with_id;

using BatchPtr = std::shared_ptr<arrow::RecordBatch>;

/// A file's batch of one column.
BatchPtr stored(const std::shared_ptr<arrow::Field>& field, const std::string& json) {
  const auto array = array_of(field->type(), json);
  return arrow::RecordBatch::Make(arrow::schema({field}), array->length(), {array});
}

BatchPtr stored(const std::shared_ptr<arrow::DataType>& type, const std::string& json) {
  return stored(field_with_id("x", type, 1), json);
}

NestedField column(Type type, bool required = false) {
  return {1, "x", required, std::move(type), ""};
}

Type primitive(std::string_view text) {
  return *parse_primitive_type(text);
}

Result<std::shared_ptr<arrow::Array>> projected(const BatchPtr& batch, const NestedField& target,
                                                const ColumnConstants& constants = {}) {
  auto result = project_columns(*batch, {target}, constants);
  if (!result) return std::unexpected(std::move(result).error());
  EXPECT_TRUE((*result)->ValidateFull().ok());
  EXPECT_EQ(field_id_of(*(*result)->schema()->field(0)), target.id);
  return (*result)->column(0);
}

/// The values of a projected array in another type.
void expect_projected(const BatchPtr& batch, const NestedField& target, const std::string& json) {
  const auto array = projected(batch, target);
  ASSERT_TRUE(array) << array.error().to_string();
  EXPECT_TRUE((*array)->type()->Equals(arrow_type_of(target.type))) << (*array)->type()->ToString();
  EXPECT_TRUE((*array)->Equals(array_of((*array)->type(), json))) << (*array)->ToString();
}

void expect_rejected(const BatchPtr& batch, const NestedField& target, const std::string& message) {
  const auto array = projected(batch, target);
  ASSERT_FALSE(array) << (*array)->ToString();
  EXPECT_EQ(array.error().kind, ErrorKind::kCorrupt);
  EXPECT_TRUE(array.error().message.contains(message)) << array.error().message;
}

/// Stored type, values, the column's type, values.
TEST(ProjectColumns, TypesWidenAsInTheSpec) {
  const std::tuple<std::shared_ptr<arrow::DataType>, const char*, const char*, const char*> cases[] = {
      {arrow::int32(), "[-1, null, 2147483647]", "long", "[-1, null, 2147483647]"},
      {arrow::float32(), "[-1.5, null]", "double", "[-1.5, null]"},
      {arrow::decimal128(9, 2), R"(["-14.20", null])", "decimal(20,2)", R"(["-14.20", null])"},
      {arrow::int8(), "[-128]", "int", "[-128]"},
      {arrow::uint16(), "[65535]", "int", "[65535]"},
      {arrow::uint32(), "[4294967295]", "long", "[4294967295]"},
      {arrow::large_utf8(), R"(["ä", ""])", "string", R"(["ä", ""])"},
      {arrow::binary(), R"(["raw"])", "string", R"(["raw"])"},
      {arrow::utf8(), R"(["raw"])", "binary", R"(["raw"])"},
      {arrow::time32(arrow::TimeUnit::MILLI), "[1]", "time", "[1000]"},
      {arrow::fixed_size_binary(3), R"(["abc"])", "fixed[3]", R"(["abc"])"},
      {arrow::boolean(), "[true, null]", "boolean", "[true, null]"},
      {arrow::date32(), "[-1]", "date", "[-1]"}};
  for (const auto& [type, values, target, expected] : cases)
    expect_projected(stored(type, values), column(primitive(target)), expected);
}

TEST(ProjectColumns, TimestampsOfEveryZoneBecomeMicroseconds) {
  using arrow::TimeUnit;
  expect_projected(stored(arrow::timestamp(TimeUnit::MILLI), "[-1]"), column(primitive("timestamp")),
                   "[-1000]");
  expect_projected(stored(arrow::timestamp(TimeUnit::MICRO, "Europe/Berlin"), "[5]"),
                   column(primitive("timestamptz")), "[5]");
  expect_projected(stored(arrow::timestamp(TimeUnit::NANO, "UTC"), "[7000]"),
                   column(primitive("timestamptz")), "[7]");
}

TEST(ProjectColumns, LossyTypesAreCorrupt) {
  const std::tuple<std::shared_ptr<arrow::DataType>, const char*, const char*> cases[] = {
      {arrow::int64(), "[1]", "int"},
      {arrow::uint32(), "[1]", "int"},
      {arrow::uint64(), "[1]", "long"},
      {arrow::float64(), "[1]", "float"},
      {arrow::int32(), "[1]", "double"},
      {arrow::int32(), "[1]", "date"},
      {arrow::date32(), "[1]", "int"},
      {arrow::date32(), "[1]", "timestamp"},
      {arrow::int64(), "[1]", "timestamp"},
      {arrow::utf8(), R"(["1"])", "int"},
      {arrow::int32(), "[1]", "string"},
      {arrow::decimal128(9, 2), R"(["1.00"])", "decimal(9,3)"},
      {arrow::decimal128(10, 2), R"(["1.00"])", "decimal(9,2)"},
      {arrow::fixed_size_binary(3), R"(["abc"])", "fixed[4]"},
      {arrow::fixed_size_binary(3), R"(["abc"])", "uuid"},
      {arrow::binary(), R"(["abc"])", "fixed[3]"},
      {arrow::int32(), "[1]", "boolean"},
      {arrow::int64(), "[1]", "time"}};
  for (const auto& [type, values, target] : cases) {
    expect_rejected(stored(type, values), column(primitive(target)),
                    "column x (field id 1) to be " + primitive(target).to_string());
  }
}

TEST(ProjectColumns, LossyTimesAreCorrupt) {
  EXPECT_FALSE(
      projected(stored(arrow::timestamp(arrow::TimeUnit::NANO), "[1]"), column(primitive("timestamp"))));
}

TEST(ProjectColumns, DictionariesAndNullArraysAreDecoded) {
  const auto dictionary = arrow::dictionary(arrow::int32(), arrow::utf8());
  expect_projected(stored(dictionary, R"(["a", null, "a"])"), column(Type::string()), R"(["a", null, "a"])");
  expect_projected(stored(arrow::null(), "[null, null]"), column(Type::int64()), "[null, null]");
  expect_rejected(stored(arrow::null(), "[null]"), column(Type::int64(), true), "required column x");
}

TEST(ProjectColumns, MissingColumnIsItsConstantOrNull) {
  const BatchPtr batch = stored(field_with_id("other", arrow::int32(), 9), "[1, 2]");
  EXPECT_EQ((*projected(batch, column(Type::string())))->null_count(), 2);
  const auto constant = *projected(batch, column(Type::string(), true), {{1, "sto3g"s}});
  EXPECT_TRUE(constant->Equals(array_of(arrow::utf8(), R"(["sto3g", "sto3g"])")));
  expect_rejected(batch, column(Type::string(), true), "required column x (field id 1) is missing");
}

TEST(ProjectColumns, StoredColumnOverridesItsConstant) {
  const auto array =
      *projected(stored(arrow::int32(), "[1, null]"), column(Type::int32()), {{1, int32_t{7}}});
  EXPECT_TRUE(array->Equals(array_of(arrow::int32(), "[1, null]")));
}

TEST(ProjectColumns, NamesAndOrderFollowTheTable) {
  const auto schema =
      arrow::schema({field_with_id("old_b", arrow::int32(), 2), field_with_id("a", arrow::int32(), 1),
                     arrow::field("no_id", arrow::int32())});
  const BatchPtr batch = arrow::RecordBatch::Make(
      schema, 1,
      {array_of(arrow::int32(), "[2]"), array_of(arrow::int32(), "[1]"), array_of(arrow::int32(), "[0]")});
  const auto result = *project_columns(
      *batch, {{1, "new_a", false, Type::int32(), ""}, {2, "new_b", true, Type::int64(), ""}}, {});
  EXPECT_EQ(result->schema()->field_names(), (std::vector<std::string>{"new_a", "new_b"}));
  EXPECT_TRUE(result->schema()->field(0)->nullable());
  EXPECT_FALSE(result->schema()->field(1)->nullable());
  EXPECT_EQ(result->column(0)->ToString(), array_of(arrow::int32(), "[1]")->ToString());
  EXPECT_EQ(result->column(1)->ToString(), array_of(arrow::int64(), "[2]")->ToString());
}

TEST(ProjectColumns, NullInARequiredColumnIsCorrupt) {
  expect_projected(stored(arrow::int32(), "[1]"), column(Type::int32(), true), "[1]");
  expect_rejected(stored(arrow::int32(), "[1, null]"), column(Type::int32(), true), "has a null");
}

/// place {lat 5, lon 6} as a file had it before lon was renamed and alt added.
TEST(ProjectColumns, FieldsOfStructsAreMatchedByIdAtEveryDepth) {
  const auto old = field_with_id(
      "place",
      arrow::struct_({field_with_id("longitude", arrow::float32(), 6),
                      field_with_id("gone", arrow::utf8(), 40), field_with_id("lat", arrow::float64(), 5)}),
      2);
  NestedField place = testing::nested_schema().fields[1];
  place.type.fields.push_back({41, "alt", false, Type::int32(), ""});
  const BatchPtr batch = stored(old, R"([{"longitude": 1.5, "gone": "x", "lat": 2.5}, null])");
  const auto array = projected(batch, place);
  ASSERT_TRUE(array) << array.error().to_string();
  EXPECT_TRUE(
      (*array)->Equals(array_of((*array)->type(), R"([{"lat": 2.5, "lon": 1.5, "alt": null}, null])")))
      << (*array)->ToString();
  const auto sliced = projected(batch->Slice(1), place);
  EXPECT_TRUE((*sliced)->IsNull(0));
}

TEST(ProjectColumns, RequiredFieldMayBeNullInANullStruct) {
  const auto old = field_with_id("place", arrow::struct_({field_with_id("lat", arrow::float64(), 5)}), 2);
  const NestedField place = testing::nested_schema().fields[1];
  EXPECT_TRUE(projected(stored(old, R"([null, {"lat": 1}])"), place));
  expect_rejected(stored(old, R"([{"lat": null}])"), place, "required column lat (field id 5) has a null");
  const auto without = field_with_id("place", arrow::struct_({field_with_id("lon", arrow::float64(), 6)}), 2);
  expect_rejected(stored(without, R"([{"lon": 1}])"), place, "required column lat (field id 5) is missing");
}

TEST(ProjectColumns, EveryListFormBecomesAList) {
  const NestedField list = {1, "x", false, Type::list(Type::int64(), false), ""};
  NestedField with_id = list;
  with_id.type.fields[0].id = 2;
  const auto element = field_with_id("item", arrow::int32(), 2);
  for (const auto& type : {arrow::list(element), arrow::large_list(element)})
    expect_projected(stored(type, "[[1, null], [], null]"), with_id, "[[1, null], [], null]");
  expect_projected(stored(arrow::fixed_size_list(element, 2), "[[1, 2], [3, null]]"), with_id,
                   "[[1, 2], [3, null]]");
  expect_rejected(stored(arrow::int32(), "[1]"), with_id, "to be list<long>, found int32");
  with_id.type.fields[0].required = true;
  expect_rejected(stored(arrow::list(element), "[[1, null]]"), with_id,
                  "required column element (field id 2)");
  EXPECT_TRUE(projected(stored(arrow::list(element), "[[1], null, [2]]")->Slice(1), with_id));
}

TEST(ProjectColumns, MapsKeepTheirKeysAndWidenTheirValues) {
  const NestedField scores = testing::nested_schema().fields[3];
  const auto type =
      std::make_shared<arrow::MapType>(field_with_id("key", arrow::utf8(), 9)->WithNullable(false),
                                       field_with_id("value", arrow::decimal128(5, 2), 10));
  const BatchPtr batch =
      stored(field_with_id("scores", type, 4), R"([[["a", "1.00"], ["b", null]], null, []])");
  expect_projected(batch, scores, R"([[["a", "1.00"], ["b", null]], null, []])");
  NestedField required = scores;
  required.type.fields[1].required = true;
  expect_rejected(batch, required, "required column value (field id 10)");
  expect_rejected(stored(field_with_id("scores", arrow::int32(), 4), "[1]"), scores, "to be map<");
}

TEST(ProjectColumns, StructIsNotPrimitive) {
  const auto old = arrow::struct_({field_with_id("lat", arrow::float64(), 5)});
  expect_rejected(stored(old, R"([{"lat": 1}])"), column(Type::float64()), "to be double");
  NestedField place = testing::nested_schema().fields[1];
  place.id = 1;
  expect_rejected(stored(arrow::float64(), "[1]"), place, "to be struct<");
}

/// A value of each type, and what Arrow reads it as.
TEST(RepeatLiteral, FillsEveryRow) {
  const std::tuple<const char*, Literal, const char*> cases[] = {
      {"boolean", true, "true"},
      {"int", int32_t{-7}, "-7"},
      {"long", int64_t{1} << 40, "1099511627776"},
      {"float", 1.5f, "1.5"},
      {"double", -2.5, "-2.5"},
      {"date", int32_t{3}, "3"},
      {"time", int64_t{4}, "4"},
      {"timestamp", int64_t{-5}, "-5"},
      {"timestamptz", int64_t{6}, "6"},
      {"string", "ä"s, R"("ä")"},
      {"binary", "b"s, R"("b")"},
      {"fixed[2]", "ab"s, R"("ab")"},
      {"uuid", "0123456789abcdef"s, R"("0123456789abcdef")"},
      {"decimal(9,2)", "\xfa\x74"s, R"("-14.20")"},
      {"decimal(9,2)", Literal{}, "null"},
      {"string", Literal{}, "null"}};
  for (const auto& [type, value, json] : cases) {
    const auto array = repeat_literal(value, primitive(type), 2);
    ASSERT_TRUE(array) << type << ": " << array.error().to_string();
    EXPECT_TRUE((*array)->Equals(array_of(arrow_type_of(primitive(type)), fmt::format("[{0}, {0}]", json))))
        << type;
  }
}

TEST(RepeatLiteral, InvalidBytesAreCorrupt) {
  const std::pair<const char*, std::string> cases[] = {
      {"fixed[2]", "abc"}, {"uuid", "abc"}, {"decimal(9,2)", std::string(17, '\1')}, {"decimal(9,2)", ""}};
  for (const auto& [type, bytes] : cases)
    EXPECT_EQ(repeat_literal(bytes, primitive(type), 1).error().kind, ErrorKind::kCorrupt) << type;
}

}  // namespace
}  // namespace eigenlake::iceberg
