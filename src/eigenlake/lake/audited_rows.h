// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/table.h"

namespace eigenlake {

/// Rows that batches added to their tables by the audit log: batch → table → rows. Negative: rows of earlier
/// batches that it removed, or accepted as lost.
using AuditedRows = std::map<std::string, std::map<std::string, int64_t, std::less<>>, std::less<>>;

/// From processing_metadata, without batches of other engines that lack counts.
Result<AuditedRows> read_audited_rows(const iceberg::Table& audit);

}  // namespace eigenlake
