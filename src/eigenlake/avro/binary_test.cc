// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/avro/binary.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/avro/binary_test_data.h"

namespace eigenlake::avro {
namespace {

using testing::HasSubstr;

TEST(Binary, LongsHaveTheBytesOfTheSpecification) {
  const auto bytes = [](int64_t value) {
    std::string out;
    append_long(out, value);
    return out;
  };
  EXPECT_EQ(bytes(0), std::string(1, '\0'));
  EXPECT_EQ(bytes(-1), "\x01");
  EXPECT_EQ(bytes(1), "\x02");
  EXPECT_EQ(bytes(-64), "\x7f");
  EXPECT_EQ(bytes(64), "\x80\x01");
  EXPECT_EQ(bytes(std::numeric_limits<int64_t>::min()), "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01");
}

TEST(Binary, LongsRoundTrip) {
  for (int shift = 0; shift < 64; ++shift) {
    for (const int64_t value : {int64_t(uint64_t{1} << shift), -int64_t(uint64_t{1} << shift),
                                int64_t((uint64_t{1} << shift) - 1)}) {
      std::string out;
      append_long(out, value);
      BinaryCursor cursor(out);
      EXPECT_EQ(cursor.read_long(), value);
      EXPECT_TRUE(cursor.at_end() && cursor.ok());
    }
  }
}

TEST(Binary, IntegerBeyond64BitsIsRejected) {
  for (const std::string_view bytes :
       {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"}) {
    BinaryCursor cursor(bytes);
    cursor.read_long();
    EXPECT_THAT(cursor.error().message, HasSubstr("at most 64 bits"));
  }
}

TEST(SchemaResolution, NumbersArePromoted) {
  EXPECT_EQ(resolved("\"int\"", 7, "\"long\"").value(), Value(int64_t{7}));
  EXPECT_EQ(resolved("\"int\"", 7, "\"float\"").value(), Value(7.0F));
  EXPECT_EQ(resolved("\"int\"", 7, "\"double\"").value(), Value(7.0));
  EXPECT_EQ(resolved("\"long\"", int64_t{7}, "\"float\"").value(), Value(7.0F));
  EXPECT_EQ(resolved("\"long\"", int64_t{7}, "\"double\"").value(), Value(7.0));
  EXPECT_EQ(resolved("\"float\"", 0.5F, "\"double\"").value(), Value(0.5));
  EXPECT_EQ(resolved("\"string\"", "ab", "\"bytes\"").value(), Value(Bytes{"ab"}));
  EXPECT_EQ(resolved("\"bytes\"", Bytes{"ab"}, "\"string\"").value(), Value("ab"));
}

TEST(SchemaResolution, NumbersAreNotDemoted) {
  EXPECT_THAT(message(resolved("\"double\"", 1.0, "\"long\"")),
              HasSubstr("expected long, found double at the root"));
  EXPECT_THAT(message(resolved("\"long\"", int64_t{1}, "\"int\"")), HasSubstr("expected int, found long"));
}

constexpr std::string_view kWriter =
    R"({"type":"record","name":"w","fields":[{"name":"b","type":"string"},{"name":"extra","type":{"type":"array",)"
    R"("items":{"type":"map","values":["null","long"]}}},{"name":"a","type":"int"}]})";

Value written_record() {
  return Record{{"text", Array{{Map{{{"k", int64_t{5}}, {"n", Value()}}}}}, 3}};
}

TEST(SchemaResolution, FieldsMatchByNameAndUnknownAreSkipped) {
  const auto value = resolved(kWriter, written_record(),
                              R"({"type":"record","name":"other","fields":[{"name":"a","type":"double"},)"
                              R"({"name":"b","type":"string"}]})");
  EXPECT_EQ(value.value(), Value(Record{{3.0, "text"}}));
}

TEST(SchemaResolution, MissingFieldsTakeTheirDefault) {
  const auto value = resolved(kWriter, written_record(),
                              R"({"type":"record","name":"w","fields":[{"name":"a","type":"int"},)"
                              R"({"name":"new","type":["null","string"],"default":null},)"
                              R"({"name":"bytes","type":"bytes","default":"\u00ff\u0001"},)"
                              R"({"name":"list","type":{"type":"array","items":"int"},"default":[1,2]},)"
                              R"({"name":"second","type":["null","string"],"default":"x"}]})");
  EXPECT_EQ(value.value(), Value(Record{{3, Value(), Bytes{"\xff\x01"}, Array{{1, 2}}, "x"}}));
}

TEST(SchemaResolution, MissingFieldWithoutDefaultIsRejectedByName) {
  EXPECT_THAT(message(resolved(kWriter, written_record(),
                               R"({"type":"record","name":"w","fields":[{"name":"new","type":"int"}]})")),
              HasSubstr("no field \"new\", which has no default"));
}

TEST(SchemaResolution, FieldsMatchByTheReadersAliases) {
  EXPECT_EQ(resolved(kWriter, written_record(),
                     R"({"type":"record","name":"w","fields":[{"name":"z","aliases":["a"],"type":"int"}]})")
                .value(),
            Value(Record{{3}}));
}

TEST(SchemaResolution, UnionsAreResolvedBranchByBranch) {
  const Value text = resolved(R"(["string","null"])", "x", R"(["null","string"])").value();
  EXPECT_EQ(text, Value("x"));
  EXPECT_EQ(text.branch, 1);
  EXPECT_EQ(resolved(R"(["int","null"])", 4, R"(["null","double"])").value(), Value(4.0));
  EXPECT_EQ(resolved("\"int\"", 4, R"(["null","long","int"])").value().branch, 2);
  EXPECT_EQ(resolved(R"(["null","int"])", 4, "\"long\"").value(), Value(int64_t{4}));
  EXPECT_THAT(message(resolved(R"(["null","int"])", Value(), "\"long\"")),
              HasSubstr("expected long, found null"));
}

TEST(SchemaResolution, ErrorPathOmitsEarlierFields) {
  const auto resolve = [](std::string_view last) {
    const std::string list = R"({"name":"list","type":{"type":"array","items":"int"}},)";
    const std::string fields = list + R"({"name":"either","type":["null","int"]},{"name":"last","type":)";
    const auto schema = [&](std::string_view type) {
      return schema_of(fmt::format(R"({{"type":"record","name":"r","fields":[{}{}}}]}})", fields, type));
    };
    const auto decoder = ValueDecoder::create(schema(R"("string")"), schema(last));
    return decoder ? "no error" : decoder.error().message;
  };
  EXPECT_EQ(resolve("\"int\""), "expected int, found string at last");
  EXPECT_EQ(resolve(R"({"type":"array","items":"int"})"), "expected array, found string at last");
  EXPECT_EQ(resolve(R"(["null","int"])"), "no branch for string in the reader's union at last");
}

TEST(SchemaResolution, ImpossibleUnionGivesFirstBranchReason) {
  EXPECT_THAT(message(resolved(R"(["null","boolean"])", Value(), "\"long\"")),
              HasSubstr("expected long, found null at the root"));
}

/// B was resolved inside of A, which a later field made unreadable: A inside of B is then rejected.
TEST(SchemaResolution, UnreadableTypeStaysUnreadableAfterReadableOne) {
  const auto schema = [](std::string_view type) {
    return schema_of(
        fmt::format(R"({{"type":"record","name":"root","fields":[{{"name":"a","type":["null",)"
                    R"({{"type":"record","name":"A","fields":[{{"name":"b","type":)"
                    R"({{"type":"record","name":"B","fields":[{{"name":"a","type":["null","A"]}}]}}}},)"
                    R"({{"name":"v","type":{}}}]}}]}},{{"name":"b","type":["null","B"]}}]}})",
                    type));
  };
  const auto read = [&](std::string bytes) {
    return decoded(bytes, schema(R"("string")"), schema(R"("int")"));
  };
  EXPECT_EQ(read(std::string("\x00\x02\x00", 3)).value(), Value(Record{{Value(), Record{{Value()}}}}));
  EXPECT_THAT(message(read(std::string("\x00\x02\x02\x00\x02x", 6))),
              HasSubstr("expected int, found string at a.v"));
}

TEST(SchemaResolution, NamespacesSeparateBranchesOfOneName) {
  constexpr std::string_view kUnion =
      R"([{"type":"fixed","name":"a.x","size":1},{"type":"fixed","name":"b.x","size":1}])";
  Value second = Bytes{"z"};
  second.branch = 1;
  EXPECT_EQ(resolved(kUnion, second, kUnion).value().branch, 1);
}

TEST(SchemaResolution, EnumSymbolsMatchByNameOrTakeTheDefault) {
  constexpr std::string_view kOld = R"({"type":"enum","name":"e","symbols":["A","B"]})";
  EXPECT_EQ(resolved(kOld, Symbol{"B"}, R"({"type":"enum","name":"e","symbols":["B","C"]})").value(),
            Value(Symbol{"B"}));
  EXPECT_EQ(
      resolved(kOld, Symbol{"A"}, R"({"type":"enum","name":"e","symbols":["C"],"default":"C"})").value(),
      Value(Symbol{"C"}));
  EXPECT_THAT(message(resolved(kOld, Symbol{"A"}, R"({"type":"enum","name":"e","symbols":["C"]})")),
              HasSubstr("of the writer's enum is not in the reader's"));
}

TEST(Encode, ErrorNamesPathAndBothTypes) {
  std::string out;
  const SchemaPtr schema = schema_of(
      R"({"type":"record","name":"r","fields":[{"name":"list","type":{"type":"array","items":["null","long"]}}]})");
  const auto done = encode(*schema, Record{{Array{{int64_t{1}, "text"}}}}, out);
  EXPECT_EQ(done.error().message, "expected union at list.[], found string");
}

TEST(Encode, ErrorPathOmitsEarlierValues) {
  std::string out;
  const SchemaPtr schema = schema_of(
      R"({"type":"record","name":"r","fields":[{"name":"list","type":{"type":"array","items":"int"}},)"
      R"({"name":"map","type":{"type":"map","values":"int"}},{"name":"last","type":"int"}]})");
  const Value list = Array{{1, 2}};
  const auto refusal = [&](Value map, Value last) {
    return encode(*schema, Record{{list, std::move(map), std::move(last)}}, out).error().message;
  };
  EXPECT_EQ(refusal(Map{{{"x", 1}, {"y", "text"}}}, 1), "expected int at map.y, found string");
  EXPECT_EQ(refusal(Map{{{"x", 1}}}, "text"), "expected int at last, found string");
}

TEST(Encode, UnionPrefersExactBranchToPromotion) {
  EXPECT_EQ(encoded(schema_of(R"(["double","long","null"])"), int64_t{1})[0], '\x02');
  EXPECT_EQ(encoded(schema_of(R"(["double","null"])"), int64_t{1})[0], '\x00');
}

TEST(Decode, RecursiveListRoundTrips) {
  const SchemaPtr schema =
      schema_of(R"({"type":"record","name":"node","fields":[{"name":"next","type":["null","node"]}]})");
  Value list = Record{{Value()}};
  for (int i = 0; i < 20; ++i) list = Record{{std::move(list)}};
  EXPECT_EQ(decoded(encoded(schema, list), schema, schema).value(), list);
}

TEST(Decode, DeepNestingIsRejected) {
  const SchemaPtr schema =
      schema_of(R"({"type":"record","name":"node","fields":[{"name":"next","type":["null","node"]}]})");
  EXPECT_THAT(message(decoded(std::string(100000, '\x02'), schema, schema)),
              HasSubstr("nested at most 64 deep"));
}

TEST(Decode, BlockWithByteSizeIsRead) {
  // Two items in 2 bytes: count −2, size 2; then the end.
  const SchemaPtr schema = schema_of(R"({"type":"array","items":"int"})");
  EXPECT_EQ(decoded(std::string("\x03\x04\x02\x04\x00", 5), schema, schema).value(), Value(Array{{1, 2}}));
}

TEST(Decode, DamagedBytesAreRejectedWithOffset) {
  const auto refusal = [](std::string_view schema, std::string bytes) {
    return message(decoded(bytes, schema_of(schema), schema_of(schema)));
  };
  EXPECT_THAT(refusal("\"string\"", "\x01"), HasSubstr("a length must be at least 0, got -1 at byte 1"));
  EXPECT_THAT(refusal("\"string\"",
                      "\x08"
                      "ab"),
              HasSubstr("expected 4 more bytes, found only 2 at byte 1"));
  EXPECT_THAT(refusal("\"string\"", "\x04\xff\xfe"), HasSubstr("a string of 2 bytes is not UTF-8"));
  EXPECT_THAT(refusal("\"bytes\"", "\xff\xff\xff\xff\xff\xff\xff\xff\x7f"),
              HasSubstr("a length must be at least 0"));
  EXPECT_THAT(refusal("\"bytes\"", "\xfe\xff\xff\xff\xff\xff\xff\xff\x7f"),
              HasSubstr("more bytes, found only 0"));
  EXPECT_THAT(refusal("\"boolean\"", "\x02"), HasSubstr("a boolean must be 0 or 1, got 2"));
  EXPECT_THAT(refusal("\"int\"", "\x80\x80\x80\x80\x80\x01"), HasSubstr("an int must fit into 32 bits"));
  EXPECT_THAT(refusal("\"double\"", "abc"), HasSubstr("expected 8 more bytes, found only 3 at byte 0"));
  EXPECT_THAT(refusal(R"(["null","int"])", "\x04"), HasSubstr("a union branch must be below 2, got 2"));
  EXPECT_THAT(refusal(R"(["null","int"])", "\x01"), HasSubstr("a union branch must be below 2, got -1"));
  EXPECT_THAT(refusal(R"({"type":"enum","name":"e","symbols":["A"]})", "\x02"),
              HasSubstr("an enum symbol must be below"));
  EXPECT_THAT(refusal(R"({"type":"array","items":"double"})", "\x20"),
              HasSubstr("at most 0 items fit into the remaining 0 bytes"));
  EXPECT_THAT(refusal(R"({"type":"array","items":"int"})", "\x03\x70"),
              HasSubstr("a block of items must have at most 0 bytes"));
}

TEST(Decode, ItemsOfZeroBytesAreBounded) {
  std::string bytes;
  append_long(bytes, int64_t{1} << 60);
  const SchemaPtr schema = schema_of(R"({"type":"array","items":"null"})");
  EXPECT_THAT(message(decoded(bytes, schema, schema)), HasSubstr("more values, got"));
}

TEST(Decode, ExponentialSchemaIsBounded) {
  SchemaPtr type = record("leaf", {});
  for (int i = 0; i < 40; ++i)
    type = record("level" + std::to_string(i), {required_field("a", type), required_field("b", type)});
  EXPECT_THAT(message(decoded("", type, type)), HasSubstr("more values, got"));
  BinaryCursor cursor("");
  EXPECT_TRUE(ValueDecoder::create(type)->skip(cursor).has_value());
}

}  // namespace
}  // namespace eigenlake::avro
