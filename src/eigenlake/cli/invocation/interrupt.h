// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace eigenlake {

/// While it lives, the first SIGINT or SIGTERM only sets a flag, so that work can end cleanly; the second one
/// kills the process as usual.
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
