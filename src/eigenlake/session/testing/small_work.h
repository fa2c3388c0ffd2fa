// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "eigenlake/session/run_observer.h"
#include "eigenlake/session/work_plan.h"

namespace eigenlake {

/// Hydrogen with its atoms so far apart, in angstrom.
inline MoleculeEntry hydrogen(double distance, int number = 0) {
  Molecule molecule;
  molecule.symbols = {"H", "H"};
  molecule.coords = {{0.0, 0.0, 0.0}, {0.0, 0.0, distance}};
  return {.file = "h2.json", .molecule_id = number, .molecule = std::move(molecule)};
}

/// UCCSD in a minimal basis, which takes milliseconds.
inline ExperimentSpec quick_options(int seed = 0) {
  ExperimentSpec options;
  options.seed = seed;
  return options;
}

/// Runs of hydrogen with those seeds, one after the other.
inline SimulationWork hydrogen_work(const std::vector<int>& seeds) {
  WorkRequest request{.series = {{hydrogen(0.7414)}}, .options = {}, .varied = {"seed"}};
  for (const int seed : seeds) request.options.push_back(quick_options(seed));
  auto work = plan_work(request);
  EXPECT_TRUE(work) << work.error().to_string();
  return work.value_or(SimulationWork());
}

/// Keeps what it hears.
class KeepingObserver : public RunObserver {
 public:
  bool stop_requested() override { return is_stopped; }
  void on_planned(const SimulationWork& work) override { num_planned = work.plans.size(); }
  void begins(RunPhase phase) override { phases.emplace_back(phase, true); }
  void ends(RunPhase phase) override { phases.emplace_back(phase, false); }
  void on_warning(const std::string& message) override { warnings.push_back(message); }
  void on_ingested(const IngestAndFeaturesReport& report) override { ingests.push_back(report); }
  void on_known(const KnownRuns& known, const Deletions& deleted) override {
    num_known = known.size();
    num_deleted = deleted.size();
  }
  void on_wanted_again(size_t count) override { num_wanted_again = count; }
  void on_other_features(const Error& difference) override { other_features.push_back(difference); }
  void on_repeated(size_t count) override { num_repeated = count; }
  void on_found(size_t plan) override { found.push_back(plan); }
  void on_finished(size_t plan, const SimulationRow&, const SimulatedRun&) override {
    finished.push_back(plan);
    is_stopped = is_stopped || finished.size() == stop_after;
  }
  void on_failed(const MoleculeFailure& failure) override { failures.push_back(failure); }
  void on_row(const SimulationRow& row) override { rows.push_back(row); }
  void on_rows_complete() override { num_rows_at_end = rows.size(); }
  void on_tables_complete(const Lake&) override { are_tables_complete = true; }

  std::vector<std::string> experiments() const {
    std::vector<std::string> ids;
    for (const SimulationRow& row : rows) ids.push_back(row.experiment_id);
    return ids;
  }

  bool is_stopped = false;
  size_t stop_after = 0;  ///< Finished runs, then it asks for a stop; 0: never.
  size_t num_planned = 0;
  std::vector<std::pair<RunPhase, bool>> phases;
  std::vector<std::string> warnings;
  std::vector<IngestAndFeaturesReport> ingests;
  size_t num_known = 0;
  size_t num_deleted = 0;
  size_t num_wanted_again = 0;
  size_t num_repeated = 0;
  std::vector<Error> other_features;
  std::vector<size_t> found;
  std::vector<size_t> finished;
  std::vector<MoleculeFailure> failures;
  std::vector<SimulationRow> rows;
  size_t num_rows_at_end = SIZE_MAX;  ///< SIZE_MAX: nobody said that no more come.
  bool are_tables_complete = false;
};

}  // namespace eigenlake
