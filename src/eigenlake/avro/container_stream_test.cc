// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/avro/container_stream.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eigenlake::avro {
namespace {

SchemaPtr long_schema() {
  return primitive(Type::kLong);
}

/// A file of some `num_blocks` blocks of a thousand numbers.
std::string number_file(int num_blocks, Codec codec, size_t header_bytes = 0) {
  std::vector<Value> values;
  for (int64_t i = 0; i < num_blocks * 1000; ++i) values.emplace_back(i << 20);
  ContainerWriterOptions options;
  options.codec = codec;
  options.block_bytes = 4000;
  if (header_bytes > 0) options.metadata = {{"remark", std::string(header_bytes, 'x')}};
  return write_container(long_schema(), values, options).value();
}

ReadNext reader_of(const std::string& file, uint64_t* bytes_read = nullptr) {
  return [&file, bytes_read, place = size_t{0}](uint64_t length) mutable -> Result<std::string> {
    std::string bytes = file.substr(place, length);
    place += bytes.size();
    if (bytes_read != nullptr) *bytes_read += bytes.size();
    return bytes;
  };
}

/// What both readers give, block by block, until the end or an error.
std::vector<std::string> blocks_of(auto& reader) {
  std::vector<std::string> blocks;
  while (true) {
    const auto block = reader.next_block();
    if (!block) {
      blocks.push_back(block.error().to_string());
      return blocks;
    }
    if (!*block) return blocks;
    blocks.push_back(fmt::format("{} at {}: {}", (*block)->count, (*block)->file_offset, (*block)->data));
  }
}

std::vector<std::string> streamed(const std::string& file) {
  auto stream = ContainerStream::open(reader_of(file));
  if (!stream) return {stream.error().to_string()};
  return blocks_of(*stream);
}

std::vector<std::string> in_memory(const std::string& file) {
  auto reader = ContainerReader::open(file);
  if (!reader) return {reader.error().to_string()};
  return blocks_of(*reader);
}

TEST(ContainerStream, GivesSameBlocksAsFileInMemory) {
  for (const Codec codec : {Codec::kNull, Codec::kDeflate, Codec::kSnappy, Codec::kZstandard}) {
    const std::string file = number_file(20, codec);
    const auto blocks = in_memory(file);
    EXPECT_GT(blocks.size(), 10u);
    EXPECT_EQ(streamed(file), blocks);
  }
}

TEST(ContainerStream, ReadsLargeFileOnce) {
  const std::string file = number_file(4000, Codec::kNull);
  ASSERT_GT(file.size(), size_t{16} << 20);
  uint64_t bytes_read = 0;
  auto stream = ContainerStream::open(reader_of(file, &bytes_read));
  ASSERT_TRUE(stream);
  size_t bytes = 0;
  while (true) {
    const auto block = stream->next_block();
    ASSERT_TRUE(block) << block.error().to_string();
    if (!*block) break;
    bytes += (*block)->data.size();
  }
  EXPECT_GT(bytes, file.size() * 9 / 10);
  EXPECT_EQ(bytes_read, file.size());
}

TEST(ContainerStream, ReadsHeaderLargerThanFirstRead) {
  const std::string file = number_file(2, Codec::kNull, 300'000);
  EXPECT_EQ(streamed(file), in_memory(file));
}

TEST(ContainerStream, EveryTruncationEndsAsInMemory) {
  const std::string file = number_file(1, Codec::kDeflate);
  for (size_t size = 0; size < file.size(); size += 3) {
    const std::string part = file.substr(0, size);
    EXPECT_EQ(streamed(part), in_memory(part)) << size;
  }
}

TEST(ContainerStream, PassesOnErrorOfStore) {
  const std::string file = number_file(40, Codec::kNull);
  const ReadNext read = [inner = reader_of(file), calls = 0](uint64_t length) mutable -> Result<std::string> {
    if (++calls > 1) return fail(ErrorKind::kStore, "gone");
    return inner(length);
  };
  auto stream = ContainerStream::open(read);
  ASSERT_TRUE(stream);
  const auto blocks = blocks_of(*stream);
  EXPECT_EQ(blocks.back(), "gone");
}

}  // namespace
}  // namespace eigenlake::avro
