// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/direct_offsets.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(DirectOffsets, RoundTrip) {
  const DirectOffsets offsets = {{"runs", {{0, {0, 41}}, {11, {7, 7}}}}, {"a \"quoted\" topic", {}}};
  EXPECT_EQ(parse_direct_offsets(to_json(offsets)).value(), offsets);
  EXPECT_EQ(to_json(offsets.at("runs")), R"({"0":[0,41],"11":[7,7]})");
}

TEST(DirectOffsets, OtherTextIsCorrupt) {
  for (const char* text : {"", "[]", R"({"runs": []})", R"({"runs": {"x": [0, 1]}})",
                           R"({"runs": {"0": [0]}})", R"({"runs": {"0": ["0", 1]}})"})
    EXPECT_EQ(parse_direct_offsets(text).error().kind, ErrorKind::kCorrupt) << text;
}

}  // namespace
}  // namespace eigenlake
