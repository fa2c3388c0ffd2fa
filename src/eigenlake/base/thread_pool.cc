#include "eigenlake/base/thread_pool.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

constexpr int kSpinsBeforeSleep = 20000;

thread_local bool inside_task = false;

inline void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

}  // namespace

/// One loop is one generation. Workers claim tasks from `next`; the last to leave lowers `active` to zero.
struct ThreadPool::Team {
  std::vector<std::thread> workers;
  std::mutex mutex;
  std::condition_variable wake;
  std::atomic<uint64_t> generation{0};
  std::atomic<int> active{0};
  std::atomic<size_t> next{0};
  std::atomic<bool> stopping{false};
  size_t num_tasks = 0;
  const std::function<void(size_t)>* task = nullptr;

  void work() {
    inside_task = true;
    for (size_t i; (i = next.fetch_add(1, std::memory_order_relaxed)) < num_tasks;) (*task)(i);
    inside_task = false;
  }

  void serve() {
    uint64_t seen = 0;
    while (true) {
      for (int spins = 0; generation.load(std::memory_order_acquire) == seen && !stopping.load(); ++spins) {
        if (spins < kSpinsBeforeSleep) {
          pause();
          continue;
        }
        std::unique_lock lock(mutex);
        wake.wait(lock, [&] { return generation.load() != seen || stopping.load(); });
      }
      if (stopping.load()) return;
      seen = generation.load(std::memory_order_acquire);
      work();
      active.fetch_sub(1, std::memory_order_release);
    }
  }
};

ThreadPool::ThreadPool(int num_threads) : team_(std::make_unique<Team>()) {
  EIGENLAKE_ASSERT(num_threads >= 1);
  for (int i = 1; i < num_threads; ++i) team_->workers.emplace_back([team = team_.get()] { team->serve(); });
}

ThreadPool::~ThreadPool() {
  {
    std::lock_guard lock(team_->mutex);
    team_->stopping = true;
  }
  team_->wake.notify_all();
  for (auto& worker : team_->workers) worker.join();
}

int ThreadPool::num_threads() const {
  return static_cast<int>(team_->workers.size()) + 1;
}

void ThreadPool::run(size_t num_tasks, const std::function<void(size_t)>& task) {
  if (num_tasks == 0) return;
  if (team_->workers.empty() || num_tasks == 1 || inside_task) {
    for (size_t i = 0; i < num_tasks; ++i) task(i);
    return;
  }
  team_->num_tasks = num_tasks;
  team_->task = &task;
  team_->next.store(0);
  team_->active.store(static_cast<int>(team_->workers.size()));
  {
    std::lock_guard lock(team_->mutex);
    team_->generation.fetch_add(1, std::memory_order_release);
  }
  team_->wake.notify_all();
  team_->work();
  while (team_->active.load(std::memory_order_acquire) != 0) pause();
}

}  // namespace eigenlake
