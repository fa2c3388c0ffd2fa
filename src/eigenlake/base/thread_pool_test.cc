#include "eigenlake/base/thread_pool.h"

#include <atomic>
#include <vector>

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(ThreadPool, EveryTaskRunsExactlyOnce) {
  for (const int threads : {1, 2, 5}) {
    ThreadPool pool(threads);
    for (int round = 0; round < 200; ++round) {
      std::vector<std::atomic<int>> calls(round);
      pool.run(calls.size(), [&](size_t i) { ++calls[i]; });
      for (const auto& count : calls)
        ASSERT_EQ(count.load(), 1) << "threads " << threads << " round " << round;
    }
  }
}

TEST(ThreadPool, NestedLoopRunsSeriallyInsteadOfDeadlocking) {
  ThreadPool pool(3);
  std::atomic<int> calls = 0;
  pool.run(8, [&](size_t) { pool.run(8, [&](size_t) { ++calls; }); });
  EXPECT_EQ(calls.load(), 64);
}

}  // namespace
}  // namespace eigenlake
