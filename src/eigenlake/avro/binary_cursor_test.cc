// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/avro/binary_cursor.h"

#include <limits>

#include <gtest/gtest.h>

#include "eigenlake/avro/skip_plan.h"

namespace eigenlake::avro {
namespace {

using namespace std::string_literals;

std::string long_bytes(int64_t value) {
  std::string out;
  append_long(out, value);
  return out;
}

/// The defect that `read` meets in these bytes.
Error defect(std::string_view bytes, auto read, const Limits& limits = {}) {
  BinaryCursor cursor(bytes, limits, 100);
  read(cursor);
  EXPECT_FALSE(cursor.ok()) << "no defect";
  return cursor.error();
}

void expect_defect(std::string_view bytes, auto read, ErrorKind kind, const std::string& message,
                   const Limits& limits = {}) {
  const Error error = defect(bytes, read, limits);
  EXPECT_EQ(error.kind, kind) << error.message;
  EXPECT_TRUE(error.message.contains(message)) << error.message;
}

TEST(BinaryCursor, ReadsAppendedValuesAndTracksOffset) {
  std::string bytes;
  append_boolean(bytes, true);
  append_float(bytes, 1.5f);
  append_double(bytes, -2.5);
  append_string(bytes, "ä");
  append_long(bytes, -3);
  append_doubles(bytes, std::vector{1.0, 2.0});
  BinaryCursor cursor(bytes, {}, 1000);
  EXPECT_TRUE(cursor.read_boolean());
  EXPECT_EQ(cursor.offset(), 1001u);
  EXPECT_EQ(cursor.read_float(), 1.5f);
  EXPECT_EQ(cursor.read_double(), -2.5);
  EXPECT_EQ(cursor.read_string(), "ä");
  EXPECT_EQ(cursor.read_int(), -3);
  EXPECT_EQ(cursor.read_block_count(8), 2);
  double doubles[2] = {};
  cursor.read_doubles(doubles, 2);
  EXPECT_EQ(doubles[1], 2.0);
  EXPECT_EQ(cursor.read_block_count(8), 0);
  EXPECT_TRUE(cursor.at_end());
  EXPECT_TRUE(cursor.ok());
}

TEST(AppendDoubles, EmptyArrayIsOneZeroByte) {
  std::string out;
  append_doubles(out, {});
  EXPECT_EQ(out, "\0"s);
}

TEST(BinaryCursor, IntsHave32Bits) {
  for (const int64_t fits : {int64_t{-2147483648}, int64_t{2147483647}}) {
    const std::string bytes = long_bytes(fits);
    BinaryCursor cursor(bytes);
    EXPECT_EQ(cursor.read_int(), fits);
    EXPECT_TRUE(cursor.ok());
  }
  for (const int64_t beyond : {int64_t{-2147483649}, int64_t{2147483648}})
    expect_defect(
        long_bytes(beyond), [](BinaryCursor& c) { c.read_int(); }, ErrorKind::kCorrupt,
        fmt::format("32 bits, got {}", beyond));
}

TEST(BinaryCursor, InvalidValuesAreCorruptWithOffset) {
  const auto corrupt = ErrorKind::kCorrupt;
  expect_defect("\x02"s, [](BinaryCursor& c) { c.read_boolean(); }, corrupt, "got 2 at byte 101");
  expect_defect(
      "", [](BinaryCursor& c) { c.read_boolean(); }, corrupt, "1 more bytes, found only 0 at byte 100");
  expect_defect("\x80\x80"s, [](BinaryCursor& c) { c.read_long(); }, corrupt, "at byte 102");
  expect_defect("abc", [](BinaryCursor& c) { c.read_float(); }, corrupt, "4 more bytes, found only 3");
  expect_defect("abcdefg", [](BinaryCursor& c) { c.read_double(); }, corrupt, "8 more bytes, found only 7");
  expect_defect("\x01"s, [](BinaryCursor& c) { c.read_bytes(); }, corrupt, "at least 0, got -1");
  expect_defect(
      "\x06"s
      "ab",
      [](BinaryCursor& c) { c.read_bytes(); }, corrupt, "3 more bytes, found only 2");
  expect_defect("\x02\xff"s, [](BinaryCursor& c) { c.read_string(); }, corrupt, "UTF-8");
  expect_defect("abc", [](BinaryCursor& c) { c.skip(4); }, corrupt, "4 more bytes");
  expect_defect("abc", [](BinaryCursor& c) { c.read_fixed(4); }, corrupt, "4 more bytes");
  expect_defect(
      "12345678",
      [](BinaryCursor& c) {
        double two[2];
        c.read_doubles(two, 2);
      },
      corrupt, "16 more bytes, found only 8");
}

TEST(BinaryCursor, FirstDefectStaysAndFailsLaterReads) {
  BinaryCursor cursor("\x02\x02\x02");
  cursor.read_boolean();
  const std::string first = cursor.error().message;
  EXPECT_EQ(cursor.read_long(), 0);
  EXPECT_EQ(cursor.read_double(), 0.0);
  EXPECT_EQ(cursor.read_string(), "");
  EXPECT_EQ(cursor.read_block_count(0), 0);
  EXPECT_FALSE(cursor.read_boolean());
  EXPECT_EQ(cursor.error().message, first);
  EXPECT_TRUE(cursor.at_end());
}

TEST(BinaryCursor, StringsAreLimited) {
  Limits limits;
  limits.string_bytes_max = 3;
  const auto read = [](BinaryCursor& c) { c.read_bytes(); };
  expect_defect(
      "\x08"s
      "abcd",
      read, ErrorKind::kResourceLimit, "a string must have at most 3 bytes, got 4", limits);
  const std::string abc = "\x06"s + "abc";
  BinaryCursor fits(abc, limits);
  EXPECT_EQ(fits.read_bytes(), "abc");
}

TEST(BinaryCursor, BlocksAnnounceItemsAndOptionallyBytes) {
  int64_t block_bytes = 7;
  const std::string plain = long_bytes(3) + "abc";
  BinaryCursor without(plain);
  EXPECT_EQ(without.read_block_count(1, &block_bytes), 3);
  EXPECT_EQ(block_bytes, -1);
  const std::string sized = long_bytes(-3) + long_bytes(3) + "abc";
  BinaryCursor with(sized);
  EXPECT_EQ(with.read_block_count(1, &block_bytes), 3);
  EXPECT_EQ(block_bytes, 3);
  EXPECT_EQ(with.remaining(), 3u);
}

TEST(BinaryCursor, ImpossibleBlocksAreCorrupt) {
  const auto read = [](BinaryCursor& c) { c.read_block_count(2); };
  expect_defect(long_bytes(2) + "abc", read, ErrorKind::kCorrupt,
                "at most 1 items fit into the remaining 3 bytes");
  expect_defect(long_bytes(-1) + long_bytes(4) + "abc", read, ErrorKind::kCorrupt, "at most 3 bytes, got 4");
  expect_defect(long_bytes(-1) + long_bytes(-1) + "abc", read, ErrorKind::kCorrupt, "got -1");
  expect_defect(long_bytes(std::numeric_limits<int64_t>::min()), read, ErrorKind::kCorrupt,
                "invalid number of items -9223372036854775808");
  const std::string fits = long_bytes(2) + "abcd";
  BinaryCursor cursor(fits);
  EXPECT_EQ(cursor.read_block_count(2), 2);
}

TEST(BinaryCursor, ValuesOfZeroBytesAreCounted) {
  Limits limits;
  limits.extra_values_max = 10;
  BinaryCursor cursor("x", limits);
  EXPECT_TRUE(cursor.spend_values(18)) << "ten, and eight for the byte";
  EXPECT_FALSE(cursor.spend_values(1));
  EXPECT_EQ(cursor.error().kind, ErrorKind::kResourceLimit);
}

const SkipNode* plan(SkipPlanner& planner, const char* json) {
  static std::vector<SchemaPtr> alive;
  alive.push_back(*parse_schema(json));
  return planner.plan(*alive.back());
}

TEST(SkipPlan, KnowsSmallestSizeOfAValue) {
  using Kind = SkipNode::Kind;
  const std::tuple<const char*, Kind, uint64_t> cases[] = {
      {R"("null")", Kind::kFixedWidth, 0},
      {R"("boolean")", Kind::kFixedWidth, 1},
      {R"("float")", Kind::kFixedWidth, 4},
      {R"("double")", Kind::kFixedWidth, 8},
      {R"("int")", Kind::kVarint, 1},
      {R"("string")", Kind::kBytes, 1},
      {R"({"type": "fixed", "name": "f", "size": 12})", Kind::kFixedWidth, 12},
      {R"({"type": "enum", "name": "e", "symbols": ["A"]})", Kind::kVarint, 1},
      {R"({"type": "array", "items": "double"})", Kind::kArray, 1},
      {R"({"type": "map", "values": "double"})", Kind::kMap, 1},
      {R"(["null", "double"])", Kind::kUnion, 1},
      {R"({"type": "record", "name": "a", "fields": []})", Kind::kFixedWidth, 0},
      {R"({"type": "record", "name": "b", "fields": [{"name": "x", "type": "double"}, {"name": "y", "type": "float"}]})",
       Kind::kFixedWidth, 12},
      {R"({"type": "record", "name": "c", "fields": [{"name": "x", "type": "double"}, {"name": "y", "type": "int"}]})",
       Kind::kRecord, 9}};
  SkipPlanner planner;
  for (const auto& [json, kind, min_bytes] : cases) {
    const SkipNode* node = plan(planner, json);
    EXPECT_EQ(node->kind, kind) << json;
    EXPECT_EQ(node->min_bytes, min_bytes) << json;
  }
}

/// Skips a value of the schema and says how many bytes are left, or −1 for a defect.
int64_t left_after_skip(const char* schema, const std::string& bytes, const Limits& limits = {}) {
  SkipPlanner planner;
  const SkipNode* node = plan(planner, schema);
  BinaryCursor cursor(bytes, limits);
  node->skip(cursor);
  return cursor.ok() ? static_cast<int64_t>(cursor.remaining()) : -1;
}

TEST(SkipPlan, SkipsBlocksOfKnownSize) {
  const std::string sized = long_bytes(-2) + long_bytes(5) + "\xff\xff\xff\xff\xff" + long_bytes(0) + "rest";
  EXPECT_EQ(left_after_skip(R"({"type": "array", "items": "string"})", sized), 4)
      << "what is within is not looked at";
  EXPECT_EQ(left_after_skip(R"({"type": "map", "values": "string"})", sized), 4);
  const std::string plain = long_bytes(2) + std::string(16, '\xff') + long_bytes(0) + "rest";
  EXPECT_EQ(left_after_skip(R"({"type": "array", "items": "double"})", plain), 4);
  const std::string map = long_bytes(1) + "\x02k" + std::string(8, 'd') + long_bytes(0) + "rest";
  EXPECT_EQ(left_after_skip(R"({"type": "map", "values": "double"})", map), 4);
}

TEST(SkipPlan, FindsDamageWhileSkipping) {
  EXPECT_EQ(left_after_skip(R"(["null", "int"])", long_bytes(2)), -1);
  EXPECT_EQ(left_after_skip(R"(["null", "int"])", long_bytes(-1)), -1);
  EXPECT_EQ(left_after_skip(R"(["null", "int"])", long_bytes(0) + "r"), 1);
  EXPECT_EQ(left_after_skip(R"("double")", "1234567"), -1);
  EXPECT_EQ(left_after_skip(R"({"type": "array", "items": "double"})", long_bytes(2) + "12345678"), -1);
}

/// A list whose nodes are nested in one another.
TEST(SkipPlan, NestingIsLimited) {
  constexpr const char* kList =
      R"({"type": "record", "name": "n", "fields": [{"name": "next", "type": ["null", "n"]}]})";
  Limits limits;
  limits.depth_max = 10;
  EXPECT_EQ(left_after_skip(kList, std::string(4, '\x02') + "\0"s, limits), 0);
  EXPECT_EQ(left_after_skip(kList, std::string(20, '\x02') + "\0"s, limits), -1);
}

}  // namespace
}  // namespace eigenlake::avro
