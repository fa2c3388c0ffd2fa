// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/label.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(Label, IsAKeyAndAValue) {
  EXPECT_EQ(parse_label("a=b=c")->first, "a");
  EXPECT_EQ(parse_label("a=b=c")->second, "b=c");
  EXPECT_EQ(parse_label("a=")->second, std::nullopt);
}

TEST(Label, MissingKeyIsRejected) {
  for (const char* text : {"", "a", "=b"})
    EXPECT_EQ(parse_label(text).error().kind, ErrorKind::kUsage) << text;
}

TEST(Label, LongAndInvalidTextsAreRejected) {
  EXPECT_TRUE(parse_label(std::string(100, 'k') + "=" + std::string(1000, 'v')));
  EXPECT_FALSE(parse_label(std::string(101, 'k') + "=v"));
  EXPECT_FALSE(parse_label("k=" + std::string(1001, 'v')));
  EXPECT_FALSE(parse_label("a\nb=c"));
  EXPECT_FALSE(parse_label("a=\xff"));
  EXPECT_TRUE(parse_label("größe=klein"));
}

TEST(Labels, RequireValuesAndTheLastOfAKeyCounts) {
  EXPECT_EQ(parse_labels(std::vector<std::string>{"a=1", "b=2", "a=3"})->at("a"), "3");
  EXPECT_FALSE(parse_labels(std::vector<std::string>{"a="}));
}

}  // namespace
}  // namespace eigenlake
