// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/lake_report.h"

#include <algorithm>
#include <sstream>
#include <unordered_map>

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "eigenlake/base/clock.h"
#include "eigenlake/base/counted.h"
#include "eigenlake/base/digest.h"
#include "eigenlake/query/result_writer.h"
#include "eigenlake/query/sql_quote.h"
#include "eigenlake/query/sql_scanner.h"
#include "eigenlake/record/record_schema.h"
#include "eigenlake/session/report_columns.h"
#include "eigenlake/session/sql_rows.h"

namespace eigenlake {
namespace {

/// Points of one curve; of a longer run every second, third … evaluation is drawn.
constexpr int kCurvePointsMax = 1000;
/// A query that names these tables loads them alone.
constexpr const char* kTablesRead =
    "runs, molecules, vqe_results, performance_metrics, labels, vqe_iterations, processing_metadata";

/// The table with columns that rows of older versions lack.
constexpr const char* kResultsSql = R"sql((
  SELECT * FROM vqe_results
  UNION ALL BY NAME
  SELECT NULL::DOUBLE AS mp2_total_energy, NULL::DOUBLE AS num_particles_mean, NULL::DOUBLE AS sz_mean,
    NULL::DOUBLE AS s_squared_mean, NULL::DOUBLE AS sector_leakage, NULL::BOOLEAN AS chemical_accuracy,
    NULL::VARCHAR AS engine_version, NULL::BOOLEAN AS frozen_core, NULL::INTEGER AS active_electrons,
    NULL::INTEGER AS active_orbitals, NULL::VARCHAR AS scf_method, NULL::VARCHAR AS mapping,
    NULL::INTEGER AS max_iterations, NULL::INTEGER AS max_evaluations, NULL::DOUBLE AS threshold,
    NULL::INTEGER AS restarts, NULL::DOUBLE AS penalty, NULL::DOUBLE AS jitter
  WHERE false))sql";

/// Of {} lists and {} expressions of the columns, {} the scan point, {} the choice of runs, {} kResultsSql.
constexpr const char* kColumnsSql = R"sql(
  SELECT {}
  FROM (
    SELECT m.atom_symbols AS symbols,
      list_transform(flatten(m.coordinates),
        c -> round(c * if(m.coordinate_units = 'bohr', 0.529177210544, 1.0), 6)) AS coordinates,
      coalesce(r.fci_total_energy, r.total_energy) AS reference, r.fci_total_energy IS NOT NULL AS is_exact{}
    FROM (SELECT r.*, {} AS s FROM runs r{}) r
    JOIN {} v USING (experiment_id)
    JOIN molecules m USING (experiment_id)
    ORDER BY r.processing_timestamp, scan_molecule, basis_set, ansatz_name, optimizer, seed, scan_value, name,
      experiment_id))sql";

/// Of {0} points of a curve, and {1} the choice of runs.
constexpr const char* kCurvesSql = R"sql(
  SELECT experiment_id AS id, any_value(n) AS n, any_value(stride) AS stride, list(energy ORDER BY k) AS energies
  FROM (
    SELECT *, (n + {0} - 1) // {0} AS stride
    FROM (
      SELECT experiment_id, iteration_energy + coalesce(v.nuclear_repulsion_energy, 0) AS energy,
        row_number() OVER (PARTITION BY experiment_id ORDER BY iteration_step) AS k,
        count(*) OVER (PARTITION BY experiment_id) AS n
      FROM vqe_iterations i
      JOIN (SELECT experiment_id, nuclear_repulsion_energy FROM vqe_results) v USING (experiment_id){1}))
  WHERE (k - 1) % stride = 0 OR k = n
  GROUP BY experiment_id)sql";

Result<std::vector<Json>> read_all(LakeQuery& query, const std::string& sql) {
  std::stringstream lines;
  EIGENLAKE_ASSIGN_OR_RETURN(const PreparedStatement prepared, query.prepare(sql));
  EIGENLAKE_RETURN_IF_ERROR(
      query.run(prepared, [&](SqlResult& result) { return write_json_lines(result, lines); }));
  std::vector<Json> rows;
  for (std::string line; std::getline(lines, line);) rows.push_back(Json::parse(line));
  return rows;
}

std::vector<Json> values_of(const Json& list) {
  return list.is_null() ? std::vector<Json>() : list.get<std::vector<Json>>();
}

/// The one experiment whose id begins with `prefix`.
Result<std::string> find_run(LakeQuery& query, const std::string& prefix) {
  if (prefix.empty()) return fail(ErrorKind::kUsage, "the id of an experiment must not be empty");
  EIGENLAKE_ASSIGN_OR_RETURN(
      const auto rows,
      read_all(query, "SELECT experiment_id AS id FROM vqe_results WHERE starts_with(experiment_id, " +
                          quote_literal(prefix) + ") LIMIT 2"));
  if (rows.empty()) return fail(ErrorKind::kNotFound, "no experiment of the lake begins with '{}'", prefix);
  if (rows.size() > 1)
    return fail(ErrorKind::kUsage, "'{}' is the beginning of several experiments; give more digits", prefix);
  return rows[0]["id"].get<std::string>();
}

