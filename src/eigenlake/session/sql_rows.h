// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/json/json.h"
#include "eigenlake/session/visible_lake.h"

namespace eigenlake {

/// The rows of a query as objects, the columns in their order; NaN and the infinities are texts.
/// Errors: of SqlSession::query.
Result<std::vector<Json>> read_rows(SqlSession& session, const std::string& sql);
/// The same of tables of a lake as readers see them now. Errors: why one of them cannot be read.
Result<std::vector<Json>> read_rows(const Lake& lake, const std::vector<std::string>& tables,
                                    const std::string& sql, int num_threads);

/// "'a', 'b'"
std::string quoted_list(std::span<const std::string> texts);

/// The number in such a row; nothing of null.
std::optional<double> real_in(const Json& value);

}  // namespace eigenlake
