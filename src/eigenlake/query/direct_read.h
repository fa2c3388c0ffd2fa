// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/iceberg/scan/scan.h"

namespace eigenlake {

/// Removes from `tasks`, and returns, those whose files DuckDB, given the table's columns by field id, reads
/// exactly as our reader does: local Parquet files of the recorded size, without deletes, with all partition
/// columns, and with columns stored as the table format says. Files of Eigenlake are judged by the table's
/// metadata, others by their footers. In doubt a file stays: our reader decides what is readable.
///
/// Cost: the status of each file and the footer of foreign ones, several at once.
std::vector<iceberg::FileScanTask> take_direct_reads(const iceberg::Table& table,
                                                     std::vector<iceberg::FileScanTask>& tasks);

/// "file:///x/y" → "/x/y", as DuckDB is told of it.
std::string file_path_of(std::string_view uri);

}  // namespace eigenlake
