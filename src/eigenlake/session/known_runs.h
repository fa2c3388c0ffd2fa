// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/session/run_observer.h"
#include "eigenlake/session/simulation_row.h"
#include "eigenlake/stream/publisher.h"

namespace eigenlake {

/// The plans that the lake already has, in its tables or in raw objects that are not ingested yet. Deleted
/// ones are among them, without a row.
///
/// Errors: of the lake. Errors of single rows or objects become warnings.
Result<KnownRuns> find_known_runs(const Lake& lake, const std::vector<PlannedRun>& plans,
                                  const FoundExperiments& found, int num_threads, RunObserver& observer);

/// The ids of the plans, for find_experiments.
std::vector<std::string> experiment_ids(const std::vector<PlannedRun>& plans);

/// The rows of the plans in the tables, by experiment id. Molecule names and numbers of parameters are the
/// plans'.
///
/// Errors: of SqlSession and the tables.
Result<std::map<std::string, SimulationRow>> read_stored_runs(const Lake& lake,
                                                              const std::vector<PlannedRun>& plans,
                                                              int num_threads);

/// Adds the plans whose records wait in the spool for a broker. Their records are also stored as raw objects
/// of the lake, if there is one, because a killed call may not have done so.
///
/// Errors: of spool and lake.
Result<> add_spooled_runs(const PublisherOptions& options, const Lake* lake,
                          const std::vector<PlannedRun>& plans, KnownRuns& known);

/// Undoes the deletion of deleted plans, so that their new records count. The table deletions keeps `reason`.
/// Returns how many were deleted.
///
/// Errors: of change_deletions().
Result<size_t> lift_deletions(const Lake& lake, const std::vector<PlannedRun>& plans, std::string reason,
                              int num_threads);

/// Sets in_lake and deleted of the plans. Errors: of the lake.
Result<> mark_known_plans(const Lake& lake, std::vector<PlannedRun>& plans);

}  // namespace eigenlake
