// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/ingest/ingest_report.h"
#include "eigenlake/ingest/quarantine.h"
#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// Entries of the quarantine that were ended.
struct DropReport {
  BatchReport batch;
  std::vector<QuarantineEntry> entries;  ///< As they were.
};

/// Ends the entries with these names (see objects_to_retry): each gets a new row in the ledger, which stays
/// `quarantined`, because nothing of it was ingested, and says who dropped it and why. The objects stay in
/// the raw store and are not read again; a new version of one is. It is a batch of its own, after an
/// interrupted one was recovered, and is undone if it is interrupted itself. With `dry_run` nothing is
/// written.
///
/// Requires: names are not empty.
/// Errors:   kNotFound naming the first that is not quarantined, or was dropped already; kUsage for a reason
///           that says nothing; kUnavailable where another process writes to the lake; kStore.
Result<DropReport> drop_quarantined(const Lake& lake, std::span<const std::string> names,
                                    std::string_view reason, bool dry_run);

}  // namespace eigenlake
