// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/simulation/run_needs.h"

namespace eigenlake {

/// Counts what concurrent runs use. A run enters when its needs fit beside those of the runs inside; a run
/// that needs more than the limits enters when it is alone.
///
/// Threads: one at a time.
class RunRoom {
 public:
  explicit RunRoom(const SimulationLimits& limits) : limits_(limits) {}

  bool fits(const RunNeeds& needs) const;
  /// Requires: the needs fit.
  void enter(const RunNeeds& needs);
  /// Requires: a run with these needs has entered.
  void leave(const RunNeeds& needs);

  int num_runs() const { return num_runs_; }
  int num_threads() const { return num_threads_; }
  double memory_bytes() const { return memory_bytes_; }

 private:
  SimulationLimits limits_;
  int num_runs_ = 0;
  int num_threads_ = 0;
  double memory_bytes_ = 0.0;
};

}  // namespace eigenlake
