// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/catalog/table.h"
#include "eigenlake/iceberg/spec/predicate.h"
#include "eigenlake/query/runs_view.h"
#include "eigenlake/query/sql_session.h"

namespace eigenlake {

/// How much of a table a query reads.
struct ScanSummary {
  std::string table;
  int64_t files_total = 0;
  int64_t files_read = 0;
};

/// The snapshots that are known, beyond the table's metadata, to have added no row that passes the filter.
using FindExcluded = std::function<std::set<int64_t>(const iceberg::Table& table, int64_t snapshot_id,
                                                     const iceberg::Filter& filter)>;

/// Makes each table a view by its bare name and as quantum_features.<name>. The files are those of our own
/// scan plan, so a query sees exactly that snapshot. DuckDB itself reads files that it reads as our
/// reader does (direct_read.h), our reader all others (lake_scan.h), and decides what is readable; a table
/// without rows is an empty view with its types. The view `runs` is created where its tables exist.
///
/// Errors: of plan_files; kInternal.
/// Cost:   one manifest list and its manifests per table; files are opened only when queried.
Result<> create_views(SqlSession& session, std::span<const TableSnapshot> tables);

/// The same for one query: where DuckDB's plan of `sql` has conditions on a table, its view has only files
/// that may hold rows for them, also by `find_excluded`. Tables that the plan does not read are not planned.
///
/// Errors: as create_views; none for a query without a plan, which gets whole tables that fail only when
///         read.
Result<std::vector<ScanSummary>> create_views_for(SqlSession& session, std::span<const TableSnapshot> tables,
                                                  const std::string& sql,
                                                  const FindExcluded& find_excluded = {});

/// Those of `names` that `sql` may refer to: names that occur in it, the tables of `runs` where that occurs,
/// or all where it queries the catalog.
std::vector<std::string> mentioned_tables(std::string_view sql, std::span<const std::string> names);
/// The same for the tables that this program writes.
std::vector<std::string> mentioned_tables(std::string_view sql);

}  // namespace eigenlake
