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

/// The phase that a stop ends without losing the run.
inline constexpr const char* kReferencePhase = "exact reference";

/// What is known while a molecule is simulated.
struct SimulationProgress {
  size_t run = 0;          ///< Index into the plans.
  const char* phase = "";  ///< "integrals", "mapping", "vqe", "exact reference"
  int restart = 0;
  int num_evaluations = 0;    ///< Of this restart.
  double total_energy = 0.0;  ///< Of the latest evaluation, hartree; 0 before the first.
  FciProgress reference;      ///< In the phase kReferencePhase.
};

/// How a caller watches and stops simulations.
struct SimulationHooks {
  /// Called from any thread, one call at a time; may be empty. Must be quick: it is called at every
  /// evaluation.
  std::function<void(const SimulationProgress&)> on_progress;
  /// Asked at every evaluation, before every molecule, and often within the integrals, the SCF and the exact
  /// reference.
  StopRequest stop_requested;
};

/// A finished simulation: its record and the figures that people want to see at once. Hartree.
struct SimulatedRun {
  RunRecord record;
  std::string experiment_id;
  double hf_total_energy = 0.0;
  double total_energy = 0.0;  ///< minimum + nuclear_repulsion_energy
  double nuclear_repulsion_energy = 0.0;
  std::optional<double> fci_total_energy;
  StateProperties properties;
  bool in_sector = false;
  StopReason stop_reason = StopReason::kConverged;
  int num_evaluations = 0;
  bool reference_interrupted = false;  ///< A stop ended the exact reference; the rest is complete.
  Diagnostics diagnostics;             ///< Those of the record.
  std::vector<std::string> warnings;
};

/// Integrals, SCF, Jordan–Wigner, VQE, properties and, where it is cheap, the FCI reference of one molecule.
/// Pure but for the clock: the same plan gives the same record, times aside, at any number of threads. A stop
/// during the reference leaves that out alone.
///
/// With a log, the search goes on from the evaluations in it, and adds its own, however it ends: one that was
/// stopped and resumed, once or often, gives the record of one that was not. What comes before the search is
/// computed anew.
///
/// Requires: run.spec().follow is empty or followed_parameters are there.
/// Errors: kInterrupted   a stop was requested before the minimum was found; there is no record, because a
///                        partial one would pass for the whole experiment.
///         kInvalidInput  a log of another experiment; also as the steps say.
///         kCorrupt       a log whose evaluations are not those that the search asks for.
///         kNotConverged  the SCF; kResourceLimit as the steps say.
Result<SimulatedRun> simulate(const PlannedRun& run, size_t index, ThreadPool& pool,
                              const SimulationHooks& hooks, EvaluationLog* log = nullptr);

}  // namespace eigenlake
