#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// What a query may read.
struct SqlRules {
  bool local_files = true;                              ///< Files that the query names, by file_functions().
  std::function<bool(std::string_view name)> is_table;  ///< Knows tables whose names look like files.
};

/// DuckDB's parse of a text, as json_serialize_sql() gives it.
struct SqlTree {
  bool is_query = false;  ///< The text is only statements that read.
  std::string json;
};

/// Checks that a query reads only tables, readable_functions() and, where the rules allow it, files that it
/// names: all functions and names of DuckDB's own parse are checked, at any depth.
///
/// Requires: tree.is_query. Errors: kUsage naming what may not be read.
Result<> check_tree(const SqlTree& tree, const SqlRules& rules);

}  // namespace eigenlake
