#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/iceberg/scan/scan.h"

namespace eigenlake {

/// Takes the tasks out of `tasks` whose files DuckDB, given the table's columns by field id, reads exactly as
/// our reader does: local Parquet files of the stated size, without deletes, whose partition columns they
/// hold and whose columns are stored as the table format says. Of files that Eigenlake added the table's
/// metadata tell all that; of others the footers are looked at. In doubt a file stays: our reader decides
/// what is readable.
///
/// Cost: a look at each file, and at the footer of those of other engines, several at once.
std::vector<iceberg::FileScanTask> take_direct_reads(const iceberg::Table& table,
                                                     std::vector<iceberg::FileScanTask>& tasks);

/// "file:///x/y" → "/x/y", as DuckDB is told of it.
std::string file_path_of(std::string_view uri);

}  // namespace eigenlake
