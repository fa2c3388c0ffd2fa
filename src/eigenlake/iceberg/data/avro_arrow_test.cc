#include "eigenlake/iceberg/data/avro_arrow.h"

#include <arrow/api.h>
#include <gtest/gtest.h>

#include "eigenlake/iceberg/data/name_mapping.h"
#include "eigenlake/iceberg/testing/arrow_from_json.h"

namespace eigenlake::iceberg {
namespace {

using avro::Array;
using avro::Bytes;
using avro::Record;

avro::SchemaPtr record_of(const std::string& field_type) {
  const auto schema = avro::parse_schema(R"({"type": "record", "name": "row", "fields": [
    {"name": "x", "field-id": 1, "type": )" +
                                         field_type + "}]}");
  EXPECT_TRUE(schema) << schema.error().to_string();
  return *schema;
}

/// An Avro type, its Arrow type, a value and the same as Arrow's JSON.
struct Mapped {
  const char* avro;
  std::shared_ptr<arrow::DataType> arrow;
  avro::Value value;
  const char* json;
};

std::vector<Mapped> mapped_types() {
  using arrow::TimeUnit;
  const auto pairs = arrow::map(arrow::int32(), arrow::utf8());
  return {
      {R"("boolean")", arrow::boolean(), true, "true"},
      {R"("int")", arrow::int32(), int32_t{-7}, "-7"},
      {R"("long")", arrow::int64(), int64_t{1} << 40, "1099511627776"},
      {R"("float")", arrow::float32(), 1.5f, "1.5"},
      {R"("double")", arrow::float64(), -2.5, "-2.5"},
      {R"("string")", arrow::utf8(), "ä", R"("ä")"},
      {R"("bytes")", arrow::binary(), Bytes{"raw"}, R"("raw")"},
      {R"({"type": "enum", "name": "e", "symbols": ["A", "B"]})", arrow::utf8(), avro::Symbol{"B"}, R"("B")"},
      {R"({"type": "fixed", "name": "f", "size": 2})", arrow::fixed_size_binary(2), Bytes{"ab"}, R"("ab")"},
      {R"({"type": "int", "logicalType": "date"})", arrow::date32(), int32_t{-1}, "-1"},
      {R"({"type": "int", "logicalType": "time-millis"})", arrow::time32(TimeUnit::MILLI), int32_t{5}, "5"},
      {R"({"type": "long", "logicalType": "time-micros"})", arrow::time64(TimeUnit::MICRO), int64_t{5}, "5"},
      {R"({"type": "long", "logicalType": "timestamp-micros", "adjust-to-utc": true})",
       arrow::timestamp(TimeUnit::MICRO, "UTC"), int64_t{-5}, "-5"},
      {R"({"type": "long", "logicalType": "timestamp-micros", "adjust-to-utc": false})",
       arrow::timestamp(TimeUnit::MICRO), int64_t{5}, "5"},
      {R"({"type": "long", "logicalType": "local-timestamp-micros"})", arrow::timestamp(TimeUnit::MICRO),
       int64_t{5}, "5"},
      {R"({"type": "long", "logicalType": "timestamp-millis"})", arrow::timestamp(TimeUnit::MILLI, "UTC"),
       int64_t{5}, "5"},
      {R"({"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2})", arrow::decimal128(9, 2),
       Bytes{"\xfa\x74"}, R"("-14.20")"},
      {R"({"type": "fixed", "name": "d", "size": 4, "logicalType": "decimal", "precision": 9, "scale": 2})",
       arrow::decimal128(9, 2), Bytes{std::string("\0\0\x05\x8c", 4)}, R"("14.20")"},
      {R"({"type": "array", "items": ["null", "int"]})", arrow::list(arrow::int32()),
       Array{{avro::Value(int32_t{1}), avro::Value()}}, "[1, null]"},
      {R"({"type": "map", "values": ["null", "long"]})", arrow::map(arrow::utf8(), arrow::int64()),
       avro::Map{{{"k", avro::Value(int64_t{1})}, {"n", avro::Value()}}}, R"([["k", 1], ["n", null]])"},
      {R"({"type": "array", "logicalType": "map", "items": {"type": "record", "name": "kv", "fields": [
           {"name": "key", "type": "int"}, {"name": "value", "type": ["null", "string"]}]}})",
       pairs,
       Array{{avro::Value(Record{{int32_t{1}, "a"}}), avro::Value(Record{{int32_t{2}, avro::Value()}})}},
       R"([[1, "a"], [2, null]])"},
      {R"({"type": "record", "name": "s", "fields": [{"name": "a", "type": "int"},
           {"name": "b", "type": ["null", "string"]}]})",
       arrow::struct_({arrow::field("a", arrow::int32()), arrow::field("b", arrow::utf8())}),
       Record{{int32_t{1}, avro::Value()}}, R"({"a": 1, "b": null})"},
  };
}

/// Equal but for field names within lists and maps, nullability and metadata.
bool same_form(const arrow::DataType& a, const arrow::DataType& b) {
  if (a.id() != b.id() || a.num_fields() != b.num_fields()) return false;
  if (a.num_fields() == 0) return a.Equals(b);
  for (int i = 0; i < a.num_fields(); ++i)
    if (!same_form(*a.field(i)->type(), *b.field(i)->type())) return false;
  return true;
}

