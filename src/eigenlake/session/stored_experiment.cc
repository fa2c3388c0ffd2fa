// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/stored_experiment.h"

#include <map>

#include <fmt/format.h>

#include "eigenlake/query/sql_quote.h"
#include "eigenlake/session/experiment_lookup.h"
#include "eigenlake/session/sql_rows.h"
#include "eigenlake/session/visible_lake.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// The tables with one row per experiment.
constexpr const char* kRunTables[] = {"molecules", "vqe_results", "performance_metrics", "ansatz_info",
                                      "ml_run_summary"};

/// The newest value of each key; null removes one.
Result<Json> read_labels(SqlSession& session, const std::string& where) {
  EIGENLAKE_ASSIGN_OR_RETURN(
      const auto rows,
      read_rows(session, fmt::format("select key, value from {}{} order by set_at, processing_batch_id",
                                     kLabelsTable, where)));
  std::map<std::string, Json> newest;
  for (const Json& row : rows) newest[row["key"]] = row["value"];
  Json labels = Json::object();
  for (const auto& [key, value] : newest)
    if (!value.is_null()) labels[key] = value;
  return labels;
}

Result<Json> read_run(SqlSession& session, const std::string& id) {
  Json run = {{"experiment_id", id}};
  const std::string where = " where experiment_id = " + quote_literal(id);
  for (const char* table : kRunTables) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto rows,
                               read_rows(session, fmt::format("select * from {}{}", table, where)));
    if (rows.empty()) continue;
    for (const auto& [column, value] : rows[0].items())
      if (!run.contains(column)) run[column] = value;
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const auto terms,
                             read_rows(session, "select count(*) as n from hamiltonian_terms" + where));
  run["num_hamiltonian_terms"] = terms.at(0)["n"];
  EIGENLAKE_ASSIGN_OR_RETURN(
      const auto parameters,
      read_rows(session, "select optimal_parameter_value as value from optimal_parameters" + where +
                             " order by parameter_index"));
  run["optimal_parameters"] = Json::array();
  for (const Json& parameter : parameters) run["optimal_parameters"].push_back(parameter["value"]);
  EIGENLAKE_ASSIGN_OR_RETURN(
      run["iterations"],
      read_rows(session,
                "select iteration_step, iteration_energy, energy_delta, parameter_delta_norm, "
                "cumulative_min_energy from vqe_iterations" +
                    where + " order by iteration_step"));
  return run;
}

}  // namespace

Result<Json> read_experiment(const Lake& lake, const std::string& prefix, int num_threads) {
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, VisibleLake::load(lake, {}));
  std::vector<std::string> tables(std::begin(kRunTables), std::end(kRunTables));
  tables.insert(tables.end(), {"hamiltonian_terms", "optimal_parameters", "vqe_iterations"});
  const bool has_labels = visible.snapshot_of(std::string(kLabelsTable)) != nullptr;
  if (has_labels) tables.emplace_back(kLabelsTable);
  EIGENLAKE_ASSIGN_OR_RETURN(SqlSession session, open_session(visible, tables, num_threads));
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string id, find_experiment(session, prefix));
  EIGENLAKE_ASSIGN_OR_RETURN(Json run, read_run(session, id));
  run["labels"] = Json::object();
  if (has_labels) {
    EIGENLAKE_ASSIGN_OR_RETURN(run["labels"],
                               read_labels(session, " where experiment_id = " + quote_literal(id)));
  }
  return run;
}

Result<std::vector<Json>> read_failures(const Lake& lake, int num_threads) {
  return read_rows(
      lake, {std::string(kFailuresTable)},
      "select failed_at, command, input, molecule, kind, reason, engine_version, processing_batch_id from "
      "failed_runs order by failed_at, input, molecule",
      num_threads);
}

}  // namespace eigenlake
