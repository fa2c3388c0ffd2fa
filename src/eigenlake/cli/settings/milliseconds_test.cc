// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/milliseconds.h"

#include <chrono>

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(Milliseconds, SecondsAreRounded) {
  EXPECT_EQ(milliseconds_in(0.0), 0);
  EXPECT_EQ(milliseconds_in(1.5), 1500);
  EXPECT_EQ(milliseconds_in(0.0006), 1);
}

TEST(Milliseconds, ClocksCanCountTheLongestTime) {
  for (const double seconds : {1e12, 1e300}) {
    const std::chrono::milliseconds longest(milliseconds_in(seconds));
    EXPECT_GT(std::chrono::steady_clock::now() + longest, std::chrono::steady_clock::now()) << seconds;
    EXPECT_GT(longest, std::chrono::hours(24 * 365 * 90));
  }
}

}  // namespace
}  // namespace eigenlake
