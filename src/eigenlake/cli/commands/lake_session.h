#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/cli/invocation/command.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/query/lake_views.h"

namespace eigenlake {

/// What --lake, --raw and --warehouse say.
LakeLocation lake_location(const Configuration& configuration);

/// How its stores and its catalog are reached, as the settings say. Errors: kUsage.
Result<LakeConnections> lake_connections(const Invocation& invocation, LakeAccess access);

/// The lake there. Errors: of Lake::open.
Result<Lake> open_lake(const Invocation& invocation, LakeAccess access);

/// What a query sees: the present, the state after a batch, at a time, or where a tag or branch points.
struct TimeTravel {
  std::optional<std::string> batch_id;
  std::optional<int64_t> as_of_ms;
  std::optional<std::string> ref;  ///< A tag or a branch.
};

/// From --batch, --as-of, --tag and --branch. Errors: kUsage for several at once or a time that is none.
Result<TimeTravel> time_travel(const Configuration& configuration);

/// "2025-01-31", "2025-01-31T12:00:00Z", "2025-01-31 12:00:00.5" (UTC) → milliseconds since 1970; a date
/// alone is its end. Errors: kUsage.
Result<int64_t> parse_time(std::string_view text);

/// The lake's tables with the snapshots that a reader may see. Keep the lake and it alive while using the
/// tables.
struct VisibleLake {
  LakeTables tables;
  AuditLog log;
  TimeTravel travel;
  /// Why tables that other engines made cannot be read, by name.
  std::map<std::string, Error> unreadable;

  /// Errors: kNotFound for an unknown batch.
  static Result<VisibleLake> load(const Lake& lake, const TimeTravel& travel);
  /// The same of the named tables alone, also those of other engines.
  static Result<VisibleLake> load(const Lake& lake, const TimeTravel& travel,
                                  std::span<const std::string> names);
  /// nullptr where a reader sees no rows.
  const iceberg::Snapshot* snapshot_of(std::string_view table) const;
  /// Without those that have nothing at the ref.
  std::vector<TableSnapshot> snapshots_of(std::span<const std::string> names) const;
};

/// DuckDB with views over those tables.
Result<SqlSession> open_session(const VisibleLake& lake, std::span<const std::string> table_names,
                                int num_threads);

/// Every table of the namespace, ours first, whether they exist yet or not. Errors: kStore.
Result<std::vector<std::string>> all_table_names(const Lake& lake);

/// A table's name, checked. Errors: kUsage with the nearest name.
Result<std::string> known_table(std::string_view name);

}  // namespace eigenlake
