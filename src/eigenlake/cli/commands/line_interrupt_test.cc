// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/commands/line_interrupt.h"

#include <gtest/gtest.h>

#include "eigenlake/cli/invocation/interrupt.h"

namespace eigenlake {
namespace {

TEST(LineInterrupt, SignalIsTakenOnce) {
  const LineInterrupt interrupt(nullptr);
  EXPECT_FALSE(LineInterrupt::take());
  ASSERT_EQ(std::raise(SIGINT), 0);
  EXPECT_TRUE(LineInterrupt::is_requested());
  EXPECT_TRUE(LineInterrupt::take());
  EXPECT_FALSE(LineInterrupt::take());
  ASSERT_EQ(std::raise(SIGINT), 0);
  EXPECT_TRUE(LineInterrupt::take()) << "again and again";
}

TEST(LineInterrupt, QueryTakesTheSignalOverForAWhile) {
  const LineInterrupt interrupt(nullptr);
  {
    const InterruptScope query;
    ASSERT_EQ(std::raise(SIGINT), 0);
    EXPECT_TRUE(InterruptScope::requested());
    EXPECT_FALSE(LineInterrupt::is_requested());
  }
  ASSERT_EQ(std::raise(SIGINT), 0);
  EXPECT_TRUE(LineInterrupt::take());
}

}  // namespace
}  // namespace eigenlake
