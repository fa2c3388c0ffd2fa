// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace eigenlake {

/// Something in a table that is not as its metadata says.
struct Fault {
  std::string table;
  std::optional<int64_t> snapshot_id;  ///< One that is concerned.
  std::string file;                    ///< As recorded; empty where no file is to blame.
  std::string message;                 ///< What is wrong.
  bool is_loss = false;                ///< Rows of batches are gone; a loss can be accepted.
};

struct CheckReport {
  int64_t snapshots = 0;
  int64_t manifests = 0;
  int64_t files = 0;
  int64_t bytes = 0;
  int64_t rows_read = 0;  ///< By a deep check.
  int64_t rows_lost = 0;  ///< Of batches in the audit log, beyond those that it says were removed.
  std::vector<Fault> faults;
};

}  // namespace eigenlake
