// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "eigenlake/base/text_table.h"
#include "eigenlake/cli/invocation/command.h"

namespace eigenlake {

/// A value as the cell of a text table: null is empty, a text has no quotes.
inline std::string cell(const Json& value) {
  if (value.is_null()) return "";
  return value.is_string() ? value.get<std::string>() : value.dump();
}

/// Rows of a listing: with --json each is printed as an object at once, else all as one table.
class RowTable {
 public:
  RowTable(const Invocation& invocation, std::vector<TextTable::Column> columns)
      : invocation_(invocation), table_(std::move(columns)) {}

  void add(const Json& object, std::vector<std::string> cells) {
    if (invocation_.json())
      invocation_.print(object);
    else
      table_.add_row(std::move(cells));
  }
  /// The values of the object are the cells.
  void add(const Json& object) {
    std::vector<std::string> cells;
    for (const Json& value : object) cells.push_back(cell(value));
    add(object, std::move(cells));
  }
  void print() const {
    if (!invocation_.json()) table_.print(invocation_.process.out, invocation_.out_style());
  }

 private:
  const Invocation& invocation_;
  TextTable table_;
};

}  // namespace eigenlake
