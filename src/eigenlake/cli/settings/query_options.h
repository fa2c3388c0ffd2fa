// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/cli/settings/option.h"

namespace eigenlake::option {

inline constexpr std::string_view kFormats[] = {"table", "csv", "json", "parquet", "iceberg"};
inline constexpr std::string_view kOnOff[] = {"on", "off"};

// Result.

inline constexpr Option<std::string> kFormat("format", "NAME",
                                             "Format of the result (default table, or json with --json) or "
                                             "of a dataset (default parquet, others csv and iceberg)",
                                             kFormats, {.basic = true, .in_folder = InFolder::kMayBeSet});
inline constexpr Option<std::string> kOutput("output", "FILE",
                                             "Write the result to this file instead of the terminal",
                                             {.short_name = "-o", .flag_only = true, .basic = true});
inline constexpr Option<int> kMaxRows(
    "max-rows", "N", "Number of rows that --format table shows; the others are counted",
    {.default_text = "1000", .minimum = 1, .in_folder = InFolder::kMayBeSet});
inline constexpr Option<int> kDigits(
    "digits", "N", "Significant digits of doubles in --format table (default 10 on a terminal, else all)",
    {.minimum = 1, .in_folder = InFolder::kMayBeSet});
inline constexpr Option<bool> kLocalFiles(
    "local-files", "WHETHER",
    "Let a query read local files that it names, by read_csv, read_parquet and read_json", kOnOff,
    {.default_text = "on", .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kBatch("batch", "ID",
                                            "Read the tables as they were when this batch was complete",
                                            {.flag_only = true});
inline constexpr Option<std::string> kAsOf(
    "as-of", "TIME", "Read the tables as they were at this time: 2025-01-31, or 2025-01-31T12:00:00Z",
    {.flag_only = true, .basic = true});
inline constexpr Option<std::string> kTag(
    "tag", "NAME", "Read each table at its tag of this name, for instance v_incr_BATCH",
    {.flag_only = true, .basic = true});
inline constexpr Option<std::string> kBranch("branch", "NAME", "Read each table at its branch of this name",
                                             {.flag_only = true});

inline constexpr Option<bool> kIterations("iterations", "Print every evaluation of the energy",
                                          {.flag_only = true});
inline constexpr Option<bool> kParameters("parameters", "Print every optimal parameter, in radian",
                                          {.flag_only = true});

inline constexpr const Setting* kResultOptions[] = {&kIterations, &kParameters, &kFormat,     &kOutput,
                                                    &kMaxRows,    &kDigits,     &kLocalFiles, &kBatch,
                                                    &kAsOf,       &kTag,        &kBranch};

}  // namespace eigenlake::option
