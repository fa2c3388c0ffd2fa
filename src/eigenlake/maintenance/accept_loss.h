// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/maintenance/check_lake.h"
#include "eigenlake/maintenance/maintain.h"

namespace eigenlake {

/// Rows that a deep check missed and that from now on count as removed on purpose.
struct AcceptedLoss {
  std::string batch_id;                 ///< Empty where nothing was missed, and in a dry run.
  std::map<std::string, int64_t> rows;  ///< By table.
};

/// A deep check under the lake's lock, and a batch without changes whose audit row says how many rows of
/// which table are gone. The faults that it accepts are taken out of `check`; others stay there. With
/// `dry_run` it only says what it would accept.
///
/// Errors: as maintain().
Result<AcceptedLoss> accept_loss(const Lake& lake, const CheckLakeOptions& options, bool dry_run,
                                 LakeCheck& check);

}  // namespace eigenlake
