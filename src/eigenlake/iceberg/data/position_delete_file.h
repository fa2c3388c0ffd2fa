#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/spec/data_file.h"

namespace eigenlake::iceberg {

/// A Parquet file of position deletes in memory, with its manifest entry.
struct PositionDeleteFile {
  std::string bytes;
  DataFile entry;
};

/// Writes deleted places by data file as one Parquet file, sorted by path and place. The entry is `original`
/// with the format, size, rows and metrics of what was written; bounds of paths are whole.
///
/// Source: Iceberg table spec v2, "Position Delete Files".
Result<PositionDeleteFile> write_position_deletes(const std::map<std::string, std::vector<int64_t>>& deletes,
                                                  const DataFile& original);

}  // namespace eigenlake::iceberg
