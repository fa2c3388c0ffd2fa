// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace eigenlake {

/// A fixed team of threads for data-parallel loops, the calling thread one of them.
///
/// Work is cut into tasks by the caller, so results do not depend on the number of threads as long as each
/// task writes its own place and sums are added in task order.
///
/// Threads: `run` may be called from one thread at a time; a nested call from inside a task runs serially.
class ThreadPool {
 public:
  /// Requires: num_threads >= 1; one means no extra thread.
  explicit ThreadPool(int num_threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int num_threads() const;

  /// Calls task(0) … task(num_tasks-1), each once, in any order, and returns when all are done. Idle threads
  /// spin for some microseconds before they sleep, so back-to-back short loops cost little. When tasks
  /// throw, the first exception is thrown here as soon as none of them runs.
  void run(size_t num_tasks, const std::function<void(size_t)>& task);

  /// The same for loops over one set of data that follow each other: a thread begins with its own share of
  /// the tasks, the same one every time, whose data its cache still has; only then it helps the others.
  void run_with_affinity(size_t num_tasks, const std::function<void(size_t)>& task);

 private:
  struct Team;
  std::unique_ptr<Team> team_;
};

}  // namespace eigenlake
