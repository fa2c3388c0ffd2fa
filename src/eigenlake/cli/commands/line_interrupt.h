// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <csignal>

namespace eigenlake {

/// While it lives, SIGINT only sets a flag, in whatever thread it arrives; what takes the signal over for a
/// while, such as an InterruptScope, hands it back.
///
/// Threads: one at a time per process.
class LineInterrupt {
 public:
  /// The prompt is printed again after Ctrl-C; null: nothing is printed.
  explicit LineInterrupt(const char* prompt);
  ~LineInterrupt();
  LineInterrupt(const LineInterrupt&) = delete;
  LineInterrupt& operator=(const LineInterrupt&) = delete;

  static bool is_requested();
  /// Whether it was requested since the last call.
  static bool take();
  /// To be polled for input together with the terminal: readable once it was requested.
  static int descriptor();
  /// Makes the descriptor readable, also from a signal handler; `quiet` ends that.
  static void wake();
  static void quiet();

 private:
  struct sigaction previous_;
};

}  // namespace eigenlake
