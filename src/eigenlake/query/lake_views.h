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
#include "eigenlake/query/sql_session.h"
#include "eigenlake/query/table_snapshot.h"

namespace eigenlake {

/// How much of a table a query has to read.
struct ScanSummary {
  std::string table;
  int64_t files_total = 0;
  int64_t files_read = 0;
};

/// Which snapshots are known, beside the metadata of the table at this snapshot, to have brought no row that
/// passes the filter.
using FindExcluded = std::function<std::set<int64_t>(const iceberg::Table& table, int64_t snapshot_id,
                                                     const iceberg::Filter& filter)>;

/// Makes each table a view by its bare name and as quantum_features.<name>. The files are those of our own
/// scan plan, so a query sees exactly that snapshot. Files that DuckDB reads as our reader does go to it
/// (direct_read.h), all others through our reader (lake_scan.h), which decides what is readable; a table
/// without rows is an empty view with its types. Where the tables are there that it reads, the view `runs` is
/// made, too.
///
/// Errors: of plan_files; kInternal.
/// Cost:   one manifest list and its manifests per table; the files are opened only when they are queried.
Result<> create_views(SqlSession& session, std::span<const TableSnapshot> tables);

/// The same for one query: where DuckDB's plan of `sql` shows conditions on a table, its view has only those
/// files that may hold rows for them, also by what `find_excluded` knows. Tables that the plan does not read
/// are not planned.
///
/// Errors: as create_views; none for a query that has no plan, which gets whole tables, each of which fails
///         only when it is read.
Result<std::vector<ScanSummary>> create_views_for(SqlSession& session, std::span<const TableSnapshot> tables,
                                                  const std::string& sql,
                                                  const FindExcluded& find_excluded = {});

/// Those of `names` that `sql` may refer to: those that occur in it, those that `runs` reads where that
/// occurs, or all where it asks the catalog.
std::vector<std::string> mentioned_tables(std::string_view sql, std::span<const std::string> names);
/// The same of the tables that this program writes.
std::vector<std::string> mentioned_tables(std::string_view sql);

}  // namespace eigenlake
