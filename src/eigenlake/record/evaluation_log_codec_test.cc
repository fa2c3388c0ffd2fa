// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/evaluation_log_codec.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/avro/binary_cursor.h"
#include "eigenlake/base/digest.h"

namespace eigenlake {
namespace {

using ::testing::HasSubstr;

/// Two restarts of which one has not begun, with every kind of double.
EvaluationLog some_log() {
  const double infinity = std::numeric_limits<double>::infinity();
  EvaluationLog log{.experiment_id = std::string(64, 'a'), .seconds = 1.5, .restarts = {}};
  log.restarts = {{{{0.1, -0.0, std::bit_cast<double>(0x7FF8'0000'0000'1234)},
                    {infinity, -infinity, std::numeric_limits<double>::denorm_min()},
                    {.energy = -1.1, .penalty = 0.2, .standard_error = 0.3, .shots = int64_t{1} << 40}},
                   {{}, {}, {.energy = std::nan("")}}},
                  {}};
  return log;
}

std::vector<uint64_t> bits_of(const std::vector<double>& values) {
  std::vector<uint64_t> bits;
  for (const double value : values) bits.push_back(std::bit_cast<uint64_t>(value));
  return bits;
}

/// What encode_evaluation_log makes of a body, damaged or not.
std::string with_checksum(const std::string& text) {
  return text + sha256(text);
}

std::string without_checksum(const std::string& bytes) {
  return bytes.substr(0, bytes.size() - 32);
}

TEST(EvaluationLogCodec, DoublesRoundTripBitForBit) {
  const EvaluationLog log = some_log();
  const auto back = decode_evaluation_log(encode_evaluation_log(log));
  ASSERT_TRUE(back) << back.error().to_string();
  EXPECT_EQ(back->experiment_id, log.experiment_id);
  EXPECT_EQ(back->seconds, 1.5);
  ASSERT_EQ(back->restarts.size(), 2u);
  ASSERT_EQ(back->restarts[0].size(), 2u);
  EXPECT_TRUE(back->restarts[1].empty());
  for (size_t k = 0; k < 2; ++k) {
    const LoggedEvaluation &one = log.restarts[0][k], &other = back->restarts[0][k];
    EXPECT_EQ(bits_of(other.parameters), bits_of(one.parameters));
    EXPECT_EQ(bits_of(other.gradient), bits_of(one.gradient));
    EXPECT_EQ(std::memcmp(&other.evaluation, &one.evaluation, sizeof(Evaluation)), 0);
  }
}

TEST(EvaluationLogCodec, EmptyLogRoundTrips) {
  const auto back = decode_evaluation_log(encode_evaluation_log({}));
  ASSERT_TRUE(back) << back.error().to_string();
  EXPECT_TRUE(back->experiment_id.empty() && back->restarts.empty());
}

TEST(EvaluationLogCodec, DamagedLogIsRejected) {
  const std::string whole = encode_evaluation_log(some_log());
  for (size_t k = 0; k < whole.size(); ++k) {
    std::string changed = whole;
    changed[k] ^= 1;
    for (const std::string& bytes : {whole.substr(0, k), changed}) {
      const auto back = decode_evaluation_log(bytes);
      ASSERT_FALSE(back) << "at " << k;
      EXPECT_EQ(back.error().kind, ErrorKind::kCorrupt);
    }
  }
}

TEST(EvaluationLogCodec, InvalidBodyWithValidChecksumIsRejected) {
  const std::string whole = without_checksum(encode_evaluation_log(some_log()));
  const auto longer = decode_evaluation_log(with_checksum(whole + '\0'));
  ASSERT_FALSE(longer);
  EXPECT_THAT(longer.error().message, HasSubstr("1 bytes too many"));
  for (size_t size = 22; size < whole.size(); ++size) {  // behind the first line
    const auto cut = decode_evaluation_log(with_checksum(whole.substr(0, size)));
    ASSERT_FALSE(cut) << "at " << size;
    EXPECT_EQ(cut.error().kind, ErrorKind::kCorrupt);
  }
}

TEST(EvaluationLogCodec, LogOfAnotherVersionIsRejected) {
  std::string text = "eigenlake evaluations\n";
  avro::append_string(text, "0.0.9");
  const auto back = decode_evaluation_log(with_checksum(text));
  ASSERT_FALSE(back);
  EXPECT_EQ(back.error().kind, ErrorKind::kUnsupported);
  EXPECT_THAT(back.error().message, HasSubstr("0.0.9"));
}

}  // namespace
}  // namespace eigenlake
