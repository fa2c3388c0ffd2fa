// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "eigenlake/avro/binary.h"
#include "eigenlake/avro/object_container.h"

/// Container files with invalid headers or blocks, and values that fit no schema.
namespace eigenlake::avro {
namespace {

using namespace std::string_literals;

constexpr SyncMarker kSync = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};
constexpr std::string_view kSyncText = "0123456789abcdef";

/// A file by hand: its metadata, then blocks as they are.
std::string file_of(const Metadata& metadata, const std::string& blocks = "") {
  std::string file("Obj\1", 4);
  append_long(file, std::ssize(metadata));
  for (const auto& [key, value] : metadata) {
    append_string(file, key);
    append_string(file, value);
  }
  append_long(file, 0);
  return file + std::string(kSyncText) + blocks;
}

/// A block that states so many values and bytes.
std::string block_of(int64_t count, int64_t bytes, std::string_view data, std::string_view sync = kSyncText) {
  std::string block;
  append_long(block, count);
  append_long(block, bytes);
  return block + std::string(data) + std::string(sync);
}

const Metadata kLongs = {{"avro.schema", R"("long")"}, {"avro.codec", "null"}};

void expect_error(const std::string& file, ErrorKind kind, const std::string& message,
                  const Limits& limits = {}) {
  const auto values = read_container(file, nullptr, limits);
  ASSERT_FALSE(values) << message;
  EXPECT_EQ(values.error().kind, kind) << values.error().to_string();
  EXPECT_TRUE(values.error().to_string().contains(message)) << values.error().to_string();
}

TEST(ContainerReader, ReadsHandWrittenFile) {
  const auto values = read_container(file_of(kLongs, block_of(2, 2, "\x02\x04") + block_of(1, 1, "\x06")));
  ASSERT_TRUE(values) << values.error().to_string();
  EXPECT_EQ(*values, (std::vector<Value>{int64_t{1}, int64_t{2}, int64_t{3}}));
  EXPECT_TRUE(read_container(file_of(kLongs))->empty());
  EXPECT_TRUE(read_container(file_of(kLongs, block_of(0, 0, "")))->empty());
}

TEST(ContainerReader, MissingCodecMeansUncompressed) {
  const std::string file = file_of({{"avro.schema", R"("long")"}}, block_of(1, 1, "\x02"));
  EXPECT_EQ(ContainerReader::open(file)->codec(), Codec::kNull);
  EXPECT_EQ(read_container(file)->size(), 1u);
}

TEST(ContainerReader, HeaderDefectsAreNamed) {
  expect_error("", ErrorKind::kCorrupt, "must begin with Obj and byte 1");
  expect_error("PAR1 and more", ErrorKind::kCorrupt, "must begin with Obj and byte 1");
  expect_error(file_of({{"avro.codec", "null"}}), ErrorKind::kCorrupt, "avro.schema");
  expect_error(file_of({{"avro.schema", "{"}}), ErrorKind::kCorrupt, "schema");
  expect_error(file_of({{"avro.schema", R"("long")"}, {"avro.codec", "bzip2"}}), ErrorKind::kUnsupported,
               "bzip2");
  const std::string whole = file_of(kLongs);
  for (size_t size = 4; size < whole.size(); ++size)
    EXPECT_EQ(ContainerReader::open(whole.substr(0, size)).error().kind, ErrorKind::kCorrupt) << size;
}

TEST(ContainerReader, BlockDefectsAreNamedWithOffset) {
  const size_t begin = file_of(kLongs).size();
  const auto corrupt = [&](const std::string& block, const std::string& message) {
    expect_error(file_of(kLongs, block), ErrorKind::kCorrupt, message);
    expect_error(file_of(kLongs, block), ErrorKind::kCorrupt,
                 fmt::format("the Avro block at byte {}", begin));
  };
  corrupt(block_of(-1, 1, "\x02"), "a block must have at least 0 values, got -1");
  corrupt(block_of(1, -1, ""), "a block must have at least 0 bytes, got -1");
  corrupt(block_of(1, 1, "\x02", "0123456789abcdeX"), "sync marker");
  corrupt(block_of(1, 99, "\x02"), "more bytes");
  expect_error(file_of(kLongs, block_of(1, 2, "\x02\x04")), ErrorKind::kCorrupt, "followed by 1 more bytes");
  expect_error(file_of(kLongs, block_of(3, 2, "\x02\x04")), ErrorKind::kCorrupt, "found only 0");
}

TEST(ContainerReader, BlocksAreLimited) {
  Limits limits;
  limits.block_bytes_max = 3;
  EXPECT_TRUE(read_container(file_of(kLongs, block_of(3, 3, "\x02\x02\x02")), nullptr, limits));
  expect_error(file_of(kLongs, block_of(4, 4, "\x02\x02\x02\x02")), ErrorKind::kResourceLimit,
               "at most 3 bytes, got 4", limits);
}

TEST(ContainerReader, ValuesOfZeroBytesAreBounded) {
  const Metadata nulls = {{"avro.schema", R"("null")"}};
  EXPECT_EQ(read_container(file_of(nulls, block_of(1000, 0, "")))->size(), 1000u);
  expect_error(file_of(nulls, block_of(int64_t{1} << 40, 0, "")), ErrorKind::kResourceLimit, "more values");
}

TEST(ContainerReader, FirstBytesTellBlockLength) {
  const std::string file = file_of(kLongs, block_of(2, 2, "\x02\x04"));
  auto reader = *ContainerReader::open(file);
  EXPECT_EQ(reader.next_block_bytes(), 1u + 1 + 2 + 16);
  ASSERT_TRUE(reader.next_block());
  EXPECT_EQ(reader.position(), file.size());
  const std::string more = block_of(1, 1, "\x06");
  reader.continue_with(more);
  const auto block = *reader.next_block();
  EXPECT_EQ(block->data, "\x06");
  EXPECT_EQ(block->file_offset, file.size() + 2) << "of its first value";
}

TEST(ContainerWriter, KeepsMetadataOrderAndSchemaText) {
  ContainerWriterOptions options;
  options.metadata = {{"z", "1"}, {"a", "2"}};
  options.schema_json = R"({ "type": "long" })";
  options.sync_marker = kSync;
  options.codec = Codec::kNull;
  const std::string file = *write_container(primitive(Type::kLong), {int64_t{1}}, options);
  EXPECT_EQ(
      file,
      file_of({{"avro.schema", R"({ "type": "long" })"}, {"avro.codec", "null"}, {"z", "1"}, {"a", "2"}},
              block_of(1, 1, "\x02")));
  const auto reader = *ContainerReader::open(file);
  EXPECT_EQ(reader.metadata("a"), "2");
  EXPECT_EQ(reader.metadata("b"), std::nullopt);
}

TEST(ContainerWriter, ClosesBlocksAtTheirSize) {
  ContainerWriterOptions options;
  options.codec = Codec::kNull;
  options.block_bytes = 3;
  options.sync_marker = kSync;
  ContainerWriter writer(primitive(Type::kLong), options);
  const size_t header = writer.size();
  for (int64_t i = 1; i <= 2; ++i) ASSERT_TRUE(writer.append(i));
  EXPECT_EQ(writer.size(), header) << "the block is open";
  ASSERT_TRUE(writer.append(int64_t{3}));
  EXPECT_EQ(writer.size(), header + block_of(3, 3, "abc").size());
  ASSERT_TRUE(writer.append(int64_t{4}));
  const std::string file = *writer.finish();
  EXPECT_EQ(file.substr(header), block_of(3, 3, "\x02\x04\x06") + block_of(1, 1, "\x08"));
}

TEST(ContainerWriter, UnfitValueLeavesFileUnchanged) {
  ContainerWriter writer(record(
      "r", {required_field("a", primitive(Type::kLong)), required_field("b", primitive(Type::kString))}));
  ASSERT_TRUE(writer.append(Record{{int64_t{1}, "x"}}));
  EXPECT_EQ(writer.append(Record{{int64_t{2}, int64_t{3}}}).error().kind, ErrorKind::kInvalidInput);
  ASSERT_TRUE(writer.append(Record{{int64_t{4}, "y"}}));
  EXPECT_EQ(read_container(*writer.finish())->size(), 2u);
}

/// A schema and values that it does not take.
TEST(Encode, WrongTypeIsRejectedWithBothNames) {
  const std::pair<const char*, std::vector<Value>> cases[] = {
      {R"("null")", {Value(true)}},
      {R"("boolean")", {Value(int32_t{1}), Value()}},
      {R"("int")", {Value(int64_t{1}), Value(1.5), Value("1")}},
      {R"("long")", {Value(1.5f), Value()}},
      {R"("float")", {Value(1.5), Value(int64_t{1})}},
      {R"("double")", {Value("1"), Value(true)}},
      {R"("string")", {Value(Bytes{"x"}), Value(Symbol{"x"})}},
      {R"("bytes")", {Value("x")}},
      {R"({"type": "fixed", "name": "f", "size": 2})", {Value(Bytes{"x"}), Value(Bytes{"xyz"}), Value("xy")}},
      {R"({"type": "enum", "name": "e", "symbols": ["A"]})", {Value(Symbol{"B"}), Value("A")}},
      {R"({"type": "array", "items": "int"})", {Value(Record{}), Value(Array{{Value("x")}})}},
      {R"({"type": "map", "values": "int"})", {Value(Array{}), Value(Map{{{"k", Value("x")}}})}},
      {R"({"type": "record", "name": "r", "fields": [{"name": "a", "type": "int"}]})",
       {Value(Record{}), Value(Record{{int32_t{1}, int32_t{2}}}), Value(Array{})}},
      {R"(["null", "int"])", {Value("x"), Value(int64_t{1})}}};
  for (const auto& [json, values] : cases) {
    const auto schema = *parse_schema(json);
    for (const Value& value : values) {
      std::string out;
      const auto encoded = encode(*schema, value, out);
      ASSERT_FALSE(encoded) << json << " " << value.kind_name();
      EXPECT_EQ(encoded.error().kind, ErrorKind::kInvalidInput);
    }
  }
}

TEST(Encode, NarrowerNumbersArePromoted) {
  const std::tuple<Type, Value, std::string> cases[] = {{Type::kLong, int32_t{-1}, "\x01"s},
                                                        {Type::kFloat, int32_t{1}, "\0\0\x80\x3f"s},
                                                        {Type::kDouble, int64_t{1}, "\0\0\0\0\0\0\xf0\x3f"s},
                                                        {Type::kDouble, 1.0f, "\0\0\0\0\0\0\xf0\x3f"s}};
  for (const auto& [type, value, bytes] : cases) {
    std::string out;
    ASSERT_TRUE(encode(*primitive(type), value, out));
    EXPECT_EQ(out, bytes) << name_of(type);
  }
}

TEST(Encode, RememberedBranchIsUsedIfItFits) {
  const auto schema = *parse_schema(R"(["int", "long", "double"])");
  const auto branch_of = [&](int32_t remembered) {
    Value value = int32_t{7};
    value.branch = remembered;
    std::string out;
    EXPECT_TRUE(encode(*schema, value, out));
    return out[0] / 2;
  };
  EXPECT_EQ(branch_of(-1), 0);
  EXPECT_EQ(branch_of(1), 1);
  EXPECT_EQ(branch_of(2), 2);
  EXPECT_EQ(branch_of(3), 0) << "there is none";
}

}  // namespace
}  // namespace eigenlake::avro
