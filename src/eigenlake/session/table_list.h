#pragma once

#include <map>
#include <string>
#include <vector>

#include "eigenlake/session/table_statistics.h"

namespace eigenlake {

struct ListedTable {
  std::string name;
  TableStatistics statistics;
};

/// The tables of a lake, ours first, as a reader sees them at the moment.
struct TableList {
  std::vector<ListedTable> tables;
  std::map<std::string, Error> left_out;  ///< Of other engines, or lost: why.
};

/// Errors: kStore; why one of ours cannot be read.
Result<TableList> list_tables(const Lake& lake);

}  // namespace eigenlake
