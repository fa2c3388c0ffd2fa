// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/cli/settings/option.h"

namespace eigenlake::option {

// Plot.

inline constexpr Option<std::string> kX(
    "x", "SQL",
    "Plot over this SQL expression of the view runs, which here also has molecule, scan and scan_value: "
    "--x scan_value",
    {.flag_only = true});
inline constexpr Option<std::string> kY("y", "SQL", "SQL expression on the other axis (default total_energy)",
                                        {.flag_only = true});
inline constexpr Option<std::string> kSeries(
    "series", "SQL",
    "SQL expression that names the curves (default: the molecule, and the settings that differ)",
    {.flag_only = true});
inline constexpr Option<std::string> kCompare(
    "compare", "COLUMN",
    "Plot errors and evaluations for each value of a column of the view runs, for instance optimizer",
    {.flag_only = true});
inline constexpr Option<bool> kErrorOnly("error", "Plot only the error, not the energy", {.flag_only = true});
inline constexpr Option<int> kWidth(
    "width", "N", "Width in pixels, or in characters on a terminal (default 900, and the terminal's)",
    {.minimum = 20, .maximum = 20000, .flag_only = true});
inline constexpr Option<int> kHeight("height", "N",
                                     "Height in pixels, or in lines of each panel on a terminal",
                                     {.minimum = 8, .maximum = 20000, .flag_only = true});

inline constexpr const Setting* kPlotOptions[] = {&kX,         &kY,     &kSeries, &kCompare,
                                                  &kErrorOnly, &kWidth, &kHeight};

// Watch.

inline constexpr Option<bool> kOnce("once", "Show the present state and end", {.flag_only = true});

inline constexpr const Setting* kWatchOptions[] = {&kOnce};

}  // namespace eigenlake::option
