#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

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

struct CheckReport {
  int64_t snapshots = 0;
  int64_t manifests = 0;
  int64_t files = 0;
  int64_t bytes = 0;
  int64_t rows_read = 0;  ///< By a deep check.
  std::vector<Fault> faults;
};

}  // namespace eigenlake
