#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/iceberg/table.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {

/// Something in a table that is not as its metadata says.
struct Fault {
  std::string table;
  std::optional<int64_t> snapshot_id;  ///< One that is concerned.
  std::string file;                    ///< As recorded; empty where no file is to blame.
  std::string message;                 ///< Expected, found.
};

/// Rows that the audit log says a batch added: batch → table → rows.
using AuditedRows = std::map<std::string, std::map<std::string, int64_t>>;

/// From processing_metadata; batches of other engines without counts are left out.
Result<AuditedRows> read_audited_rows(const iceberg::Table& audit);

struct CheckOptions {
  bool deep = false;                          ///< Reads every row of the current snapshot.
  const AuditedRows* audited_rows = nullptr;  ///< For a deep check.
  std::function<void(int64_t files_done, int64_t files)> on_progress = {};  ///< From any thread.
};

struct CheckReport {
  int64_t snapshots = 0;
  int64_t manifests = 0;
  int64_t files = 0;
  int64_t bytes = 0;
  int64_t rows_read = 0;  ///< By a deep check.
  std::vector<Fault> faults;
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
