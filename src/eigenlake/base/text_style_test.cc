// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/text_style.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(TextStyle, OwnSignsHaveAnAsciiForm) {
  EXPECT_EQ(ascii_signs("⟨S²⟩ 0.75 … 1 → 2"), "<S^2> 0.75 ... 1 -> 2");
  EXPECT_EQ(ascii_signs("Käse"), "Käse") << "what others wrote";
  EXPECT_EQ(in_style("a…", true), "a…");
  EXPECT_EQ(in_style("a…", false), "a...");
}

TEST(TextStyle, LinesAreWrappedAtBlanks) {
  EXPECT_EQ(wrapped_text("one two three", 2, 9), "one two\n  three");
  EXPECT_EQ(wrapped_text("one two three", 0, 0), "one two three");
  EXPECT_EQ(wrapped_text(std::string("a") + kNoBreak + "b c", 0, 3), "a b\nc");
}

}  // namespace
}  // namespace eigenlake
