// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "eigenlake/iceberg/catalog/table.h"

namespace eigenlake {

/// One table as a query sees it.
struct TableSnapshot {
  std::string name;
  std::optional<iceberg::Table> table;  ///< None where the lake lacks it.
  std::optional<int64_t> snapshot_id;   ///< None: no rows.
};

/// The view with the main facts of an experiment: one row each.
inline constexpr std::string_view kRunsView = "runs";
/// Its tables. Without `labels` it has empty maps; without another one there is no view.
inline constexpr std::array<std::string_view, 4> kTablesOfRuns = {"molecules", "vqe_results",
                                                                  "performance_metrics", "labels"};

/// The query of the view over these tables. Columns that an older lake lacks are computed from others, or
/// null. None without a view, also where another engine has a table of that name.
///
/// unchecked_minimum is true where the tables do not show that the minimum was checked: the identity in
/// run_options has no `search`, or the run has the flag.
/// Source: docs/formats/tables.md
std::optional<std::string> runs_query(std::span<const TableSnapshot> tables);

}  // namespace eigenlake
