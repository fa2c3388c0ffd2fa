#pragma once

#include "eigenlake/dataset/dataset_description.h"
#include "eigenlake/json/json.h"

namespace eigenlake {

/// dataset.json: the description for programs.
Json dataset_json(const DatasetDescription& dataset);

}  // namespace eigenlake
