#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/session/table_statistics.h"

namespace eigenlake {

struct ColumnDescription {
  std::optional<int> id;  ///< None where the lake does not have the table yet.
  std::string name;
  std::string type;
  bool required = false;
  std::string meaning;
};

/// What a table is, as the lake has it, or as it will be where it does not have it yet.
struct TableDescription {
  std::string name;
  std::string meaning;
  std::string row_per;           ///< What a row is of: "experiment".
  std::vector<std::string> key;  ///< The columns that tell rows apart.
  std::vector<std::string> partition;
  TableStatistics statistics;
  std::optional<std::string> location;  ///< None where the lake does not have it yet.
  std::map<std::string, std::string> properties;
  std::vector<ColumnDescription> columns;
};

/// Errors: why the table cannot be read.
/// Requires: `name` is that of a table of ours, or of one that lies in the lake.
Result<TableDescription> describe_table(const Lake& lake, const std::string& name);

}  // namespace eigenlake
