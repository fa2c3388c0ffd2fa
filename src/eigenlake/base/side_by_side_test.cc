// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/side_by_side.h"

#include <atomic>
#include <new>
#include <vector>

#include <gtest/gtest.h>
#include <pthread.h>

namespace eigenlake {
namespace {

/// Lets no thread start for as long as it lives: each would need a stack larger than the address space.
class NoMoreThreads {
 public:
  NoMoreThreads() {
    pthread_getattr_default_np(&before_);
    pthread_attr_t huge;
    pthread_attr_init(&huge);
    pthread_attr_setstacksize(&huge, size_t{1} << 48);
    pthread_setattr_default_np(&huge);
    pthread_attr_destroy(&huge);
  }
  ~NoMoreThreads() {
    pthread_setattr_default_np(&before_);
    pthread_attr_destroy(&before_);
  }

 private:
  pthread_attr_t before_;
};

TEST(WaitSideBySide, RunsEveryTaskOnceAndReturnsFirstError) {
  std::vector<std::atomic<int>> calls(50);
  const auto result = wait_side_by_side(calls.size(), [&](size_t i) -> Result<> {
    ++calls[i];
    if (i == 7 || i == 9) return fail(ErrorKind::kStore, "task {}", i);
    return {};
  });
  for (const auto& count : calls) EXPECT_EQ(count.load(), 1);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message, "task 7");
  EXPECT_TRUE(wait_side_by_side(0, [](size_t) { return Result<>(); }));
}

TEST(WaitSideBySide, ExceptionReachesTheCallerWhenAllHaveReturned) {
  std::atomic<int> returned = 0;
  EXPECT_THROW(call_side_by_side(4,
                                 [&] {
                                   if (returned++ != 3) throw std::bad_alloc();
                                 }),
               std::bad_alloc);
  EXPECT_EQ(returned, 4);
}

TEST(WaitSideBySide, WorksWithoutDeniedThreads) {
  const NoMoreThreads denied;
  int threads = 0;
  call_side_by_side(4, [&] { ++threads; });
  EXPECT_EQ(threads, 1);
  std::vector<int> calls(50);
  EXPECT_TRUE(wait_side_by_side(calls.size(), [&](size_t i) {
    ++calls[i];
    return Result<>();
  }));
  EXPECT_EQ(calls, std::vector<int>(50, 1));
}

}  // namespace
}  // namespace eigenlake