TEST(ArrowSchemaOfAvro, MapsEachTypeAndItsNullableForm) {
  for (const Mapped& mapped : mapped_types()) {
    const auto schema = arrow_schema_of_avro(*record_of(mapped.avro));
    ASSERT_TRUE(schema) << mapped.avro << schema.error().to_string();
    EXPECT_TRUE(same_form(*(*schema)->field(0)->type(), *mapped.arrow)) << (*schema)->ToString();
    EXPECT_FALSE((*schema)->field(0)->nullable());
    EXPECT_EQ(field_id_of(*(*schema)->field(0)), 1);
    const auto optional = arrow_schema_of_avro(*record_of(fmt::format(R"(["null", {}])", mapped.avro)));
    EXPECT_TRUE((*optional)->field(0)->nullable()) << mapped.avro;
    EXPECT_TRUE((*optional)->field(0)->type()->Equals((*schema)->field(0)->type()));
  }
}

TEST(AppendAvroValue, AppendsValueAndNull) {
  for (const Mapped& mapped : mapped_types()) {
    const auto record = record_of(fmt::format(R"(["null", {}])", mapped.avro));
    const auto type = (*arrow_schema_of_avro(*record))->field(0)->type();
    const auto builder = *arrow::MakeBuilder(type);
    ASSERT_TRUE(append_avro_value(mapped.value, *record->fields[0].type, *builder)) << mapped.avro;
    ASSERT_TRUE(append_avro_value({}, *record->fields[0].type, *builder)) << mapped.avro;
    const auto array = *builder->Finish();
    const auto expected = testing::array_of(type, fmt::format("[{}, null]", mapped.json));
    EXPECT_TRUE(array->Equals(expected)) << mapped.avro << array->ToString();
  }
}

TEST(AppendAvroValue, DecimalBeyondItsDigitsIsCorrupt) {
  const auto record = record_of(R"({"type": "bytes", "logicalType": "decimal", "precision": 2, "scale": 0})");
  const auto builder = *arrow::MakeBuilder(arrow::decimal128(2, 0));
  EXPECT_TRUE(append_avro_value(Bytes{"\x63"}, *record->fields[0].type, *builder)) << "99";
  for (const std::string& bytes : {std::string("\x64"), std::string(17, '\1'), std::string()}) {
    const auto appended = append_avro_value(Bytes{bytes}, *record->fields[0].type, *builder);
    ASSERT_FALSE(appended) << bytes.size();
    EXPECT_EQ(appended.error().kind, ErrorKind::kCorrupt);
  }
}

TEST(ArrowSchemaOfAvro, IdsOfElementsKeysAndValuesAreKept) {
  const auto list =
      *arrow_schema_of_avro(*record_of(R"({"type": "array", "items": "int", "element-id": 7})"));
  EXPECT_EQ(field_id_of(*list->field(0)->type()->field(0)), 7);
  const auto map =
      *arrow_schema_of_avro(*record_of(R"({"type": "map", "values": "int", "key-id": 8, "value-id": 9})"));
  const auto& type = static_cast<const arrow::MapType&>(*map->field(0)->type());
  EXPECT_EQ(field_id_of(*type.key_field()), 8);
  EXPECT_EQ(field_id_of(*type.item_field()), 9);
  const auto pairs = *arrow_schema_of_avro(*record_of(
      R"({"type": "array", "logicalType": "map", "items": {"type": "record", "name": "kv", "fields": [
          {"name": "key", "type": "int", "field-id": 3}, {"name": "value", "type": "int", "field-id": 4}]}})"));
  const auto& pair_type = static_cast<const arrow::MapType&>(*pairs->field(0)->type());
  EXPECT_EQ(field_id_of(*pair_type.key_field()), 3);
  EXPECT_EQ(field_id_of(*pair_type.item_field()), 4);
}

TEST(ArrowSchemaOfAvro, PairsWithoutMapTypeAreAList) {
  const auto schema = *arrow_schema_of_avro(*record_of(
      R"({"type": "array", "items": {"type": "record", "name": "kv", "fields": [
          {"name": "key", "type": "int"}, {"name": "value", "type": "int"}]}})"));
  EXPECT_EQ(schema->field(0)->type()->id(), arrow::Type::LIST);
}

TEST(ArrowSchemaOfAvro, UnmappedTypesAreRejected) {
  const auto unions = arrow_schema_of_avro(*record_of(R"(["null", "int", "string"])"));
  EXPECT_EQ(unions.error().kind, ErrorKind::kUnsupported);
  EXPECT_TRUE(unions.error().message.contains("column x must be a union")) << unions.error().message;
  const auto endless = arrow_schema_of_avro(*record_of(
      R"({"type": "record", "name": "node", "fields": [{"name": "next", "type": ["null", "node"]}]})"));
  EXPECT_EQ(endless.error().kind, ErrorKind::kUnsupported);
  EXPECT_TRUE(endless.error().message.contains("next is nested within itself")) << endless.error().message;
  EXPECT_EQ(arrow_schema_of_avro(*avro::primitive(avro::Type::kInt)).error().kind, ErrorKind::kCorrupt);
  EXPECT_FALSE(arrow_schema_of_avro(
      *record_of(R"({"type": "bytes", "logicalType": "decimal", "precision": 77, "scale": 2})")));
}

}  // namespace
}  // namespace eigenlake::iceberg
