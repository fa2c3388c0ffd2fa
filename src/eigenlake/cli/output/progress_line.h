// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <ostream>
#include <string_view>

#include "eigenlake/cli/invocation/command.h"

namespace eigenlake {

inline constexpr const char* kEraseLine = "\r\x1b[K";

/// One line on a terminal, rewritten in place. Silent elsewhere and with --quiet.
///
/// Threads: any, one at a time.
class ProgressLine {
 public:
  explicit ProgressLine(const Invocation& invocation)
      : out_(invocation.process.err), enabled_(invocation.process.err_is_terminal && !invocation.quiet()) {}

  bool is_enabled() const { return enabled_; }
  /// Whether the last state has stood long enough to be replaced.
  bool is_due() const { return enabled_ && std::chrono::steady_clock::now() - last_shown_ >= kBetweenStates; }
  /// Replaces the line.
  void show(std::string_view text) {
    if (!enabled_) return;
    last_shown_ = std::chrono::steady_clock::now();
    out_ << kEraseLine << text << std::flush;
  }
  /// Removes the line, before anything else is printed.
  void clear() {
    if (enabled_) out_ << kEraseLine << std::flush;
  }

 private:
  static constexpr std::chrono::milliseconds kBetweenStates{100};

  std::ostream& out_;
  bool enabled_;
  std::chrono::steady_clock::time_point last_shown_;
};

}  // namespace eigenlake
