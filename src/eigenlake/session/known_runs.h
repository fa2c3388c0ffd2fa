#pragma once

#include <string>
#include <vector>

#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/session/known_run_rows.h"
#include "eigenlake/session/run_observer.h"
#include "eigenlake/stream/publisher.h"

namespace eigenlake {

/// Of the plans, the runs that the lake has: in its tables, or in raw objects that no batch has taken yet.
/// Those that were deleted from it are among them, without a row.
///
/// Errors: of the lake. What is wrong with single rows or objects becomes a warning.
Result<KnownRuns> find_known_runs(const Lake& lake, const std::vector<PlannedRun>& plans,
                                  const FoundExperiments& found, int num_threads, RunObserver& observer);

/// The ids of the plans, for find_experiments.
std::vector<std::string> experiment_ids(const std::vector<PlannedRun>& plans);

/// Of the plans that `known` does not have, adds the runs whose records wait in the spool for a broker. With
/// a lake, their records become raw objects of it: a call that was killed between the two left them out.
///
/// Errors: of spool and lake.
Result<> add_spooled_runs(const PublisherOptions& options, const Lake* lake,
                          const std::vector<PlannedRun>& plans, KnownRuns& known);

/// Marks the plans that a real call would not compute. Errors: of the lake.
Result<> mark_known_plans(const Lake& lake, std::vector<PlannedRun>& plans);

}  // namespace eigenlake
