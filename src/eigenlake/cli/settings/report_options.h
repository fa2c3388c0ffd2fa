// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/cli/settings/option.h"

namespace eigenlake::option {

// Report.

inline constexpr Option<int> kMaxCurves(
    "max-curves", "N", "Number of runs whose convergence is in the page; the others are only in its table",
    {.default_text = "500", .minimum = 0, .in_folder = InFolder::kMayBeSet});
inline constexpr Option<std::string> kReport(
    "report", "[=FILE]",
    "Write an HTML page about the experiments of this call at its end: --report alone to report.html, "
    "--report=FILE to another file",
    {.flag_only = true, .bare_value = "report.html"});

inline constexpr const Setting* kReportOptions[] = {&kReport, &kMaxCurves};

}  // namespace eigenlake::option
