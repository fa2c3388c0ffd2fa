#pragma once

#include "eigenlake/json/json.h"
#include "eigenlake/pipeline/export/dataset_description.h"

namespace eigenlake {

/// dataset.json: the description for programs.
Json dataset_json(const DatasetDescription& dataset);

}  // namespace eigenlake
