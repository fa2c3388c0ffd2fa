// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/thread_pool.h"

#include <atomic>
#include <new>
#include <thread>
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

TEST(ThreadPool, EveryTaskRunsOnceWithAffinity) {
  for (const int threads : {1, 2, 5}) {
    ThreadPool pool(threads);
    for (int round = 0; round < 200; ++round) {
      std::vector<std::atomic<int>> calls(round);
      pool.run_with_affinity(calls.size(), [&](size_t i) { ++calls[i]; });
      for (const auto& count : calls)
        ASSERT_EQ(count.load(), 1) << "threads " << threads << " round " << round;
    }
  }
}

TEST(ThreadPool, CallerStartsWithFirstTask) {
  ThreadPool pool(2);
  const auto caller = std::this_thread::get_id();
  for (int round = 0; round < 50; ++round) {
    std::atomic<int> order = 0;
    int first_of_caller = -1;
    pool.run_with_affinity(2, [&](size_t i) {
      ++order;
      if (std::this_thread::get_id() == caller && first_of_caller < 0) first_of_caller = static_cast<int>(i);
      while (order < 2) std::this_thread::yield();  // so that each thread has one
    });
    ASSERT_EQ(first_of_caller, 0) << round;
  }
}

TEST(ThreadPool, ExceptionOfATaskReachesTheCaller) {
  for (const int threads : {1, 3}) {
    ThreadPool pool(threads);
    for (int round = 0; round < 20; ++round)
      EXPECT_THROW(pool.run(8,
                            [](size_t i) {
                              if (i % 3 == 2) throw std::bad_alloc();
                            }),
                   std::bad_alloc);
    std::atomic<int> calls = 0;
    pool.run(8, [&](size_t) { ++calls; });
    EXPECT_EQ(calls, 8) << threads;
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
