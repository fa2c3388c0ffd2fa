#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/cli/commands/visible_lake.h"
#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/query/lake_views.h"

namespace eigenlake {

/// What --lake, --raw and --warehouse say.
LakeLocation lake_location(const Configuration& configuration);

/// How its stores and its catalog are reached, as the settings say. Errors: kUsage.
Result<LakeConnections> lake_connections(const Invocation& invocation, LakeAccess access);

/// The lake there. Errors: of Lake::open.
Result<Lake> open_lake(const Invocation& invocation, LakeAccess access);

/// From --batch, --as-of, --tag and --branch. Errors: kUsage for several at once or a time that is none.
Result<TimeTravel> time_travel(const Configuration& configuration);

/// "2025-01-31", "2025-01-31T12:00:00Z", "2025-01-31 12:00:00.5" (UTC) → milliseconds since 1970; a date
/// alone is its end. Errors: kUsage.
Result<int64_t> parse_time(std::string_view text);

/// DuckDB with views over those tables.
Result<SqlSession> open_session(const VisibleLake& lake, std::span<const std::string> table_names,
                                int num_threads);

/// Every table of the namespace, ours first, whether they exist yet or not. Errors: kStore.
Result<std::vector<std::string>> all_table_names(const Lake& lake);

/// The one experiment whose id begins with `prefix`. The session has the table molecules.
///
/// Errors: kNotFound; kUsage where several begin so, naming them.
Result<std::string> find_experiment(SqlSession& session, const std::string& prefix);

/// A table's name, checked. Errors: kUsage with the nearest name.
Result<std::string> known_table(std::string_view name);

}  // namespace eigenlake