Result<std::vector<std::string>> runs_where(LakeQuery& query, const std::string& condition) {
  // The condition is on its own lines, because it may end in a comment.
  const auto sql = fmt::format("SELECT experiment_id AS id FROM runs WHERE (\n{}\n)", condition);
  if (split_statements(sql).size() != 1)
    return fail(ErrorKind::kUsage, "--where must be one condition, got several statements");
  EIGENLAKE_ASSIGN_OR_RETURN(const auto rows, read_all(query, sql));
  std::vector<std::string> ids;
  for (const Json& row : rows) ids.push_back(row["id"].get<std::string>());
  return ids;
}

/// The ids that the request names; none for all runs.
Result<std::optional<std::vector<std::string>>> chosen_ids(LakeQuery& query, const ReportRequest& request) {
  if (request.condition) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto ids, runs_where(query, *request.condition));
    return ids;
  }
  if (request.prefixes.empty()) return request.ids;
  std::vector<std::string> ids;
  for (const std::string& prefix : request.prefixes) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto id, find_run(query, prefix));
    ids.push_back(std::move(id));
  }
  return ids;
}

/// " WHERE experiment_id IN (…)"
std::string where_id_in(const std::string& column, std::span<const std::string> ids) {
  return fmt::format(" WHERE {} IN ({})", column, ids.empty() ? "NULL" : quoted_list(ids));
}

/// One row with a list for each column, all in the order of the page.
std::string columns_sql(const std::optional<std::vector<std::string>>& ids) {
  std::string lists =
      "list(symbols) AS symbols, list(coordinates) AS coordinates, list(reference) AS reference, "
      "list(is_exact) AS is_exact";
  std::string expressions;
  for (const ReportColumnSource& column : report_columns()) {
    lists += fmt::format(", list({0}) AS {0}", column.info.name);
    expressions += fmt::format(", {} AS {}", column.sql, column.info.name);
  }
  return fmt::format(kColumnsSql, lists, expressions, kScanPointSql,
                     ids ? where_id_in("r.experiment_id", *ids) : "", kResultsSql);
}

/// The columns of the page, the molecules and the references of the curves.
class ReportReader {
 public:
  ReportReader(const Lake& lake, const ReportRequest& request, LakeQuery query)
      : lake_(lake), request_(request), query_(std::move(query)) {}

  Result<ReportData> read() {
    EIGENLAKE_RETURN_IF_ERROR(read_columns());
    EIGENLAKE_RETURN_IF_ERROR(read_curves());
    EIGENLAKE_RETURN_IF_ERROR(read_batches());
    describe();
    return std::move(data_);
  }

 private:
  Result<> read_columns();
  void add_geometries(const Json& row);
  Result<> read_curves();
  Result<> read_batches();
  void describe();
  const std::vector<Json>& column(std::string_view name) const;
  std::string state_text() const;
  std::string lake_text() const;

  const Lake& lake_;
  const ReportRequest& request_;
  LakeQuery query_;
  ReportData data_;
  std::vector<std::string> ids_;
  std::vector<double> references_;
  std::vector<bool> are_exact_;
};

Result<> ReportReader::read_columns() {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto ids, chosen_ids(query_, request_));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto rows, read_all(query_, columns_sql(ids)));
  const Json& row = rows.at(0);
  for (const ReportColumnSource& source : report_columns())
    data_.columns.push_back({source.info, values_of(row.at(std::string(source.info.name)))});
  for (const Json& id : column("experiment_id")) ids_.push_back(id.get<std::string>());
  if (ids_.empty())
    return fail(ErrorKind::kNotFound, "{}",
                request_.condition ? "no run meets the condition of --where" : "no run to report");
  for (const Json& value : values_of(row["reference"])) references_.push_back(real_in(value).value_or(0.0));
  for (const Json& value : values_of(row["is_exact"])) are_exact_.push_back(value.get<bool>());
  add_geometries(row);
  return {};
}

void ReportReader::add_geometries(const Json& row) {
  std::unordered_map<std::string, int64_t> places;
  for (size_t run = 0; run < ids_.size(); ++run) {
    const Json& symbols = row["symbols"][run];
    const Json& coordinates = row["coordinates"][run];
    const auto [at, is_new] = places.emplace(symbols.dump() + coordinates.dump(), data_.geometries.size());
    if (is_new)
      data_.geometries.push_back(
          {symbols.get<std::vector<std::string>>(), coordinates.get<std::vector<double>>()});
    data_.geometry_of.push_back(at->second);
  }
}

