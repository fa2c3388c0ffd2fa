// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/side_by_side.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace eigenlake {
namespace {

constexpr size_t kThreadsMax = 16;

}  // namespace

void call_side_by_side(size_t num_threads, const std::function<void()>& work) {
  std::mutex mutex;
  std::exception_ptr thrown;
  const auto call = [&] {
    try {
      work();
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!thrown) thrown = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> threads;
    try {
      for (size_t i = 1; i < num_threads; ++i) threads.emplace_back(call);
    } catch (const std::system_error&) {
      // Where no thread can be created, the existing ones do all work.
    }
    call();
  }
  if (thrown) std::rethrow_exception(thrown);
}

Result<> wait_side_by_side(size_t count, const std::function<Result<>(size_t)>& task) {
  std::vector<Result<>> results(count);
  std::atomic<size_t> next = 0;
  call_side_by_side(std::min(count, kThreadsMax), [&] {
    for (size_t i = next++; i < count; i = next++) results[i] = task(i);
  });
  for (auto& result : results) EIGENLAKE_RETURN_IF_ERROR(std::move(result));
  return {};
}

}  // namespace eigenlake
