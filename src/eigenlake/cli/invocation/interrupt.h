#pragma once

namespace eigenlake {

/// While it lives, the first SIGINT or SIGTERM only sets a flag, so that work can end cleanly; the second one
/// has its ordinary effect and kills the process.
///
/// Threads: one at a time per process.
class InterruptScope {
 public:
  InterruptScope();
  ~InterruptScope();
  InterruptScope(const InterruptScope&) = delete;
  InterruptScope& operator=(const InterruptScope&) = delete;

  static bool requested();
};

}  // namespace eigenlake
