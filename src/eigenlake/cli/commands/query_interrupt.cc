#include "eigenlake/cli/commands/query_interrupt.h"

#include <chrono>

#include "eigenlake/cli/invocation/interrupt.h"

namespace eigenlake {

QueryInterrupt::QueryInterrupt(SqlSession& session) : session_(session), thread_([this] { watch(); }) {}

QueryInterrupt::~QueryInterrupt() {
  {
    const std::lock_guard lock(mutex_);
    is_ended_ = true;
  }
  ended_.notify_one();
  thread_.join();
}

void QueryInterrupt::watch() {
  constexpr std::chrono::milliseconds kInterval(50);
  std::unique_lock lock(mutex_);
  while (!ended_.wait_for(lock, kInterval, [this] { return is_ended_; }))
    if (InterruptScope::requested()) session_.interrupt();
}

}  // namespace eigenlake
