#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/table.h"
#include "eigenlake/query/sql_session.h"

namespace eigenlake {

/// One table as a query shall see it.
struct TableSnapshot {
  std::string name;
  std::optional<iceberg::Table> table;  ///< None where the lake does not have it yet.
  std::optional<int64_t> snapshot_id;   ///< None: no rows.
};

/// Makes each table a view by its bare name and as quantum_features.<name>. The files are those of our own
/// scan plan, so a query sees exactly that snapshot; columns are found by field id, a column that a file
/// lacks is NULL, and a table without rows is an empty view with its types.
///
/// Errors: of plan_files; kUnsupported for a column type that SQL has no type for; kInternal.
/// Cost:   one manifest list and its manifests per table; DuckDB opens the files only when they are queried.
Result<> create_views(SqlSession& session, std::span<const TableSnapshot> tables);

/// The tables that `sql` may refer to: those whose names occur in it, or all where it asks the catalog.
std::vector<std::string> mentioned_tables(std::string_view sql);

/// DuckDB's spelling: "BIGINT", "DOUBLE[][]". Errors: kUnsupported.
Result<std::string> sql_type_of(const iceberg::Type& type);

}  // namespace eigenlake
