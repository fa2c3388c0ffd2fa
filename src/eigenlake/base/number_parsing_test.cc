// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/number_parsing.h"

#include <cstdint>

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(NumberParsing, ReadsWholeText) {
  EXPECT_EQ(parse_number<int>("-12"), -12);
  EXPECT_EQ(parse_number<double>("1e-3"), 1e-3);
  EXPECT_EQ(parse_number<uint64_t>("18446744073709551615"), UINT64_MAX);
}

TEST(NumberParsing, RejectsOtherText) {
  for (const char* text : {"", " 1", "1 ", "+1", "1x", "0x1", "--1", "9999999999"})
    EXPECT_EQ(parse_number<int>(text), std::nullopt) << text;
  EXPECT_EQ(parse_number<uint64_t>("-1"), std::nullopt);
  EXPECT_EQ(parse_number<double>("1e999"), std::nullopt);
}

}  // namespace
}  // namespace eigenlake
