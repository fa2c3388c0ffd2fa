// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/session/open_lake.h"

namespace eigenlake {

/// One check of `doctor`.
struct DoctorCheck {
  std::string name;     ///< "DuckDB"
  std::string finding;  ///< "v1.5.5 in …", or what is wrong.
  bool good = true;
  ExitCode code_if_bad = ExitCode::kInternal;
};

/// Libraries, data files, processor and memory.
std::vector<DoctorCheck> check_installation();
/// The lake: disk, tables, unfinished batch, quarantined objects. A missing lake is one entry and no error.
std::vector<DoctorCheck> examine_lake(const LakeAddress& address);

}  // namespace eigenlake
