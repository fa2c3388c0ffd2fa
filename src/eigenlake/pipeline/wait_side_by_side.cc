#include "eigenlake/pipeline/wait_side_by_side.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace eigenlake {
namespace {

constexpr size_t kThreadsMax = 16;

}  // namespace

Result<> wait_side_by_side(size_t count, const std::function<Result<>(size_t)>& task) {
  std::vector<Result<>> results(count);
  std::atomic<size_t> next = 0;
  const auto work = [&] {
    for (size_t i; (i = next++) < count;) results[i] = task(i);
  };
  {
    std::vector<std::jthread> threads;
    for (size_t i = 1; i < std::min(count, kThreadsMax); ++i) threads.emplace_back(work);
    work();
  }
  for (auto& result : results) EIGENLAKE_RETURN_IF_ERROR(std::move(result));
  return {};
}

}  // namespace eigenlake
