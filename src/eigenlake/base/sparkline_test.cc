// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/sparkline.h"

#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(Sparkline, HeightsFollowTheValues) {
  const std::vector<double> values = {0, 1, 2, 3, 4, 5, 6, 7};
  EXPECT_EQ(sparkline(values, 80, true), "▁▂▃▄▅▆▇█");
  EXPECT_EQ(sparkline(values, 80, false), "_.:-=+*#");
  EXPECT_EQ(sparkline(std::vector<double>{2.0, -2.0, 0.0}, 80, false), "#_=");
}

TEST(Sparkline, LastValueOfASignCounts) {
  const std::vector<double> values = {9, 0, 9, 7, 9, 1};
  EXPECT_EQ(sparkline(values, 3, false), "_*_");
}

TEST(Sparkline, EqualOrMissingValuesAreDrawn) {
  EXPECT_EQ(sparkline({}, 80, false), "");
  EXPECT_EQ(sparkline(std::vector<double>{3.0, 3.0}, 80, false), "__");
  const double none = std::numeric_limits<double>::quiet_NaN();
  EXPECT_EQ(sparkline(std::vector<double>{1.0, none, 2.0}, 80, false), "_ #");
}

}  // namespace
}  // namespace eigenlake
