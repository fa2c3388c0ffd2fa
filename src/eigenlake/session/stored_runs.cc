#include "eigenlake/session/stored_runs.h"

#include <cmath>

#include "eigenlake/query/sql_quote.h"
#include "eigenlake/session/sql_rows.h"
#include "eigenlake/session/visible_lake.h"

namespace eigenlake {
namespace {

std::string query_of(const std::vector<PlannedRun>& plans) {
  std::string ids;
  for (const PlannedRun& plan : plans) ids += (ids.empty() ? "" : ", ") + quote_literal(plan.experiment_id);
  return "select v.*, p.total_time from vqe_results v left join performance_metrics p using (experiment_id) "
         "where experiment_id in (" +
         ids + ")";
}

template <typename T>
std::optional<T> optional_of(const Json& row, const char* key) {
  const auto found = row.find(key);
  if (found == row.end() || found->is_null()) return std::nullopt;
  return found->get<T>();
}

std::optional<double> real_of(const Json& row, const char* key) {
  const auto found = row.find(key);
  return found == row.end() ? std::nullopt : real_in(*found);
}

SimulationRow row_of(const PlannedRun& plan, const Json& stored) {
  SimulationRow row;
  row.molecule = plan.molecule_name;
  row.experiment_id = plan.experiment_id;
  row.basis = stored["basis_set"].get<std::string>();
  row.num_qubits = stored["num_qubits"].get<int>();
  row.num_parameters = plan.plan.num_parameters;
  row.hf_total_energy = real_of(stored, "hf_total_energy");
  row.fci_total_energy = real_of(stored, "fci_total_energy");
  row.minimum = real_of(stored, "minimum_energy").value_or(NAN);
  row.nuclear_repulsion_energy = real_of(stored, "nuclear_repulsion_energy").value_or(0.0);
  row.in_sector = optional_of<bool>(stored, "in_sector");
  row.evaluations = stored["total_iterations"].get<int64_t>();
  row.success = optional_of<bool>(stored, "success").value_or(false);
  row.stop_reason = optional_of<std::string>(stored, "stop_reason").value_or("");
  row.quality_flags =
      optional_of<std::vector<std::string>>(stored, "quality_flags").value_or(std::vector<std::string>());
  row.seconds = real_of(stored, "total_time").value_or(0.0);
  row.skipped = true;
  row.spec = plan.spec();
  row.scan = plan.scan;
  return row;
}

}  // namespace

Result<std::map<std::string, SimulationRow>> read_stored_runs(const Lake& lake,
                                                              const std::vector<PlannedRun>& plans,
                                                              int num_threads) {
  std::map<std::string, SimulationRow> rows;
  if (plans.empty()) return rows;
  const std::vector<std::string> tables = {"vqe_results", "performance_metrics"};
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, VisibleLake::load(lake, {}));
  EIGENLAKE_ASSIGN_OR_RETURN(SqlSession session, open_session(visible, tables, num_threads));
  EIGENLAKE_ASSIGN_OR_RETURN(auto found, read_rows(session, query_of(plans)));
  std::map<std::string, Json> stored;
  for (Json& json : found) stored.emplace(json["experiment_id"].get<std::string>(), std::move(json));
  for (const PlannedRun& plan : plans)
    if (const auto run = stored.find(plan.experiment_id); run != stored.end())
      rows.emplace(plan.experiment_id, row_of(plan, run->second));
  return rows;
}

}  // namespace eigenlake
