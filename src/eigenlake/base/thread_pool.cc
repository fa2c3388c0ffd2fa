// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/thread_pool.h"

#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

constexpr int kSpinsBeforeSleep = 20000;
constexpr int kSpinsBeforeYield = 2000;

thread_local bool inside_task = false;
/// Of a worker among those of its pool, from 1 on; 0 for threads that call.
thread_local size_t thread_index = 0;

inline void pause() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}

}  // namespace

/// One loop is one generation. `ticket` holds the generation above and the number of unclaimed tasks below,
/// so that a late thread cannot claim tasks of the next loop, and no thread waits for it.
struct ThreadPool::Team {
  static constexpr uint64_t kGeneration = uint64_t{1} << 32;

  std::vector<std::thread> workers;
  std::mutex mutex;
  std::condition_variable wake;
  std::atomic<uint64_t> ticket{0};
  std::atomic<size_t> unfinished{0};
  std::atomic<bool> stopping{false};
  const std::function<void(size_t)>* task = nullptr;  ///< Stable while a claimed task is unfinished.
  std::exception_ptr thrown;                          ///< By the first task that threw; guarded by mutex.

  void call(size_t index) {
    try {
      (*task)(index);
    } catch (...) {
      const std::lock_guard lock(mutex);
      if (!thrown) thrown = std::current_exception();
    }
  }

  static size_t unclaimed(uint64_t ticket) { return ticket % kGeneration; }

  void work() {
    inside_task = true;
    uint64_t seen = ticket.load(std::memory_order_acquire);
    while (unclaimed(seen) != 0) {
      if (!ticket.compare_exchange_weak(seen, seen - 1, std::memory_order_acq_rel)) continue;
      call(unclaimed(seen) - 1);
      unfinished.fetch_sub(1, std::memory_order_release);
      seen = ticket.load(std::memory_order_acquire);
    }
    inside_task = false;
  }

  bool has_nothing_to_do() const {
    return unclaimed(ticket.load(std::memory_order_acquire)) == 0 && !stopping.load();
  }

  void serve() {
    while (true) {
      for (int spins = 0; has_nothing_to_do(); ++spins) {
        if (spins < kSpinsBeforeSleep) {
          pause();
          continue;
        }
        std::unique_lock lock(mutex);
        wake.wait(lock, [&] { return !has_nothing_to_do(); });
      }
      if (stopping.load()) return;
      work();
    }
  }
};

ThreadPool::ThreadPool(int num_threads) : team_(std::make_unique<Team>()) {
  EIGENLAKE_ASSERT(num_threads >= 1);
  try {
    for (int i = 1; i < num_threads; ++i)
      team_->workers.emplace_back([team = team_.get(), i] {
        thread_index = static_cast<size_t>(i);
        team->serve();
      });
  } catch (const std::system_error&) {
    // Where no thread can be created, the existing ones do all work.
  }
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
  EIGENLAKE_ASSERT(num_tasks < Team::kGeneration);
  team_->task = &task;
  team_->unfinished.store(num_tasks);
  {
    std::lock_guard lock(team_->mutex);
    const uint64_t generation = team_->ticket.load() / Team::kGeneration + 1;
    team_->ticket.store(generation * Team::kGeneration + num_tasks, std::memory_order_release);
  }
  team_->wake.notify_all();
  team_->work();
  for (int spins = 0; team_->unfinished.load(std::memory_order_acquire) != 0; ++spins) {
    // On a crowded machine the thread with the last task may need this core.
    if (spins < kSpinsBeforeYield)
      pause();
    else
      std::this_thread::yield();
  }
  if (team_->thrown) std::rethrow_exception(std::exchange(team_->thrown, nullptr));
}

void ThreadPool::run_with_affinity(size_t num_tasks, const std::function<void(size_t)>& task) {
  if (team_->workers.empty() || num_tasks <= 1 || inside_task) return run(num_tasks, task);
  const auto taken = std::make_unique<std::atomic<bool>[]>(num_tasks);
  const auto threads = static_cast<size_t>(num_threads());
  run(num_tasks, [&](size_t) {
    size_t next = thread_index * num_tasks / threads;
    while (taken[next].exchange(true, std::memory_order_relaxed)) next = (next + 1) % num_tasks;
    task(next);
  });
}

}  // namespace eigenlake
