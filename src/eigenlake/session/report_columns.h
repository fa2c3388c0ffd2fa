// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "eigenlake/report/report_column.h"

namespace eigenlake {

/// A column of a report's table and how SQL computes it of the view runs `r`, the tables vqe_results `v` and
/// molecules `m`, and the parts `s` of a scan point's name.
struct ReportColumnSource {
  ReportColumnInfo info;
  const char* sql;
};

/// In the order of the page.
std::span<const ReportColumnSource> report_columns();

/// Where the parts of a scan point's name come from: molecule, coordinate, value and unit.
inline constexpr const char* kScanPointSql =
    "regexp_extract(r.name, '^(.*) ((?:bond|angle|torsion|frame)[0-9 -]*?) ?= ?(-?[0-9.]+) ?(Å|°)?$', "
    "['molecule', 'coordinate', 'value', 'unit'])";

}  // namespace eigenlake
