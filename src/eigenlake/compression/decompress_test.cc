// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/compression/decompress.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/compression/testing/compressed.h"

namespace eigenlake {
namespace {

using testing::HasSubstr;

constexpr uint64_t kMany = uint64_t{1} << 30;

ReadNext reader_of(std::string bytes) {
  return [bytes = std::move(bytes), at = size_t{0}](uint64_t length) mutable -> Result<std::string> {
    std::string piece = bytes.substr(at, length);
    at += piece.size();
    return piece;
  };
}

/// All that comes, in pieces of `length` bytes.
Result<std::string> all_of(const ReadNext& read, uint64_t length) {
  std::string text;
  while (true) {
    EIGENLAKE_ASSIGN_OR_RETURN(const std::string piece, read(length));
    text += piece;
    if (piece.size() < length) return text;
  }
}

Result<std::string> unpacked(const std::string& bytes, uint64_t bytes_max = kMany) {
  return all_of(decompressed(compression_of(bytes), reader_of(bytes), bytes_max), 1000);
}

std::string long_text() {
  std::string text;
  for (int i = 0; i < 20'000; ++i) text += fmt::format("{} ", i * i);
  return text;
}

class Decompress : public testing::TestWithParam<Compression> {};
INSTANTIATE_TEST_SUITE_P(Each, Decompress, testing::Values(Compression::kGzip, Compression::kZstandard));

TEST_P(Decompress, RoundTrips) {
  for (const std::string& text : {std::string(), std::string("a"), long_text()}) {
    const auto back = unpacked(compressed(GetParam(), text));
    ASSERT_TRUE(back) << back.error().to_string();
    EXPECT_EQ(*back, text);
  }
}

TEST_P(Decompress, ConcatenatedStreamsAreOne) {
  EXPECT_EQ(unpacked(compressed(GetParam(), "one ") + compressed(GetParam(), "two")).value(), "one two");
}

TEST_P(Decompress, CutOrDamagedFileIsError) {
  const std::string whole = compressed(GetParam(), long_text());
  for (const size_t size : {whole.size() - 1, whole.size() / 2, size_t{20}}) {
    const auto cut = unpacked(whole.substr(0, size));
    ASSERT_FALSE(cut) << size;
    EXPECT_EQ(cut.error().kind, ErrorKind::kCorrupt);
  }
  std::string damaged = whole;
  damaged[whole.size() / 2] ^= 0x55;
  EXPECT_FALSE(unpacked(damaged));
}

TEST_P(Decompress, BombIsRejectedBeforeUnpacking) {
  const std::string bomb = compressed(GetParam(), std::string(50'000'000, ' '));
  const auto refused = unpacked(bomb, 1'000'000);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kResourceLimit);
  EXPECT_THAT(refused.error().message, HasSubstr("must have at most 1000000 bytes"));
  EXPECT_TRUE(unpacked(compressed(GetParam(), std::string(1000, 'x')), 1000)) << "just as many as may be";
  EXPECT_FALSE(unpacked(compressed(GetParam(), std::string(1001, 'x')), 1000));
}

TEST_P(Decompress, ErrorOfSourceKeepsItsKind) {
  const auto failing = [](uint64_t) -> Result<std::string> { return fail(ErrorKind::kStore, "no disk"); };
  const auto refused = decompressed(GetParam(), failing, kMany)(100);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kStore);
}

TEST(Compression, FirstBytesTellCompression) {
  EXPECT_EQ(compression_of("{}"), Compression::kNone);
  EXPECT_EQ(compression_of(""), Compression::kNone);
  EXPECT_EQ(compression_of(compressed(Compression::kGzip, "x")), Compression::kGzip);
  EXPECT_EQ(compression_of(compressed(Compression::kZstandard, "x")), Compression::kZstandard);
}

}  // namespace
}  // namespace eigenlake
