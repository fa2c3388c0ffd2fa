// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <optional>

#include "eigenlake/lake/audited_rows.h"
#include "eigenlake/maintenance/check_report.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake::iceberg {
class Table;
}  // namespace eigenlake::iceberg

namespace eigenlake {

struct CheckOptions {
  bool deep = false;                          ///< Reads every row of the current snapshot.
  const AuditedRows* audited_rows = nullptr;  ///< For a deep check.
  std::optional<int64_t> snapshot_id = {};    ///< Whose rows it reads; the current one's without.
  std::function<void(int64_t files_done, int64_t files)> on_progress = {};  ///< From any thread.
};

/// Checks a table against its metadata: every list, manifest and file of every snapshot exists with its size;
/// counts and sequence numbers agree; footers have the rows, null counts and bounds that manifests state.
///
/// Deep: every page of a snapshot is read; rows, nulls and values are as the manifests say, keys are unique,
/// in tables where the newest row of a key wins within each batch, and the batches have the rows that the
/// audit log says, less those that it says were removed. A table of another engine has no definition (null),
/// so that nothing is known of its keys and batches. Cost: one footer per file; deep: the whole data once,
/// and 16 bytes of memory per row.
CheckReport check_table(const iceberg::Table& table, const TableDefinition* definition,
                        const CheckOptions& options);

}  // namespace eigenlake
