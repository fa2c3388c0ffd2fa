// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/json/json.h"
#include "eigenlake/session/molecule_failures.h"
#include "eigenlake/session/progress/convergence_estimate.h"
#include "eigenlake/session/simulation_row.h"
#include "eigenlake/session/work_plan.h"
#include "eigenlake/simulation/simulate.h"

namespace eigenlake {

/// The progress of a run as lines of JSON, for other programs; docs/formats/progress.md. Each line is written
/// whole and at once. A run writes at most ten evaluations a second, and every change of its phase.
///
/// Threads: one at a time.
class ProgressFile {
 public:
  using Warn = std::function<void(const std::string&)>;

  /// Empties the file or creates it. `warn` hears once of a line that could not be written; the others are
  /// left out then.
  /// Errors: kStore.
  static Result<ProgressFile> create(const std::string& name, Warn warn);
  ~ProgressFile();
  ProgressFile(ProgressFile&& other) noexcept;
  ProgressFile& operator=(ProgressFile&&) = delete;

  /// `work` outlives this object.
  void planned(const SimulationWork& work, const std::string& command);
  /// The lake or another call has the result of a plan.
  void found(size_t plan);
  void show(const SimulationProgress& progress);
  void finished(size_t plan, const SimulationRow& row);
  void failed(const MoleculeFailure& failure);
  void ended(ExitCode code);

 private:
  using Clock = std::chrono::steady_clock;
  struct Run {
    ConvergenceEstimate estimate;
    std::string_view phase = {};  ///< Empty before the first.
    Clock::time_point begin = {};
    Clock::time_point last_written = {};
    double lowest = 0.0;
    int64_t evaluations = 0;  ///< Of all restarts.
    int restart = 0;
    int64_t before_restart = 0;
  };

  ProgressFile(std::string name, int descriptor, Warn warn)
      : name_(std::move(name)), descriptor_(descriptor), warn_(std::move(warn)) {}
  void write(const Json& line);
  Json line_of(const char* event) const;
  Json line_of(const char* event, size_t plan) const;
  void write_evaluation(const Run& run, const SimulationProgress& progress);

  std::string name_;
  int descriptor_;  ///< Negative once a line could not be written.
  Warn warn_;
  const SimulationWork* work_ = nullptr;
  std::vector<Run> runs_;
  Clock::time_point begin_ = Clock::now();
  size_t num_finished_ = 0;
  size_t num_found_ = 0;
  size_t num_failed_ = 0;
};

}  // namespace eigenlake
