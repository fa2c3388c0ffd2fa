// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/cli/settings/option.h"
#include "eigenlake/maintenance/recover_from_raw.h"

namespace eigenlake::option {

inline constexpr NamedValues<RecoverySource, 3> kRecoverySources{
    {"raw", "metadata", "snapshots"},
    {RecoverySource::kRaw, RecoverySource::kMetadata, RecoverySource::kSnapshots}};

// Features.

inline constexpr Option<int> kRollingWindow("rolling-window", "N", "Rows of the moving mean and deviation",
                                            {.default_text = "5",
                                             .minimum = 1,
                                             .environment = "ML_ROLLING_WINDOW",
                                             .in_folder = InFolder::kMayBeSet});
inline constexpr Option<int> kTrajectoryHead("trajectory-head", "N",
                                             "Iterations that count as the start of a run",
                                             {.default_text = "10",
                                              .minimum = 1,
                                              .environment = "ML_TRAJECTORY_HEAD",
                                              .in_folder = InFolder::kMayBeSet});
inline constexpr Option<int> kTrajectoryTail("trajectory-tail", "N",
                                             "Iterations that count as the end of a run",
                                             {.default_text = "10",
                                              .minimum = 1,
                                              .environment = "ML_TRAJECTORY_TAIL",
                                              .in_folder = InFolder::kMayBeSet});

inline constexpr const Setting* kFeaturesOptions[] = {&kRollingWindow, &kTrajectoryHead, &kTrajectoryTail};

// Ingest.

inline constexpr Option<bool> kFeatures("features", "Compute the features of the experiments as well",
                                        {.basic = true, .in_folder = InFolder::kMayBeSet});

inline constexpr const Setting* kIngestOptions[] = {&kFeatures};

// Maintenance.

inline constexpr Option<int> kKeepBatches(
    "keep-batches", "N", "Keep the newest N batches readable, and all of --keep-days",
    {.default_text = "500", .minimum = 1, .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<int> kKeepDays(
    "keep-days", "DAYS", "Keep the batches of the last DAYS days readable",
    {.default_text = "90", .minimum = 0, .basic = true, .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<double> kGraceMinutes(
    "grace-minutes", "MINUTES", "Keep what was current within this time, for queries that still run",
    {.default_text = "60", .minimum = 0, .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<int> kTargetFileSize(
    "target-file-size", "MIB",
    "Size of compacted files; smaller ones than three quarters of it are rewritten",
    {.default_text = "128", .minimum = 1, .in_folder = InFolder::kMayBeSet});
inline constexpr Option<double> kOlderThan(
    "older-than", "DAYS", "Age of orphans: younger files may belong to a writer that has not committed yet",
    {.default_text = "3", .minimum = 0, .in_folder = InFolder::kMustNotBeSet});
inline constexpr Option<bool> kDelete("delete",
                                      "Remove the orphans, which the step orphans only lists otherwise",
                                      {.flag_only = true});
inline constexpr Option<bool> kDeep(
    "deep", "check: read every page, and compare rows, keys and the audit log as well",
    {.flag_only = true, .basic = true});
inline constexpr Option<RecoverySource> kFrom(
    "from", "SOURCE",
    "recover: restore what is lost from raw objects (raw), the metadata files in the warehouse (metadata) or "
    "the snapshots of the other tables (snapshots)",
    kRecoverySources, {.flag_only = true, .basic = true});
inline constexpr Option<bool> kAccept("accept",
                                      "check --deep: count rows that another engine removed as removed from "
                                      "now on; recover: accept the named tables as they are",
                                      {.flag_only = true});

inline constexpr const Setting* kMaintenanceOptions[] = {&kKeepBatches,    &kKeepDays,  &kGraceMinutes,
                                                         &kTargetFileSize, &kOlderThan, &kDelete,
                                                         &kDeep,           &kFrom,      &kAccept};

// Deletion.

inline constexpr Option<std::string> kReason(
    "reason", "TEXT",
    "The reason, for the table deletions, or of quarantine drop for the ledger; up to 1,000 bytes",
    {.flag_only = true, .basic = true});
inline constexpr Option<bool> kPurge("purge", "Remove also the bytes, and the snapshots that hold them",
                                     {.flag_only = true});

inline constexpr const Setting* kDeletionOptions[] = {&kReason, &kPurge};

}  // namespace eigenlake::option
