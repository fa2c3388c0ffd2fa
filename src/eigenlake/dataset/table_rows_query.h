#pragma once

#include <functional>
#include <string>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/query/sql_session.h"

namespace eigenlake {

/// Passes the rows of a table, as `sql` shows them, to `consume`: all columns in their order.
///
/// Requires: the session has the table's view. Errors: kStore where the table cannot be read.
Result<> query_table_rows(SqlSession& session, const std::string& table,
                          const std::vector<std::string>& columns,
                          const std::function<Result<>(SqlResult&)>& consume);

}  // namespace eigenlake
