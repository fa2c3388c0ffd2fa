// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/codec/avro_fields.h"

#include <gtest/gtest.h>

#include "eigenlake/avro/binary.h"
#include "eigenlake/avro/binary_cursor.h"

namespace eigenlake::iceberg {
namespace {

using namespace std::string_literals;
using avro::attribute;
using avro::Bytes;
using avro::Record;
using AvroType = avro::Type;

avro::Field field(std::string name, AvroType type, int id) {
  return avro::optional_field(std::move(name), avro::primitive(type), {attribute("field-id", id)});
}

/// Fields whose order and names say nothing of their ids.
avro::SchemaPtr mixed_record() {
  return avro::record("r", {field("z", AvroType::kString, 3), field("a", AvroType::kLong, 1),
                            avro::required_field("without_id", avro::primitive(AvroType::kLong)),
                            field("m", AvroType::kBytes, 4), field("b", AvroType::kBoolean, 5),
                            avro::optional_field("list", avro::array_of(avro::primitive(AvroType::kInt)),
                                                 {attribute("field-id", 6)})});
}

const avro::Value kMixed = Record{{"text", int64_t{7}, int64_t{8}, Bytes{"raw"}, true,
                                   avro::Array{{avro::Value(int32_t{1}), avro::Value(int32_t{2})}}}};
const avro::Value kNulls = Record{{{}, {}, int64_t{8}, {}, {}, {}}};

TEST(AvroFields, AreFoundByIdInAnyOrder) {
  const auto schema = mixed_record();
  const AvroFields fields = *AvroFields::create(*schema);
  EXPECT_EQ(*fields.required_long(kMixed, 1), 7);
  EXPECT_EQ(*fields.required_int(kMixed, 1), 7);
  EXPECT_EQ(*fields.required_string(kMixed, 3), "text");
  EXPECT_EQ(*fields.optional_bytes(kMixed, 4), "raw");
  EXPECT_EQ(*fields.optional_boolean(kMixed, 5), true);
  EXPECT_EQ((*fields.optional_array(kMixed, 6))->items.size(), 2u);
  EXPECT_EQ(fields.find(kMixed, 2), nullptr) << "no field has this id";
  EXPECT_EQ(fields.schema_of(2), nullptr);
  EXPECT_EQ(without_null(*fields.schema_of(3)).type, AvroType::kString);
}

TEST(AvroFields, AbsentEqualsNull) {
  const auto schema = mixed_record();
  const AvroFields fields = *AvroFields::create(*schema);
  for (const int id : {1, 2}) {
    EXPECT_EQ(fields.find(kNulls, id), nullptr);
    EXPECT_EQ(*fields.optional_long(kNulls, id), std::nullopt);
    EXPECT_EQ(*fields.optional_int(kNulls, id), std::nullopt);
    EXPECT_EQ(*fields.optional_boolean(kNulls, id), std::nullopt);
    EXPECT_EQ(*fields.optional_bytes(kNulls, id), std::nullopt);
    EXPECT_EQ(*fields.optional_array(kNulls, id), nullptr);
    const auto required = {fields.required_long(kNulls, id).error(), fields.required_int(kNulls, id).error(),
                           fields.required_string(kNulls, id).error()};
    for (const Error& error : required) {
      EXPECT_EQ(error.kind, ErrorKind::kCorrupt);
      EXPECT_TRUE(error.message.contains(fmt::format("id {}, found nothing", id))) << error.message;
    }
  }
}

TEST(AvroFields, WrongTypeErrorNamesBothTypes) {
  const auto schema = mixed_record();
  const AvroFields fields = *AvroFields::create(*schema);
  const std::pair<Error, const char*> errors[] = {
      {fields.optional_long(kMixed, 3).error(), "a number in the field with id 3, found string"},
      {fields.required_int(kMixed, 5).error(), "a number in the field with id 5, found boolean"},
      {fields.required_string(kMixed, 4).error(), "a string in the field with id 4, found bytes"},
      {fields.optional_boolean(kMixed, 1).error(), "a boolean in the field with id 1, found long"},
      {fields.optional_bytes(kMixed, 3).error(), "bytes in the field with id 3, found string"},
      {fields.optional_array(kMixed, 1).error(), "an array in the field with id 1, found long"}};
  for (const auto& [error, message] : errors) {
    EXPECT_EQ(error.kind, ErrorKind::kCorrupt);
    EXPECT_TRUE(error.message.contains(message)) << error.message;
  }
}

TEST(AvroFields, IntsOutOfRangeAreCorrupt) {
  const auto schema = avro::record("r", {field("n", AvroType::kLong, 1)});
  const AvroFields fields = *AvroFields::create(*schema);
  for (const int64_t fits : {int64_t{-2147483648}, int64_t{2147483647}})
    EXPECT_EQ(*fields.required_int(Record{{fits}}, 1), fits);
  for (const int64_t beyond : {int64_t{-2147483649}, int64_t{2147483648}})
    EXPECT_EQ(fields.required_int(Record{{beyond}}, 1).error().kind, ErrorKind::kCorrupt) << beyond;
}

TEST(AvroFields, OnlyRecordsAreAccepted) {
  EXPECT_TRUE(AvroFields::create(*avro::optional(mixed_record())));
  const auto created = AvroFields::create(*avro::primitive(AvroType::kLong));
  EXPECT_EQ(created.error().kind, ErrorKind::kCorrupt);
  EXPECT_TRUE(created.error().message.contains("found long")) << created.error().message;
  EXPECT_FALSE(AvroFields::create(*avro::optional(avro::primitive(AvroType::kString))));
}

/// The Avro form of the spec's appendix A, and a value with its datum.
struct AvroForm {
  const char* type;
  const char* avro;
  Literal value;
  std::string datum;
};

const AvroForm kForms[] = {
    {"boolean", R"("boolean")", true, "\1"s},
    {"int", R"("int")", int32_t{-64}, "\x7f"s},
    {"long", R"("long")", int64_t{64}, "\x80\x01"s},
    {"float", R"("float")", 1.5f, "\0\0\xc0\x3f"s},
    {"double", R"("double")", -2.5, "\0\0\0\0\0\0\x04\xc0"s},
    {"date", R"({"type":"int","logicalType":"date"})", int32_t{-1}, "\x01"s},
    {"time", R"({"type":"long","logicalType":"time-micros"})", int64_t{1}, "\x02"s},
    {"timestamp", R"({"type":"long","logicalType":"timestamp-micros","adjust-to-utc":false})", int64_t{-1},
     "\x01"s},
    {"timestamptz", R"({"type":"long","logicalType":"timestamp-micros","adjust-to-utc":true})", int64_t{0},
     "\0"s},
    {"string", R"("string")", "ä"s, "\x04\xc3\xa4"s},
    {"uuid", R"({"type":"fixed","name":"uuid_p","size":16,"logicalType":"uuid"})", std::string(16, 'u'),
     std::string(16, 'u')},
    {"fixed[2]", R"({"type":"fixed","name":"fixed_p","size":2})", "ab"s, "ab"s},
    {"binary", R"("bytes")", "\0b"s, "\x04\0b"s},
    {"decimal(9, 2)", R"({"type":"bytes","logicalType":"decimal","precision":9,"scale":2})", "\x05\x8c"s,
     "\x04\x05\x8c"s},
};

class EveryAvroForm : public ::testing::TestWithParam<AvroForm> {
 protected:
  Type type() const { return *parse_primitive_type(GetParam().type); }
};
INSTANTIATE_TEST_SUITE_P(AvroFields, EveryAvroForm, ::testing::ValuesIn(kForms));

TEST_P(EveryAvroForm, MatchesTheSpecAndReadsBack) {
  const auto schema = avro_schema_of(type(), "p");
  EXPECT_EQ(avro::to_json(*schema), GetParam().avro);
  EXPECT_EQ(*primitive_type_of(*schema), type());
  EXPECT_EQ(*primitive_type_of(*avro::optional(schema)), type()) << "null aside";
}

TEST_P(EveryAvroForm, ValuesHaveAvrosBytes) {
  std::string datum;
  append_literal(datum, GetParam().value, type());
  EXPECT_EQ(datum, GetParam().datum);
  const auto decoder = *avro::ValueDecoder::create(avro_schema_of(type(), "p"));
  avro::BinaryCursor cursor(datum);
  EXPECT_EQ(*literal_from_avro(*decoder.decode(cursor), type()), GetParam().value);
  EXPECT_TRUE(cursor.at_end());
}

TEST_P(EveryAvroForm, NullFitsAndRecordsDoNot) {
  EXPECT_EQ(*literal_from_avro({}, type()), Literal{});
  const auto value = literal_from_avro(Record{}, type());
  ASSERT_FALSE(value);
  EXPECT_EQ(value.error().kind, ErrorKind::kCorrupt);
  EXPECT_TRUE(value.error().message.contains(type().to_string() + ", found record")) << value.error().message;
}

TEST(LiteralFromAvro, NarrowerNumbersWiden) {
  EXPECT_EQ(*literal_from_avro(int32_t{7}, Type::int64()), Literal(int64_t{7}));
  EXPECT_EQ(*literal_from_avro(1.5f, Type::float64()), Literal(1.5));
  EXPECT_EQ(*literal_from_avro(int64_t{7}, Type::int32()), Literal(int32_t{7}))
      << "some writers store all as long";
  EXPECT_FALSE(literal_from_avro(int64_t{1} << 31, Type::int32()));
  EXPECT_FALSE(literal_from_avro(int64_t{1} << 31, Type::date()));
  EXPECT_FALSE(literal_from_avro(1.5, Type::float32()));
  EXPECT_FALSE(literal_from_avro(int32_t{1}, Type::float64()));
  EXPECT_FALSE(literal_from_avro(Bytes{"x"}, Type::string()));
  EXPECT_FALSE(literal_from_avro("x", *parse_primitive_type("binary")));
}

TEST(PrimitiveTypeOf, AcceptsOtherWritersSpellings) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"type":"long","logicalType":"timestamp-micros"})", "timestamp"},
      {R"({"type":"long","logicalType":"unknown"})", "long"},
      {R"({"type":"int","logicalType":"unknown"})", "int"},
      {R"({"type":"fixed","name":"f","size":5,"logicalType":"decimal","precision":10,"scale":3})",
       "decimal(10, 3)"},
      {R"(["null","double"])", "double"},
      {R"("null")", "string"}};
  for (const auto& [json, type] : cases)
    EXPECT_EQ(primitive_type_of(**avro::parse_schema(json))->to_string(), type) << json;
  for (const char* json : {R"({"type":"array","items":"int"})", R"({"type":"map","values":"int"})",
                           R"({"type":"bytes","logicalType":"decimal"})"})
    EXPECT_EQ(primitive_type_of(**avro::parse_schema(json)).error().kind, ErrorKind::kCorrupt) << json;
}

TEST(WithoutNull, FindsTheOtherBranchOnEitherSide) {
  for (const char* json : {R"(["null","long"])", R"(["long","null"])", R"("long")"})
    EXPECT_EQ(without_null(**avro::parse_schema(json)).type, AvroType::kLong) << json;
  EXPECT_EQ(without_null(**avro::parse_schema(R"(["null"])")).type, AvroType::kUnion);
}

/// As Java's AvroSchemaUtil.makeCompatibleName.
TEST(AvroName, EscapesInvalidCharacters) {
  EXPECT_EQ(avro_name("basis_set"), "basis_set");
  EXPECT_EQ(avro_name("9lives"), "_9lives");
  EXPECT_EQ(avro_name("a b.c-d"), "a_x20b_x2Ec_x2Dd");
  EXPECT_EQ(avro_name(""), "");
}

}  // namespace
}  // namespace eigenlake::iceberg
