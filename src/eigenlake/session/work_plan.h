#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/session/molecule_failures.h"
#include "eigenlake/session/molecule_source.h"
#include "eigenlake/simulation/run_plan.h"

namespace eigenlake {

inline constexpr uint64_t kMaxRuns = 100'000;  ///< Of one call.

/// Errors: kUsage where so many combinations of options for so many molecules are more than kMaxRuns.
Result<> check_number_of_runs(uint64_t combinations, uint64_t molecules);

/// What is to be planned.
struct WorkRequest {
  std::vector<std::vector<MoleculeEntry>> series = {};
  std::vector<ExperimentSpec> options = {};   ///< Each for every molecule.
  std::vector<std::string_view> varied = {};  ///< The settings in which the options differ.
  bool follow = false;  ///< Each molecule of a series starts from the optimum of the one before.
  std::map<std::string, std::string> labels = {};
  size_t num_jobs = 1;  ///< At most so many molecules side by side, and never more than threads.
  int num_threads = 1;  ///< In all.
};

/// All runs of a call, planned before the first integral.
struct SimulationWork {
  std::vector<PlannedRun> plans = {};
  std::vector<MoleculeFailure> failures = {};      ///< Molecules without a plan.
  size_t num_jobs = 1;                             ///< Molecules side by side at most.
  int threads_each = 1;                            ///< Threads of each of them.
  std::map<std::string, std::string> labels = {};  ///< Those of the request; the plans have them.
  size_t num_repeated = 0;  ///< Combinations that gave a molecule an experiment which it had: planned once.
};

/// Every molecule with all options. Runs of one molecule stand together, in a series those of the same
/// options, so that a run which follows another one stands after it.
///
/// Errors: kUsage for more than kMaxRuns runs.
Result<SimulationWork> plan_work(const WorkRequest& request);

}  // namespace eigenlake
