#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/table.h"

namespace eigenlake {

/// Rows that the audit log says a batch added to its tables: batch → table → rows. Negative: so many rows of
/// earlier batches it removed, or accepted as gone.
using AuditedRows = std::map<std::string, std::map<std::string, int64_t, std::less<>>, std::less<>>;

/// From processing_metadata; batches of other engines without counts are left out.
Result<AuditedRows> read_audited_rows(const iceberg::Table& audit);

}  // namespace eigenlake
