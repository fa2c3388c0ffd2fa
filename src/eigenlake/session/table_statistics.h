#pragma once

#include <cstdint>
#include <string_view>

#include "eigenlake/session/visible_lake.h"

namespace eigenlake {

/// Size of a table as a reader sees it.
struct TableStatistics {
  int64_t rows = 0;
  int64_t files = 0;
  int64_t bytes = 0;  ///< Of the data files.
  size_t snapshots = 0;
};

/// Cost: the totals of the snapshot's summary, or else its manifests.
Result<TableStatistics> statistics_of(const VisibleLake& lake, std::string_view table);

}  // namespace eigenlake
