#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/cli/command.h"
#include "eigenlake/pipeline/audit_log.h"
#include "eigenlake/pipeline/lake.h"
#include "eigenlake/pipeline/lake_tables.h"
#include "eigenlake/query/lake_views.h"

namespace eigenlake {

/// What --lake, --raw and --warehouse say.
LakeLocation lake_location(const Configuration& configuration);

/// How its stores and its catalog are reached, as the settings say. Errors: kUsage.
Result<LakeConnections> lake_connections(const Invocation& invocation, LakeAccess access);

/// The lake there. Errors: of Lake::open.
Result<Lake> open_lake(const Invocation& invocation, LakeAccess access);

/// What a query sees: the present, the state after a batch, or the state at a time.
struct TimeTravel {
  std::optional<std::string> batch_id;
  std::optional<int64_t> as_of_ms;
};

/// From --batch and --as-of. Errors: kUsage for both at once or a time that is none.
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

  /// Errors: kNotFound for an unknown batch.
  static Result<VisibleLake> load(const Lake& lake, const TimeTravel& travel);
  /// nullptr where a reader sees no rows.
  const iceberg::Snapshot* snapshot_of(std::string_view table) const;
  std::vector<TableSnapshot> snapshots_of(std::span<const std::string> names) const;
};

/// DuckDB with views over those tables.
Result<SqlSession> open_session(const VisibleLake& lake, std::span<const std::string> table_names,
                                int num_threads);

/// A table's name, checked. Errors: kUsage with the nearest name.
Result<std::string> known_table(std::string_view name);

}  // namespace eigenlake
