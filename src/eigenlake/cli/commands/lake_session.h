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

/// The same of a lake that must be there, for a command that writes unless --dry-run is given.
Result<Lake> open_existing_lake(const Invocation& invocation);

/// From --batch, --as-of, --tag and --branch. Errors: kUsage for several at once or a time that is none.
Result<TimeTravel> time_travel(const Configuration& configuration);

/// "2025-01-31", "2025-01-31T12:00:00Z", "2025-01-31 12:00:00.5" (UTC) → milliseconds since 1970; a date
/// alone is its end. Errors: kUsage.
Result<int64_t> parse_time(std::string_view text);

/// DuckDB with views over those tables.
Result<SqlSession> open_session(const VisibleLake& lake, std::span<const std::string> table_names,
                                int num_threads);

/// Every table of the namespace, ours first, whether they exist yet or not, and whether those of other
/// engines can be read or not. Errors: kStore.
Result<std::vector<std::string>> all_table_names(const Lake& lake);

/// The one experiment whose id begins with `prefix`. The session has the table molecules.
///
/// Errors: kNotFound; kUsage where several begin so, naming them.
Result<std::string> find_experiment(SqlSession& session, const std::string& prefix);

/// The name of a table of ours or of one that lies in the lake, checked; of ours alone without a lake.
/// Errors: kUsage with the nearest name.
Result<std::string> known_table(std::string_view name, const Result<Lake>& lake);
/// The same of names between commas.
Result<std::vector<std::string>> known_tables(std::string_view list, const Result<Lake>& lake);

/// What a reader sees of one table, ours or another engine's, at the moment. Errors: why it cannot be read.
Result<VisibleLake> load_visible_table(const Lake& lake, const std::string& name);

/// Says which tables are left out, and why.
void warn_of_unreadable(const Invocation& invocation, const VisibleLake& lake);

}  // namespace eigenlake
