// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/maintenance/recover_from_raw.h"
#include "eigenlake/maintenance/recovery_step.h"

namespace eigenlake {

struct RecoverReport {
  struct Finding {
    std::string table;
    std::string what;  ///< lost, replaced, older, damaged, lacks rows
    std::string reason;
  };
  std::vector<Finding> found;  ///< Before anything was done.
  std::vector<RecoveryStep> steps;
  /// Tables that are lost or lack rows afterwards; in a dry run, now.
  size_t num_lost = 0;
};

/// Says what a lake has lost and restores what it can. It may be killed at any time, and called again.
///
/// Requires: a lake that was opened with LakeAccess::kRecover.
/// Errors:   kUsage for a table to accept that is none or is whole; kStore where what a source needs is lost,
///           too, or another table lies in the place of a lost one.
Result<RecoverReport> recover_lake(const Lake& lake, const RecoverOptions& options);

}  // namespace eigenlake