Result<> ReportReader::read_curves() {
  const size_t count = std::min(ids_.size(), request_.curves_max);
  if (count < ids_.size())
    data_.notes.push_back(fmt::format(
        "The page has the convergence of the first {} of {} runs; --max-curves changes the number.", count,
        ids_.size()));
  std::unordered_map<std::string, size_t> places;
  for (size_t run = 0; run < count; ++run) places.emplace(ids_[run], run);
  const auto first = std::span(ids_).first(count);
  const auto sql = fmt::format(kCurvesSql, kCurvePointsMax, where_id_in("experiment_id", first));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto rows, read_all(query_, sql));
  for (const Json& row : rows) {
    ReportCurve curve;
    curve.run = places.at(row["id"].get<std::string>());
    curve.evaluations = row["n"].get<int64_t>();
    curve.stride = row["stride"].get<int64_t>();
    curve.reference = references_[curve.run];
    curve.is_exact = are_exact_[curve.run];
    for (const Json& energy : row["energies"]) {
      const double above = real_in(energy).value_or(0.0) - curve.reference;
      curve.above.push_back(std::stod(fmt::format("{:.6g}", above)));
    }
    data_.curves.push_back(std::move(curve));
  }
  std::ranges::sort(data_.curves, {}, &ReportCurve::run);
  return {};
}

Result<> ReportReader::read_batches() {
  std::map<std::string, int64_t> counts;
  for (const Json& id : column("processing_batch_id")) ++counts[id.get<std::string>()];
  EIGENLAKE_ASSIGN_OR_RETURN(
      const auto rows,
      read_all(query_,
               "SELECT processing_batch_id AS id, processing_name AS name, strftime(processing_timestamp, "
               "'%Y-%m-%d %H:%M:%S') AS time, source_data_info AS source FROM processing_metadata ORDER BY "
               "processing_timestamp"));
  const auto text = [](const Json& value) {
    return value.is_null() ? std::string() : value.get<std::string>();
  };
  for (const Json& row : rows) {
    const auto found = counts.find(text(row["id"]));
    if (found == counts.end()) continue;
    std::string source = text(row["source"]);
    if (!request_.with_paths && source.contains('/')) source.clear();
    data_.batches.push_back({found->first, text(row["name"]), text(row["time"]), source, found->second});
  }
  return {};
}

const std::vector<Json>& ReportReader::column(std::string_view name) const {
  return std::ranges::find(data_.columns, name, [](const ReportColumn& c) { return c.info.name; })->values;
}

std::string ReportReader::state_text() const {
  const TimeTravel& travel = query_.visible().travel;
  if (travel.batch_id) return "when batch " + *travel.batch_id + " was complete";
  if (travel.as_of_ms) return "at " + request_.as_of_text;
  if (travel.ref()) return "at " + *travel.ref();
  return "the newest";
}

/// Local folders say who works where.
std::string ReportReader::lake_text() const {
  const std::string& name = lake_.name();
  const bool is_local = !name.contains("://") || name.starts_with("file:");
  if (request_.with_paths || !is_local) return name;
  const size_t end = name.find_last_not_of('/');
  const size_t start = name.find_last_of('/', end);
  return name.substr(start == std::string::npos ? 0 : start + 1, end - start);
}

void ReportReader::describe() {
  std::string versions;
  std::vector<std::string> seen;
  for (const Json& version : column("engine_version")) {
    if (version.is_null()) continue;
    if (std::ranges::find(seen, version.get<std::string>()) != seen.end()) continue;
    seen.push_back(version.get<std::string>());
    versions += (versions.empty() ? "" : ", ") + seen.back();
  }
  const auto now = fmt::gmtime(static_cast<std::time_t>(now_ms() / 1000));
  data_.title = fmt::format("{} of {}", counted(ids_.size(), "run"), lake_text());
  data_.provenance = {{"Lake", lake_text()},
                      {"State of the tables", state_text()},
                      {"Created", fmt::format("{:%Y-%m-%d %H:%M:%S} UTC", now)},
                      {"Written by", request_.program},
                      {"Runs computed by", versions.empty() ? "unknown" : "Eigenlake " + versions},
                      {"Record schema", "vqe_decorated_result, SHA-256 " + sha256_hex(record_schema_json())}};
}

}  // namespace

Result<ReportData> read_report(const Lake& lake, const ReportRequest& request) {
  if (request.condition && !request.prefixes.empty())
    return fail(ErrorKind::kUsage, "experiment ids and --where exclude each other");
  // A condition may name any table.
  const auto text = request.condition ? std::nullopt : std::optional<std::string>(kTablesRead);
  EIGENLAKE_ASSIGN_OR_RETURN(LakeQuery query, LakeQuery::open(lake, request.query, text));
  return ReportReader(lake, request, std::move(query)).read();
}

}  // namespace eigenlake
