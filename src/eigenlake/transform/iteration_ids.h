#pragma once

#include <span>
#include <string>
#include <vector>

#include "eigenlake/transform/experiment.h"

namespace eigenlake {

/// `{experiment_id}_iter_{iteration_step}` for every iteration, in order.
std::vector<std::string> iteration_ids(std::span<const Experiment> experiments);

}  // namespace eigenlake
