#pragma once

#include <string>
#include <vector>

#include "eigenlake/iceberg/spec/data_file.h"
#include "eigenlake/iceberg/spec/schema.h"

namespace eigenlake {

/// What is wrong with the metrics that a manifest `states` of a file whose content has the `actual` ones:
/// rows, null counts where both are known, bounds that do not enclose the values. Stated bounds may be wider.
std::vector<std::string> metrics_faults(const iceberg::DataFile& stated, const iceberg::DataFile& actual,
                                        const iceberg::Schema& schema);

}  // namespace eigenlake
