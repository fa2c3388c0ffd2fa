#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eigenlake/cli/commands/work_plan.h"
#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/stream/publisher.h"

namespace eigenlake {

/// The whole way of planned work into the tables: simulates what the lake lacks and no other call computes,
/// stores the records, publishes them where that was asked for, ingests them and prints the rows. With
/// --dry-run prints the plan.
///
/// What an earlier call finished before it was killed is not computed again: records in the tables, in raw
/// objects and in the spool count as there.
///
/// Errors: of the lake, the spool and the settings of features; those of single molecules are reported.
Result<ExitCode> run_planned_work(const Invocation& invocation, SimulationWork work,
                                  const std::optional<PublisherOptions>& publishing);

/// Names of the settings that it needs, those of the simulation among them.
std::vector<std::string> run_setting_names();

}  // namespace eigenlake
