// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "eigenlake/query/sql_session.h"

namespace eigenlake {

/// The one experiment whose id begins with `prefix`. The session has the table molecules.
///
/// Errors: kNotFound; kUsage if several match, naming them, and for an empty prefix.
Result<std::string> find_experiment(SqlSession& session, const std::string& prefix);

/// The experiments for which a condition on the view runs holds, by id. The session has all tables.
///
/// Errors: kUsage for more than one condition; those of the query.
Result<std::vector<std::string>> experiments_where(SqlSession& session, const std::string& condition);

}  // namespace eigenlake
