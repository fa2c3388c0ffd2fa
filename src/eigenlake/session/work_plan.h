// SPDX-License-Identifier: Apache-2.0
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

/// Errors: kUsage for more than kMaxRuns runs.
Result<> check_number_of_runs(uint64_t combinations, uint64_t molecules);

struct WorkRequest {
  std::vector<std::vector<MoleculeEntry>> series = {};
  std::vector<ExperimentSpec> options = {};   ///< Each for every molecule.
  std::vector<std::string_view> varied = {};  ///< The settings in which the options differ.
  bool follow = false;  ///< Each molecule of a series starts from the optimum of the one before.
  std::map<std::string, std::string> labels = {};
  size_t num_jobs = 1;  ///< Molecules at the same time at most; never more than threads.
  int num_threads = 1;  ///< In total.
};

/// All runs of a call, planned before the first integral.
struct SimulationWork {
  std::vector<PlannedRun> plans = {};
  std::vector<MoleculeFailure> failures = {};      ///< Molecules without a plan.
  size_t num_jobs = 1;                             ///< Molecules at the same time at most.
  int threads_each = 1;                            ///< Threads of each of them.
  std::map<std::string, std::string> labels = {};  ///< Those of the request; the plans have them.
  size_t num_repeated = 0;                         ///< Combinations whose experiment was already planned.
};

/// Every molecule with all options. Runs of one molecule are adjacent; in a series, runs of the same options
/// are, so that a run comes after the one that it follows.
///
/// Errors: kUsage for more than kMaxRuns runs.
Result<SimulationWork> plan_work(const WorkRequest& request);

}  // namespace eigenlake
