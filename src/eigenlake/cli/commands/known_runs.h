#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/cli/commands/known_run_rows.h"
#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/stream/publisher.h"

namespace eigenlake {

/// Of the plans, the runs that the lake has: in its tables, or in raw objects that no batch has taken yet.
/// Those that were deleted from it are among them, without a row.
///
/// Errors: of the lake. What is wrong with single rows or objects becomes a warning.
Result<KnownRuns> find_known_runs(const Invocation& invocation, const Lake& lake,
                                  const std::vector<PlannedRun>& plans, const FoundExperiments& found);

/// The ids of the plans, for find_experiments.
std::vector<std::string> experiment_ids(const std::vector<PlannedRun>& plans);

/// Of the plans that `known` does not have, adds the runs whose records wait in the spool for a broker. With
/// a lake, their records become raw objects of it: a call that was killed between the two left them out.
///
/// Errors: of spool and lake.
Result<> add_spooled_runs(const PublisherOptions& options, const Lake* lake,
                          const std::vector<PlannedRun>& plans, KnownRuns& known);

/// Marks the plans that a real call would not compute, without creating a lake.
Result<> mark_known_plans(const Invocation& invocation, std::vector<PlannedRun>& plans);

/// Tells people what is not computed again, and how it would be.
void note_known_runs(const Invocation& invocation, const std::vector<PlannedRun>& plans,
                     const KnownRuns& known, const Deletions& deleted);

}  // namespace eigenlake
