#pragma once

#include <chrono>
#include <cstdint>

namespace eigenlake::iceberg {

/// Milliseconds since 1970-01-01 UTC.
inline int64_t now_ms() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

}  // namespace eigenlake::iceberg
