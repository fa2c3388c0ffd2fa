// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "eigenlake/cli/invocation/interrupt.h"
#include "eigenlake/query/sql_session.h"

namespace eigenlake {

/// Ends the query of a session when an InterruptScope was asked to stop: it then fails with kInterrupted.
class QueryInterrupt {
 public:
  /// Keep the session alive.
  explicit QueryInterrupt(SqlSession& session)
      : thread_([&session](const std::stop_token& stop) { watch(session, stop); }) {}

 private:
  static void watch(SqlSession& session, const std::stop_token& stop) {
    constexpr std::chrono::milliseconds kInterval(50);
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock lock(mutex);
    while (!stop.stop_requested()) {
      never.wait_for(lock, stop, kInterval, [] { return false; });
      if (!stop.stop_requested() && InterruptScope::requested()) session.interrupt();
    }
  }

  std::jthread thread_;
};

}  // namespace eigenlake
