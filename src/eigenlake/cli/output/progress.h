#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/simulation/simulate.h"

namespace eigenlake {

/// At least this long between two states of a progress line, which begins with what erases the last one.
inline constexpr std::chrono::milliseconds kBetweenLines(100);
inline constexpr const char* kEraseLine = "\r\x1b[K";

/// Guesses how many evaluations are left from how fast the energy settles: the relative change falls about
/// geometrically on its way to the threshold.
class ConvergenceEstimate {
 public:
  explicit ConvergenceEstimate(double threshold) : threshold_(threshold) {}
  void add(double energy);
  /// None before there is a trend.
  std::optional<double> evaluations_left() const;

 private:
  double threshold_;
  int num_changes_ = 0;
  double last_energy_ = 0.0;
  double first_log_change_ = 0.0;
  double log_change_ = 0.0;  ///< Smoothed.
};

/// "exact reference: round 12, residual 3e-04, 8 of 14 s; Ctrl-C leaves it out": how far the iteration is,
/// and the time of this phase and of the molecule so far.
std::string reference_text(const FciProgress& progress, double phase_seconds, double molecule_seconds);

/// One line per molecule on a terminal, rewritten in place: evaluations, energy, time left; after them, how
/// far the exact reference is. Silent elsewhere and with --quiet.
///
/// Threads: calls must not overlap; SimulationHooks promises that.
class SimulationProgressLine {
 public:
  SimulationProgressLine(const Invocation& invocation, const std::vector<PlannedRun>& plans);

  void show(const SimulationProgress& progress);
  /// Ends the molecule's line with `text`.
  void finish(size_t run, const std::string& text);
  /// Shows that this call waits for what others compute.
  void wait(size_t num_experiments);
  /// Removes the unfinished line, before anything else is printed.
  void clear();

 private:
  struct Molecule {
    ConvergenceEstimate estimate;
    std::chrono::steady_clock::time_point begin;
    std::chrono::steady_clock::time_point phase_begin;
    std::string_view phase;  ///< Empty before the first.
  };
  std::string text_of(const SimulationProgress& progress, const Molecule& molecule) const;

  std::ostream& out_;
  bool enabled_;
  int width_;
  const std::vector<PlannedRun>& plans_;
  std::vector<Molecule> molecules_;
  std::chrono::steady_clock::time_point last_shown_;
};

}  // namespace eigenlake
