// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "eigenlake/json/json.h"
#include "eigenlake/lake/lake.h"

namespace eigenlake {

/// A column of a query over runs: its SQL and its name.
struct RunsColumn {
  std::string sql;
  std::string name;
};

/// Rows of the view runs, which here has three more columns, read from the names of a scan's points:
/// molecule, without the point; scan, "bond 0-1 in Å"; scan_value. The texts are SQL of a user and do only
/// what `eigenlake sql` allows.
///
/// Errors: kUsage for a text that is not one expression; of LakeQuery.
Result<std::vector<Json>> read_runs(const Lake& lake, const std::vector<RunsColumn>& columns,
                                    const std::optional<std::string>& condition, int num_threads);

}  // namespace eigenlake
