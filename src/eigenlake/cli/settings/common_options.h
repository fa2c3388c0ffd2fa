// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/cli/settings/option.h"

namespace eigenlake::option {

// Common.

inline constexpr Option<std::string> kLake(
    "lake", "PLACE", "The lake, with raw records and tables: a folder or s3://BUCKET/PREFIX",
    {.default_text = "./lake", .basic = true, .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kRaw("raw", "PLACE",
                                          "Keep raw records here instead of in raw-results of the lake",
                                          {.environment = "S3_BUCKET_URL",
                                           .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<std::string> kWarehouse(
    "warehouse", "PLACE", "Keep tables here instead of in features/warehouse of the lake",
    {.environment = "S3_WAREHOUSE_URL", .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<bool> kJson("json", "Print one JSON object a line instead of text",
                                    {.basic = true, .in_folder = InFolder::kMayBeSet});
inline constexpr Option<bool> kLine("line", "Print tables with one line for each field of a row",
                                    {.in_folder = InFolder::kMayBeSet});
inline constexpr Option<bool> kQuiet("quiet", "Print no progress and no hints; warnings and errors stay",
                                     {.in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<bool> kVerbose("verbose", "Say more about what is done",
                                       {.in_folder = InFolder::kMayBeSet});
inline constexpr Option<int> kThreads("threads", "N", "Number of threads in all; 0: every core",
                                      {.default_text = "0", .minimum = 0, .in_folder = InFolder::kMayBeSet});
inline constexpr Option<std::string> kConfig(
    "config", "FILE", "Read settings from a TOML file; EIGENLAKE_CONFIG names one as well",
    {.flag_only = true});
inline constexpr Option<bool> kNoConfig(
    "no-config", "Read no eigenlake.toml of the folder or of yours, and not the file of EIGENLAKE_CONFIG",
    {.flag_only = true});
inline constexpr Option<bool> kDryRun("dry-run", "Check everything, print the plan, do nothing",
                                      {.flag_only = true, .basic = true});

inline constexpr const Setting* kCommonOptions[] = {&kLake,   &kRaw,      &kWarehouse, &kJson,
                                                    &kLine,   &kQuiet,    &kVerbose,   &kThreads,
                                                    &kConfig, &kNoConfig, &kDryRun};

}  // namespace eigenlake::option
