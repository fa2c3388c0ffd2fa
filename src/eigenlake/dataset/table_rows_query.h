// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
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

/// A time of SQL in ISO 8601: "2025-01-10 12:00:00.5+00" → "2025-01-10T12:00:00.5Z"; a time without zone gets
/// none, infinities stay.
std::string iso_8601(std::string sql_text);

/// The same from microseconds since 1970.
std::string iso_8601_of(int64_t micros_since_1970);

}  // namespace eigenlake
