// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/json/json.h"

namespace eigenlake {

/// What a column of a report is, before its values are known.
struct ReportColumnInfo {
  std::string_view name;   ///< As in the tables.
  std::string_view title;  ///< For people.
  std::string_view group;  ///< Heading of the page of one run under which it stands.
  std::string_view unit = {};
  bool shown = false;  ///< In the table from the start; the others can be added there.
};

/// One column of a report's table.
struct ReportColumn {
  ReportColumnInfo info;
  std::vector<Json> values;  ///< One for each run: texts, numbers, lists of texts, or null.
};

}  // namespace eigenlake
