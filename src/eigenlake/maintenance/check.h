#pragma once

#include <cstdint>
#include <functional>

#include "eigenlake/maintenance/check_report.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake::iceberg {
class Table;
}  // namespace eigenlake::iceberg

namespace eigenlake {

struct CheckOptions {
  bool deep = false;                          ///< Reads every row of the current snapshot.
  const AuditedRows* audited_rows = nullptr;  ///< For a deep check.
  std::function<void(int64_t files_done, int64_t files)> on_progress = {};  ///< From any thread.
};

/// Holds a table against its metadata: every list, manifest and file of every snapshot is there with its
/// size; counts and sequence numbers agree; footers have the rows, null counts and bounds that manifests
/// state.
///
/// Deep: every page of the current snapshot is read; rows, nulls and values are as the manifests say, keys
/// are unique, and each audited batch has the rows that the audit log says. Cost: one footer per file; deep:
/// the whole data once, and 16 bytes of memory per row.
CheckReport check_table(const iceberg::Table& table, const TableDefinition& definition,
                        const CheckOptions& options);

}  // namespace eigenlake
