// SPDX-License-Identifier: Apache-2.0
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

/// The lake's tables with the snapshots that a reader may see. The lake and this object outlive the use of
/// the tables.
struct VisibleLake {
  LakeTables tables;
  AuditLog log;       ///< Up to the state of the query.
  AuditLog complete;  ///< Up to now.
  TimeTravel travel;  ///< With whole ids and names.
  /// Why tables are not in SQL, by name: they are lost, unreadable, or their names are the same to SQL. The
  /// latter are still among `tables`.
  std::map<std::string, Error> unreadable;

  /// Errors: kNotFound for an unknown batch or tag, or a time before the first state of all tables; kUsage
  ///         for an ambiguous beginning.
  static Result<VisibleLake> load(const Lake& lake, const TimeTravel& travel);
  /// The same for the named tables, including those of other engines.
  static Result<VisibleLake> load(const Lake& lake, const TimeTravel& travel,
                                  std::span<const std::string> names);
  /// Errors: why one of the tables cannot be read.
  Result<> check_readable(std::span<const std::string> names) const;
  /// nullptr if a reader sees no rows. The state of the ML tables at a batch is that with its features, which
  /// a later batch of their own adds.
  const iceberg::Snapshot* snapshot_of(std::string_view table) const;
  /// For SQL: without tables that are unreadable or have no snapshot at the ref.
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

/// The names of all tables of ours.
std::vector<std::string> our_tables();

/// What a reader sees of one table, ours or another engine's, now. Errors: why it cannot be read.
Result<VisibleLake> load_visible_table(const Lake& lake, const std::string& name);

/// DuckDB with views over those tables. Errors: why one of them cannot be read.
Result<SqlSession> open_session(const VisibleLake& lake, std::span<const std::string> table_names,
                                int num_threads);

}  // namespace eigenlake
