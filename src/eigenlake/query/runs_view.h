#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "eigenlake/query/table_snapshot.h"

namespace eigenlake {

/// The view of what people ask first of an experiment: one row each.
inline constexpr std::string_view kRunsView = "runs";
/// The tables that it reads. Without `labels` it has empty maps; without another one there is no view.
inline constexpr std::array<std::string_view, 4> kTablesOfRuns = {"molecules", "vqe_results",
                                                                  "performance_metrics", "labels"};

/// The query behind the view over these tables, whose older columns and labels may be missing: what an older
/// lake lacks is computed from what it has, or null. Nothing where there is no view, also where another
/// engine has a table of that name.
///
/// unchecked_minimum says that the tables do not show that the minimum was checked: the identity in
/// run_options has no `search`, or the run has the flag.
/// Source: docs/formats/tables.md
std::optional<std::string> runs_query(std::span<const TableSnapshot> tables);

}  // namespace eigenlake
