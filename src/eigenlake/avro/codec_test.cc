// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/avro/codec.h"

#include <gtest/gtest.h>

#include "eigenlake/base/random.h"

namespace eigenlake::avro {
namespace {

constexpr Codec kCodecs[] = {Codec::kNull, Codec::kDeflate, Codec::kSnappy, Codec::kZstandard};

class EveryBlockCodec : public ::testing::TestWithParam<Codec> {
 protected:
  static std::string compressed(std::string_view data) {
    std::string out;
    EXPECT_TRUE(compress_block(GetParam(), data, out));
    return out;
  }
  static Result<std::string> decompressed(std::string_view data, size_t bytes_max = 1 << 24) {
    std::string out = "from before";
    EIGENLAKE_RETURN_IF_ERROR(decompress_block(GetParam(), data, bytes_max, out));
    return out;
  }
};
INSTANTIATE_TEST_SUITE_P(Codec, EveryBlockCodec, ::testing::ValuesIn(kCodecs),
                         [](const auto& info) { return std::string(name_of(info.param)); });

/// Text that compresses and bytes that do not, around the sizes of the buffers.
std::vector<std::string> blocks() {
  std::vector<std::string> all = {"", "a", std::string(1'000'000, 'x')};
  Random random(7);
  for (const size_t size : {size_t{4095}, size_t{4096}, size_t{70'000}}) {
    std::string bytes;
    while (bytes.size() < size) bytes += static_cast<char>(random.next());
    all.push_back(std::move(bytes));
  }
  return all;
}

TEST_P(EveryBlockCodec, BlocksRoundTrip) {
  for (const std::string& block : blocks()) {
    const auto back = decompressed(compressed(block));
    ASSERT_TRUE(back) << block.size() << back.error().to_string();
    EXPECT_TRUE(*back == block) << block.size();
  }
}

TEST_P(EveryBlockCodec, CompressionAppends) {
  std::string out = "before";
  ASSERT_TRUE(compress_block(GetParam(), "data", out));
  EXPECT_EQ(out, "before" + compressed("data"));
}

TEST_P(EveryBlockCodec, LimitCountsDecompressedBytes) {
  for (const size_t size : {size_t{1}, size_t{5000}, size_t{100'000}}) {
    const std::string data = compressed(std::string(size, 'y'));
    EXPECT_EQ(decompressed(data, size)->size(), size);
    const auto more = decompressed(data, size - 1);
    ASSERT_FALSE(more) << size;
    EXPECT_EQ(more.error().kind, ErrorKind::kResourceLimit);
    EXPECT_TRUE(more.error().message.contains(fmt::format("{} block", name_of(GetParam()))))
        << more.error().message;
  }
}

TEST_P(EveryBlockCodec, ForeignBytesAreCorrupt) {
  if (GetParam() == Codec::kNull) return;
  for (const std::string& bytes : {std::string(), std::string("abc"), std::string(40, '\xff')})
    EXPECT_EQ(decompressed(bytes).error().kind, ErrorKind::kCorrupt) << bytes.size();
  const std::string whole = compressed(std::string(1000, 'z') + "end");
  for (size_t size = 0; size < whole.size(); ++size)
    EXPECT_EQ(decompressed(whole.substr(0, size)).error().kind, ErrorKind::kCorrupt) << size;
}

TEST(Codec, NamesFollowSpecification) {
  const char* const names[] = {"null", "deflate", "snappy", "zstandard"};
  for (size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(name_of(kCodecs[i]), names[i]);
    EXPECT_EQ(*codec_from_name(names[i]), kCodecs[i]);
  }
  for (const char* name : {"bzip2", "xz", "Deflate", ""}) {
    EXPECT_EQ(codec_from_name(name).error().kind, ErrorKind::kUnsupported) << name;
    EXPECT_TRUE(codec_from_name(name).error().message.contains(fmt::format("'{}'", name)));
  }
}

/// Bytes by Python 3.11's zlib: raw deflate without header, and Snappy's literal with a big-endian CRC-32.
TEST(Codec, BytesEqualThoseOfOtherWriters) {
  std::string out;
  ASSERT_TRUE(decompress_block(Codec::kDeflate, std::string_view("\x4b\x4c\x4a\x06\x00", 5), 100, out));
  EXPECT_EQ(out, "abc");
  const std::string snappy(
      "\x03\x08"
      "abc\x35\x24\x41\xc2",
      9);
  ASSERT_TRUE(decompress_block(Codec::kSnappy, snappy, 100, out));
  EXPECT_EQ(out, "abc");
  std::string written;
  ASSERT_TRUE(compress_block(Codec::kSnappy, "abc", written));
  EXPECT_EQ(written, snappy);
}

TEST(Codec, WrongChecksumIsCorrupt) {
  std::string out;
  const std::string wrong(
      "\x03\x08"
      "abc\x35\x24\x41\xc3",
      9);
  const auto read = decompress_block(Codec::kSnappy, wrong, 100, out);
  EXPECT_EQ(read.error().kind, ErrorKind::kCorrupt);
  EXPECT_TRUE(read.error().message.contains("checksum")) << read.error().message;
}

}  // namespace
}  // namespace eigenlake::avro
