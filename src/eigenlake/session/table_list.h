// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/session/visible_lake.h"

namespace eigenlake {

/// Size of a table as a reader sees it.
struct TableStatistics {
  int64_t rows = 0;
  int64_t files = 0;
  int64_t bytes = 0;  ///< Of the data files.
  size_t snapshots = 0;
};

/// Cost: reads the manifests if the snapshot's summary has no totals.
Result<TableStatistics> statistics_of(const VisibleLake& lake, std::string_view table);

struct ListedTable {
  std::string name;
  TableStatistics statistics;
};

/// The tables of a lake, ours first, as a reader sees them now.
struct TableList {
  std::vector<ListedTable> tables;
  std::map<std::string, Error> left_out;  ///< Why tables of other engines or lost ones are missing.
};

/// Errors: kStore; why one of ours cannot be read.
Result<TableList> list_tables(const Lake& lake);

struct ListedSnapshot {
  int64_t id = 0;
  int64_t committed_ms = 0;  ///< Since 1970.
  std::string operation;
  std::optional<int64_t> added_rows;
  std::optional<int64_t> total_rows;
  std::optional<std::string> batch_id;
  std::vector<std::string> tags;
  bool is_visible = false;  ///< Queries read this one.
};

/// The snapshots of a table, oldest first; none if the lake does not have it yet.
/// Errors: why the table cannot be read.
Result<std::vector<ListedSnapshot>> list_snapshots(const Lake& lake, const std::string& table);

}  // namespace eigenlake
