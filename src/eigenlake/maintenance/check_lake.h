// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/maintenance/check_report.h"

namespace eigenlake {

struct LakeCheck {
  struct TableCheck {
    std::string table;
    CheckReport report;
    double seconds = 0.0;
  };
  std::vector<TableCheck> tables;

  size_t num_faults() const;
};

struct CheckLakeOptions {
  std::vector<std::string> tables = {};  ///< Also of other engines; all of ours where empty.
  bool deep = false;
  std::function<void(const std::string& table, int64_t files_done, int64_t files)> on_progress = {};
};

/// check_table() of the existing tables, each against the audit log. Takes no lock, so not for use beside
/// maintenance: a file that expires meanwhile would be missing.
Result<LakeCheck> check_lake(const Lake& lake, const CheckLakeOptions& options);

}  // namespace eigenlake
