// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace eigenlake {

/// The system's clock: whole units of `Duration` since 1970-01-01 UTC.
template <typename Duration>
int64_t time_since_epoch() {
  return std::chrono::duration_cast<Duration>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// Milliseconds since 1970-01-01 UTC.
inline int64_t now_ms() {
  return time_since_epoch<std::chrono::milliseconds>();
}

/// Seconds of a clock that never goes back, to measure how long something takes.
inline double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

}  // namespace eigenlake
