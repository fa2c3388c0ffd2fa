#include "eigenlake/cli/commands/lake_session.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

#include <fmt/ranges.h>

#include "eigenlake/base/nearest_name.h"
#include "eigenlake/cli/settings/catalog_settings.h"
#include "eigenlake/cli/settings/s3_settings.h"
#include "eigenlake/iceberg/catalog/outside_data.h"
#include "eigenlake/lake/lake_catalog.h"
#include "eigenlake/object_store/open_object_store.h"
#include "eigenlake/query/sql_names.h"
#include "eigenlake/query/sql_quote.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

constexpr int64_t kMillisPerDay = 86'400'000;

/// Milliseconds since midnight of "HH:MM", "HH:MM:SS" or "HH:MM:SS.fff", with or without Z; none otherwise.
std::optional<int64_t> parse_time_of_day(std::string text) {
  for (const std::string_view utc : {"Z", "+00", "+00:00"})
    if (text.ends_with(utc)) text.resize(text.size() - utc.size());
  int hours = 0;
  int minutes = 0;
  double seconds = 0.0;
  int used = 0;
  const int parts = std::sscanf(text.c_str(), "%2d:%2d%n:%lf%n", &hours, &minutes, &used, &seconds, &used);
  if (parts < 2 || static_cast<size_t>(used) != text.size()) return std::nullopt;
  if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || !(seconds >= 0.0 && seconds < 60.0))
    return std::nullopt;
  return (hours * 60 + minutes) * int64_t{60'000} + std::llround(seconds * 1000.0);
}

std::optional<int64_t> parse_date(const std::string& text) {
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  int used = 0;
  if (std::sscanf(text.c_str(), "%4d-%2u-%2u%n", &year, &month, &day, &used) != 3 || used != 10)
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date).time_since_epoch().count() * kMillisPerDay;
}

/// Tables outside of the warehouse: the whole bucket that a URI names, or the folder around a local one.
iceberg::StoreProvider store_provider(const S3Options& s3) {
  return [s3](std::string_view uri) -> Result<std::shared_ptr<ObjectStore>> {
    if (!is_remote(uri)) return iceberg::local_store_around(uri);
    const size_t bucket = uri.find("://") + 3;
    return open_object_store(uri.substr(0, uri.find('/', bucket)), s3);
  };
}

/// What --allow-data says: local folders as absolute paths.
std::shared_ptr<const iceberg::OutsideData> outside_data(const Configuration& configuration,
                                                         const S3Options& s3) {
  std::vector<std::string> places;
  if (configuration.has("allow-data"))
    for (const std::string& place : configuration.texts("allow-data"))
      places.push_back(is_remote(place) ? place : std::filesystem::absolute(local_path_of(place)).string());
  return std::make_shared<const iceberg::OutsideData>(std::move(places), store_provider(s3));
}

}  // namespace

LakeLocation lake_location(const Configuration& configuration) {
  LakeLocation location{.lake = configuration.text("lake"), .raw = {}, .warehouse = {}};
  // A lake that was named on the command line is meant as a whole, whatever the platform's variables say.
  const auto is_meant = [&](std::string_view name) {
    const bool is_platforms = configuration.origin(name).starts_with("environment variable S3_");
    return configuration.has(name) && !(is_platforms && configuration.has("lake"));
  };
  if (is_meant("raw")) location.raw = configuration.text("raw");
  if (is_meant("warehouse")) location.warehouse = configuration.text("warehouse");
  return location;
}

Result<LakeConnections> lake_connections(const Invocation& invocation, LakeAccess access) {
  const Configuration& configuration = invocation.configuration;
  EIGENLAKE_ASSIGN_OR_RETURN(const iceberg::CatalogOptions options, catalog_options(configuration));
  const bool is_asked = configuration.has("catalog-uri") || configuration.has("catalog");
  const auto asked = is_asked ? std::optional(options) : std::nullopt;
  EIGENLAKE_ASSIGN_OR_RETURN(const S3Options s3, s3_options(configuration, invocation.process.environment));
  LakeConnections connections;
  connections.open_store = [s3](const std::string& root) { return open_object_store(root, s3); };
  const auto outside = outside_data(configuration, s3);
  connections.open_catalog = [asked, access, s3, outside](LakeParts& parts) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto chosen, choose_catalog(asked, parts, access));
    EIGENLAKE_RETURN_IF_ERROR(open_lake_catalog(chosen, store_provider(s3), parts));
    parts.catalog->allow_outside(outside);
    return {};
  };
  return connections;
}

Result<Lake> open_lake(const Invocation& invocation, LakeAccess access) {
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeConnections connections, lake_connections(invocation, access));
  auto lake = Lake::open(lake_location(invocation.configuration), access, connections);
  // A place where no lake can be made is a fault of the store, not of the input.
  if (!lake && access == LakeAccess::kWrite && lake.error().kind == ErrorKind::kNotFound)
    lake.error().kind = ErrorKind::kStore;
  if (lake && access == LakeAccess::kWrite) EIGENLAKE_RETURN_IF_ERROR(record_new_catalog(*lake));
  return lake;
}

Result<Lake> open_existing_lake(const Invocation& invocation) {
  auto existing = open_lake(invocation, LakeAccess::kRead);
  if (!existing || invocation.configuration.flag("dry-run")) return existing;
  return open_lake(invocation, LakeAccess::kWrite);
}

