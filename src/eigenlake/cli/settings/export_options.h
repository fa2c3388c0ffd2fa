// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/cli/settings/option.h"

namespace eigenlake::option {

// Dataset.

inline constexpr Option<std::string> kTables("tables", "NAME,NAME", "Export only these tables (default: all)",
                                             {.flag_only = true, .basic = true});
inline constexpr Option<bool> kPartitioned(
    "partitioned", "Parquet in folders COLUMN=VALUE, one level for each partition column",
    {.flag_only = true});
inline constexpr Option<int> kFileSize("file-size", "MIB", "Parquet: begin a new file at this size",
                                       {.default_text = "128",
                                        .minimum = 1,
                                        .in_folder = InFolder::kMayBeSet});
inline constexpr Option<bool> kCompress("compress", "CSV: gzip", {.flag_only = true});
inline constexpr Option<std::string> kLocation(
    "location", "URI", "Iceberg: where the copy will lie (default: where it is written)",
    {.flag_only = true});
inline constexpr Option<bool> kHistory(
    "history", "Iceberg: keep the snapshots and tags of all complete batches, not only the present one",
    {.flag_only = true});
inline constexpr Option<bool> kLink(
    "link", "Iceberg: hard links to the data files instead of copies, where the file system has them",
    {.flag_only = true});
inline constexpr Option<std::string> kTitle("title", "TEXT", "Title of the dataset card",
                                            {.default_text = "VQE experiments",
                                             .basic = true,
                                             .in_folder = InFolder::kMayBeSet});
inline constexpr Option<std::string> kLicense("license", "ID",
                                              "Licence on the dataset card, such as CC-BY-4.0",
                                              {.default_text = "unspecified",
                                               .in_folder = InFolder::kMayBeSet});
inline constexpr Option<std::string> kAuthors(
    "authors", "TEXT", "Authors in the citation, as BibTeX has them: \"Doe, Jane and Roe, Richard\"",
    {.in_folder = InFolder::kMayBeSet});

inline constexpr const Setting* kDatasetOptions[] = {&kTables,   &kPartitioned, &kFileSize, &kCompress,
                                                     &kLocation, &kHistory,     &kLink,     &kTitle,
                                                     &kLicense,  &kAuthors};

}  // namespace eigenlake::option
