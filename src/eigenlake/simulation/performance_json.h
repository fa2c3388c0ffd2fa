#pragma once

#include <string>

#include "eigenlake/base/system_figures.h"

namespace eigenlake {

/// The text of a record's performance_start and performance_end: the figures by name, those that there are.
std::string performance_json(const SystemFigures& figures);

}  // namespace eigenlake