Result<int64_t> parse_time(std::string_view text) {
  const std::string date(text.substr(0, 10));
  const std::string rest(text.size() > 10 ? text.substr(10) : "");
  const auto day = parse_date(date);
  if (day && rest.empty()) return *day + kMillisPerDay - 1;
  if (day && (rest[0] == 'T' || rest[0] == ' '))
    if (const auto time = parse_time_of_day(rest.substr(1))) return *day + *time;
  return fail(ErrorKind::kUsage, "expected a UTC time such as 2025-01-31 or 2025-01-31T12:00:00Z, found '{}'",
              text);
}

Result<TimeTravel> time_travel(const Configuration& configuration) {
  TimeTravel travel;
  std::string given;
  for (const char* flag : {"batch", "as-of", "tag", "branch"}) {
    if (!configuration.has(flag)) continue;
    if (!given.empty()) return fail(ErrorKind::kUsage, "expected --{} or --{}, found both", given, flag);
    given = flag;
  }
  if (given == "batch") travel.batch_id = configuration.text(given);
  if (given == "tag") travel.tag = configuration.text(given);
  if (given == "branch") travel.branch = configuration.text(given);
  if (given != "as-of") return travel;
  auto time = parse_time(configuration.text("as-of"));
  if (!time) return configuration.refuse("as-of", time.error());
  travel.as_of_ms = *time;
  return travel;
}

Result<SqlSession> open_session(const VisibleLake& lake, std::span<const std::string> table_names,
                                int num_threads) {
  EIGENLAKE_RETURN_IF_ERROR(lake.check_readable(table_names));
  EIGENLAKE_ASSIGN_OR_RETURN(SqlSession session, SqlSession::open({.num_threads = num_threads}));
  const auto snapshots = lake.snapshots_of(table_names);
  EIGENLAKE_RETURN_IF_ERROR(create_views(session, snapshots));
  return session;
}

Result<std::vector<std::string>> all_table_names(const Lake& lake) {
  std::vector<std::string> names;
  for (const TableDefinition& table : all_tables()) names.push_back(table.name);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto found, lake.catalog().list_all(table_identifier("").name_space));
  for (const auto* identifiers : {&found.tables, &found.others})
    for (const auto& identifier : *identifiers)
      if (find_table(identifier.name) == nullptr) names.push_back(identifier.name);
  return names;
}

Result<std::string> find_experiment(SqlSession& session, const std::string& prefix) {
  constexpr size_t kIdsNamed = 10;
  std::vector<std::string> ids;
  const std::string sql = "select experiment_id from molecules where starts_with(experiment_id, " +
                          quote_literal(prefix) + ") order by 1 limit " + std::to_string(kIdsNamed + 1);
  EIGENLAKE_RETURN_IF_ERROR(session.query(sql, [&](SqlResult& result) -> Result<> {
    while (true) {
      EIGENLAKE_ASSIGN_OR_RETURN(const bool has_rows, result.next_chunk());
      if (!has_rows) return {};
      for (uint64_t row = 0; row < result.num_rows(); ++row)
        result.append_value(0, row, ValueStyle::kText, ids.emplace_back());
    }
  }));
  if (ids.size() == 1) return ids[0];
  if (ids.empty())
    return fail(ErrorKind::kNotFound, "expected an experiment of the lake, found none that begins with '{}'",
                prefix);
  const bool more = ids.size() > kIdsNamed;
  if (more) ids.pop_back();
  return fail(ErrorKind::kUsage,
              "expected a prefix of one experiment id, found several that begin with '{}': "
              "{}{}",
              prefix, fmt::join(ids, ", "), more ? " and more" : "");
}

Result<std::string> known_table(std::string_view name, const Result<Lake>& lake) {
  constexpr std::string_view kPrefix = "quantum_features.";
  const std::string_view bare = name.starts_with(kPrefix) ? name.substr(kPrefix.size()) : name;
  if (find_table(bare) != nullptr) return std::string(bare);
  std::vector<std::string> names;
  for (const TableDefinition& table : all_tables()) names.push_back(table.name);
  if (lake) {
    EIGENLAKE_ASSIGN_OR_RETURN(names, all_table_names(*lake));
  }
  if (std::ranges::find(names, bare) != names.end()) return std::string(bare);
  const std::vector<std::string_view> candidates(names.begin(), names.end());
  return fail(ErrorKind::kUsage, "expected a table, found '{}'; did you mean '{}'?", name,
              nearest_name(bare, candidates));
}

Result<std::vector<std::string>> known_tables(std::string_view list, const Result<Lake>& lake) {
  std::vector<std::string> names;
  while (!list.empty()) {
    const size_t comma = std::min(list.find(','), list.size());
    EIGENLAKE_ASSIGN_OR_RETURN(names.emplace_back(), known_table(list.substr(0, comma), lake));
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return names;
}

Result<VisibleLake> load_visible_table(const Lake& lake, const std::string& name) {
  EIGENLAKE_ASSIGN_OR_RETURN(VisibleLake visible, VisibleLake::load(lake, {}, std::span(&name, 1)));
  const auto reason = visible.unreadable.find(name);
  if (reason != visible.unreadable.end() && visible.tables.find(name) == nullptr)
    return std::unexpected(reason->second);
  return visible;
}

void warn_of_unreadable(const Invocation& invocation, const VisibleLake& lake) {
  for (const auto& [name, reason] : lake.unreadable)
    invocation.warn(fmt::format("table {} is left out: {}", shown_name(name), reason.to_string()));
}

}  // namespace eigenlake
