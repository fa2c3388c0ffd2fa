// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/dataset/export_files.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/lake/audit_log.h"

namespace eigenlake {

struct IcebergExportOptions {
  std::string location;  ///< Of the copied warehouse; without trailing slash.
  bool history = false;  ///< Keep every complete snapshot with its tags, not only the visible one.
  bool link = false;     ///< Link data files instead of copying them, where both places are local.
};

/// Copies a table to {database}/{table}/… so that the destination is a warehouse of a Hadoop catalog.
///
/// `snapshot` is the visible one (none: no rows); `log` says which batches are complete.
/// Errors: of copy_table_metadata; kStore where a data file is missing or has another size; kInterrupted.
Result<> export_iceberg(ExportFiles& files, const iceberg::Table& table, const iceberg::Snapshot* snapshot,
                        const AuditLog& log, const IcebergExportOptions& options);

/// The snapshots that a copy with history keeps beside `visible`: ancestors and tagged ones that are not
/// younger and whose batches are complete.
std::vector<int64_t> complete_snapshots(const iceberg::TableMetadata& metadata,
                                        const iceberg::Snapshot& visible, const AuditLog& log);

}  // namespace eigenlake
