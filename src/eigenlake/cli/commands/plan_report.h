#pragma once

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/session/work_plan.h"

namespace eigenlake {

/// Whether experiments of the lake are computed again.
enum class KnownPlans { kComputed, kSkipped };

/// The plan for --dry-run: molecules, identities, sizes, the time and memory that each will take, whether the
/// lake has it; for people also the time and memory of all. Times come from small steps that are timed here.
///
/// Errors: of measure_speed.
Result<> print_plan(const Invocation& invocation, const SimulationWork& work, KnownPlans known);

}  // namespace eigenlake
