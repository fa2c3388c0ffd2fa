#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/spec/data_file.h"
#include "eigenlake/iceberg/spec/schema.h"

namespace eigenlake::iceberg {

/// Columns file_path and pos.
Schema position_delete_schema();

struct PositionDeleteFile {
  std::string bytes;
  DataFile entry;
};

/// Writes places by data file as one Parquet file, sorted. The entry is `original` with the metrics of the
/// new file; bounds are whole paths.
///
/// Source: Iceberg table spec v2, "Position Delete Files".
Result<PositionDeleteFile> write_position_deletes(const std::map<std::string, std::vector<int64_t>>& deletes,
                                                  const DataFile& original);

}  // namespace eigenlake::iceberg
