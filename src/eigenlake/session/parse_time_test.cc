// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/parse_time.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(ParseTime, ReadsDatesAsTheirEnd) {
  EXPECT_EQ(*parse_time("1970-01-01"), 86'400'000 - 1);
}

TEST(ParseTime, ReadsTimesInUtc) {
  EXPECT_EQ(*parse_time("1970-01-02T00:00:01.5Z"), 86'401'500);
  EXPECT_EQ(*parse_time("1970-01-02 00:01"), 86'460'000);
  EXPECT_EQ(*parse_time("1970-01-02 00:00:00.25+00"), 86'400'250);
}

TEST(ParseTime, RejectsOtherTexts) {
  for (const char* text : {"", "yesterday", "2025-13-01", "2025-02-30", "2025-01-01T25:00",
                           "2025-01-01T10:00+02", "2025-01-01x"})
    EXPECT_FALSE(parse_time(text)) << text;
}

}  // namespace
}  // namespace eigenlake
