// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/cli/output/progress_line.h"
#include "eigenlake/session/progress/convergence_estimate.h"
#include "eigenlake/simulation/simulate.h"

namespace eigenlake {

/// "exact reference: round 12, residual 3e-04, 8 of 14 s; Ctrl-C leaves it out": the state of the
/// iteration, and the time of this phase and of the molecule so far.
std::string reference_text(const FciProgress& progress, double phase_seconds, double molecule_seconds);

/// One line per molecule on a terminal: evaluations, energy, time left; then the state of the exact
/// reference.
class SimulationProgressLine : public ProgressLine {
 public:
  SimulationProgressLine(const Invocation& invocation, const std::vector<PlannedRun>& plans);

  void show(const SimulationProgress& progress);
  /// Ends the molecule's line with `text`.
  void finish(size_t run, const std::string& text);
  /// Shows that this call waits for experiments of others.
  void wait(size_t num_experiments);

 private:
  struct Molecule {
    ConvergenceEstimate estimate;
    std::chrono::steady_clock::time_point begin;
    std::chrono::steady_clock::time_point phase_begin;
    std::string_view phase;  ///< Empty before the first.
  };
  std::string text_of(const SimulationProgress& progress, const Molecule& molecule) const;

  int width_;
  const std::vector<PlannedRun>& plans_;
  std::vector<Molecule> molecules_;
};

}  // namespace eigenlake
