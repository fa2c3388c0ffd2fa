#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/lake.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/query/lake_views.h"

namespace eigenlake {

/// What a query sees: the present, the state after a batch, at a time, or where a tag or branch points.
struct TimeTravel {
  std::optional<std::string> batch_id;  ///< Or its beginning.
  std::optional<int64_t> as_of_ms;
  std::optional<std::string> tag;  ///< Or its beginning.
  std::optional<std::string> branch;

  const std::optional<std::string>& ref() const { return tag ? tag : branch; }
};

/// The lake's tables with the snapshots that a reader may see. Keep the lake and it alive while using the
/// tables.
struct VisibleLake {
  LakeTables tables;
  AuditLog log;       ///< As far as the query sees.
  AuditLog complete;  ///< All of it.
  TimeTravel travel;  ///< With whole ids and names.
  /// Why tables are not in SQL, by name: they are lost or cannot be read, or SQL takes their names for
  /// others. The latter are among `tables` all the same.
  std::map<std::string, Error> unreadable;

  /// Errors: kNotFound for an unknown batch or tag, or a time before the first state of all tables; kUsage
  /// for
  ///         the beginning of several.
  static Result<VisibleLake> load(const Lake& lake, const TimeTravel& travel);
  /// The same of the named tables alone, also those of other engines.
  static Result<VisibleLake> load(const Lake& lake, const TimeTravel& travel,
                                  std::span<const std::string> names);
  /// That the tables can be read. Errors: why one of them cannot.
  Result<> check_readable(std::span<const std::string> names) const;
  /// nullptr where a reader sees no rows. The ML tables of a batch are those with its features, which come by
  /// a batch of their own.
  const iceberg::Snapshot* snapshot_of(std::string_view table) const;
  /// For SQL: without those that have nothing at the ref or are unreadable.
  std::vector<TableSnapshot> snapshots_of(std::span<const std::string> names) const;

 private:
  Result<> check_log_is_whole(const Lake& lake) const;
  Result<> load_foreign(const Lake& lake, std::span<const std::string> names);
  void check_names(std::span<const std::string> names);
  Result<> settle_travel(const Lake& lake);
  Result<> settle_tag(const Lake& lake);
  Result<> check_time() const;
  const iceberg::Snapshot* snapshot_at_ref(std::string_view table,
                                           const iceberg::TableMetadata& metadata) const;
};

/// What a reader sees of one table, ours or another engine's, at the moment. Errors: why it cannot be read.
Result<VisibleLake> load_visible_table(const Lake& lake, const std::string& name);

/// DuckDB with views over those tables. Errors: why one of them cannot be read.
Result<SqlSession> open_session(const VisibleLake& lake, std::span<const std::string> table_names,
                                int num_threads);

}  // namespace eigenlake
