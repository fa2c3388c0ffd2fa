// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/session/table_list.h"

namespace eigenlake {

struct ColumnDescription {
  std::optional<int> id;  ///< None if the lake does not have the table yet.
  std::string name;
  std::string type;
  bool required = false;
  std::string meaning;
};

/// A table as the lake has it or will have it.
struct TableDescription {
  std::string name;
  std::string meaning;
  std::string row_per;           ///< What a row is of: "experiment".
  std::vector<std::string> key;  ///< The columns that identify a row.
  std::vector<std::string> partition;
  TableStatistics statistics;
  std::optional<std::string> location;  ///< None if the lake does not have it yet.
  std::map<std::string, std::string> properties;
  std::vector<ColumnDescription> columns;
};

/// Requires: `name` is from known_table().
/// Errors: why the table cannot be read.
Result<TableDescription> describe_table(const Lake& lake, const std::string& name);

}  // namespace eigenlake
