// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/base/stop_request.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/determinants/fci.h"
#include "eigenlake/record/diagnostics.h"
#include "eigenlake/record/run_record.h"
#include "eigenlake/simulation/run_plan.h"
#include "eigenlake/vqe/evaluation_log.h"

namespace eigenlake {

/// A stop in this phase does not lose the run.
inline constexpr const char* kReferencePhase = "exact reference";

struct SimulationProgress {
  size_t run = 0;          ///< Index into the plans.
  const char* phase = "";  ///< "integrals", "mapping", "vqe", "exact reference"
  int restart = 0;
  int num_evaluations = 0;     ///< Of this restart.
  double total_energy = 0.0;   ///< Of the latest evaluation, hartree; 0 before the first.
  FciProgress reference = {};  ///< In the phase kReferencePhase.
};

struct SimulationHooks {
  /// Called at every evaluation, from any thread, one call at a time; may be empty. Must be quick.
  std::function<void(const SimulationProgress&)> on_progress;
  /// Called at every evaluation, before every molecule, and often during the integrals, the SCF and the exact
  /// reference.
  StopRequest stop_requested;
};

struct SimulatedRun {
  RunRecord record;
  std::string experiment_id;
  StateProperties properties;
  bool in_sector = false;
  bool reference_interrupted = false;  ///< A stop ended the exact reference; the rest is complete.
  Diagnostics diagnostics;             ///< Those of the record.
  std::vector<std::string> warnings;

  double total_energy() const { return record.minimum + record.nuclear_repulsion_energy.value_or(0.0); }
};

/// Integrals, SCF, Jordan–Wigner, VQE, properties and, if it is cheap, the FCI reference of one molecule. The
/// same plan gives the same record, except for times, at any number of threads. A stop during the reference
/// only leaves out the reference.
///
/// With a log, the search continues from the evaluations in it and adds its own, however it ends: a search
/// that was stopped and resumed, even several times, gives the same record as one that was not. The steps
/// before the search are computed again.
///
/// Requires: run.spec().follow is empty or run.followed_parameters is filled.
/// Errors: kInterrupted   a stop was requested before the minimum was found; a partial record would pass for
///                        the whole experiment.
///         kInvalidInput  a log of another experiment; and whatever the steps return.
///         kCorrupt       a log with other evaluations than those of the search.
///         kNotConverged  the SCF; kResourceLimit whatever the steps return.
Result<SimulatedRun> simulate(const PlannedRun& run, size_t index, ThreadPool& pool,
                              const SimulationHooks& hooks, EvaluationLog* log = nullptr);

}  // namespace eigenlake
