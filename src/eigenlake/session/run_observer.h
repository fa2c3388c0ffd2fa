// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "eigenlake/ingest/ingest_report.h"
#include "eigenlake/lake/deletion.h"
#include "eigenlake/session/molecule_failures.h"
#include "eigenlake/session/simulation_row.h"
#include "eigenlake/session/work_plan.h"
#include "eigenlake/simulation/simulate.h"
#include "eigenlake/stream/publisher.h"

namespace eigenlake {

enum class RunPhase { kSimulation, kDelivery };

/// Receives the progress of a run and can stop it. Each function does nothing unless it is overridden.
///
/// Threads: any; one call at a time except stop_requested() and on_delivery().
class RunObserver {
 public:
  virtual ~RunObserver() = default;

  /// Called often: at every evaluation of an energy.
  virtual bool stop_requested() { return false; }
  /// Everything is planned; `work` outlives the run. Molecules without a plan are among it.
  virtual void on_planned(const SimulationWork& /*work*/) {}
  virtual void begins(RunPhase) {}
  virtual void ends(RunPhase) {}

  virtual void on_warning(const std::string& /*message*/) {}
  /// An ingest before or after the simulation has ended.
  virtual void on_ingested(const IngestAndFeaturesReport&) {}
  /// Existing results, which are not computed again, and which of them are deleted.
  virtual void on_known(const KnownRuns&, const Deletions&) {}
  /// So many deleted experiments are computed again.
  virtual void on_wanted_again(size_t /*count*/) {}
  /// The lake has features by other settings, and nothing is to be computed.
  virtual void on_other_features(const Error& /*difference*/) {}
  /// So many plans are the same experiment as an earlier one.
  virtual void on_repeated(size_t /*count*/) {}

  virtual void on_progress(const SimulationProgress&) {}
  /// Only other calls still compute: ids of experiments and who computes them.
  virtual void on_waiting(const std::map<std::string, std::string>& /*owners*/) {}
  /// Another call has computed a plan.
  virtual void on_found(size_t /*plan*/) {}
  virtual void on_finished(size_t /*plan*/, const SimulationRow&, const SimulatedRun&) {}
  virtual void on_failed(const MoleculeFailure&) {}
  /// The rows of all plans that have one, in the order of the plans.
  virtual void on_row(const SimulationRow&) {}
  virtual void on_rows_complete() {}
  /// The ingest is complete; records still have to be delivered.
  virtual void on_tables_complete(const Lake&) {}
  /// Called while records wait for a broker; true ends the waiting.
  virtual bool on_delivery(const Publisher::Progress&) { return false; }
};

}  // namespace eigenlake
