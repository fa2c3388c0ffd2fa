// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/session/work_plan.h"

namespace eigenlake {

/// Whether known experiments are recomputed.
enum class KnownPlans { kComputed, kSkipped };

/// The plan for --dry-run: molecules, identities, sizes, time and memory of each, whether the lake has it; in
/// text also the totals. Times come from small steps that are timed here.
///
/// Errors: of measure_speed.
Result<> print_plan(const Invocation& invocation, const SimulationWork& work, KnownPlans known);

}  // namespace eigenlake
