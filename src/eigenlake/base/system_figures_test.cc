// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/system_figures.h"

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(SystemFigures, LinuxFiguresExistAndAgree) {
  const SystemFigures figures = read_system_figures();
  EXPECT_GT(figures.timestamp_ms, 1'600'000'000'000);
  EXPECT_GE(figures.num_processors, 1);
  ASSERT_TRUE(figures.memory_total_bytes && figures.memory_available_bytes && figures.resident_bytes);
  EXPECT_LE(*figures.memory_available_bytes, *figures.memory_total_bytes);
  EXPECT_LT(*figures.resident_bytes, *figures.memory_total_bytes);
  EXPECT_GT(*figures.resident_bytes, uint64_t{1} << 20);
  EXPECT_GE(figures.load_1m.value_or(-1.0), 0.0);
  EXPECT_GT(figures.uptime_seconds.value_or(0.0), 0.0);
}

}  // namespace
}  // namespace eigenlake
