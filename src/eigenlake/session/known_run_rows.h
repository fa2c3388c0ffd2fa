#pragma once

#include <map>
#include <optional>
#include <string>

#include "eigenlake/session/simulation_row.h"

namespace eigenlake {

/// Rows of runs whose records exist, by experiment id; none where a lake has a run and its tables could not
/// be read.
using KnownRuns = std::map<std::string, std::optional<SimulationRow>>;

}  // namespace eigenlake
