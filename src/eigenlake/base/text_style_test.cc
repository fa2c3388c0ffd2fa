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

}  // namespace
}  // namespace eigenlake
