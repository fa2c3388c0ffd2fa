#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eigenlake/json/json.h"
#include "eigenlake/query/sql_session.h"

namespace eigenlake {

/// The rows of a query as objects, the columns in their order; NaN and the infinities are texts.
/// Errors: of SqlSession::query.
Result<std::vector<Json>> read_rows(SqlSession& session, const std::string& sql);

/// The number in such a row; nothing of null.
std::optional<double> real_in(const Json& value);

}  // namespace eigenlake
