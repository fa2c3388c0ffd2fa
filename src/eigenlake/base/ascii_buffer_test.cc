// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/ascii_buffer.h"

#include <ostream>
#include <sstream>

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(AsciiBuffer, SignsBecomeAsciiAlsoInPieces) {
  std::stringbuf target;
  AsciiBuffer buffer(target);
  std::ostream out(&buffer);
  out << "a \xe2" << "\x80" << "\xa6" << '\n' << "K\u00e4se …";
  EXPECT_EQ(target.str(), "a ...\n");
  out << std::flush;
  EXPECT_EQ(target.str(), "a ...\nKäse ...");
}

}  // namespace
}  // namespace eigenlake
