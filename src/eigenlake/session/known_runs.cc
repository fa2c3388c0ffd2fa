// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/known_runs.h"

#include <array>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "eigenlake/ingest/delete_experiments.h"
#include "eigenlake/ingest/raw_record.h"
#include "eigenlake/ingest/waiting_records.h"
#include "eigenlake/lake/written_reason.h"
#include "eigenlake/session/sql_rows.h"
#include "eigenlake/stream/spool.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

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

SimulationRow stored_row(const PlannedRun& plan, const Json& stored) {
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

SimulationRow known_row(const PlannedRun& plan, const RunRecord& record, const char* origin) {
  SimulationRow row = row_of(plan, record);
  row.skipped = true;
  row.origin = origin;
  return row;
}

void add_table_rows(const Lake& lake, const std::vector<PlannedRun>& plans, int num_threads,
                    RunObserver& observer, KnownRuns& known) {
  if (plans.empty()) return;
  for (const PlannedRun& plan : plans) known[plan.experiment_id] = std::nullopt;
  auto rows = read_stored_runs(lake, plans, num_threads);
  if (!rows) return observer.on_warning("cannot read the stored results: " + rows.error().to_string());
  for (auto& [id, row] : *rows) {
    row.origin = kInLake;
    known[id] = std::move(row);
  }
}

/// Followed runs whose rows come from tables and lack the parameters.
std::vector<std::string> followed_ids(const std::vector<PlannedRun>& plans, const KnownRuns& known) {
  std::set<std::string> ids;
  for (const PlannedRun& plan : plans) {
    const auto leader = known.find(plan.spec().follow);
    if (known.contains(plan.experiment_id) || leader == known.end()) continue;
    if (leader->second && leader->second->optimal_parameters.empty()) ids.insert(leader->first);
  }
  return {ids.begin(), ids.end()};
}

/// Reads the optima of known runs that an unknown plan follows.
Result<> read_followed_optima(const Lake& lake, const std::vector<PlannedRun>& plans, KnownRuns& known,
                              int num_threads) {
  const std::vector<std::string> ids = followed_ids(plans, known);
  if (ids.empty()) return {};
  const std::string query = fmt::format(
      "select experiment_id, optimal_parameter_value from optimal_parameters "
      "where experiment_id in ({}) order by experiment_id, parameter_index",
      quoted_list(ids));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto rows, read_rows(lake, {"optimal_parameters"}, query, num_threads));
  for (const Json& row : rows)
    known.at(row["experiment_id"].get<std::string>())
        ->optimal_parameters.push_back(real_in(row["optimal_parameter_value"]).value_or(NAN));
  return {};
}

}  // namespace

std::vector<std::string> experiment_ids(const std::vector<PlannedRun>& plans) {
  std::vector<std::string> ids;
  for (const PlannedRun& plan : plans) ids.push_back(plan.experiment_id);
  return ids;
}

Result<KnownRuns> find_known_runs(const Lake& lake, const std::vector<PlannedRun>& plans,
                                  const FoundExperiments& found, int num_threads, RunObserver& observer) {
  KnownRuns known;
  std::vector<PlannedRun> in_tables;
  std::map<std::string, const PlannedRun*> others;
  std::set<std::string> wanted;
  for (size_t i = 0; i < plans.size(); ++i) {
    if (found.deleted.contains(plans[i].experiment_id)) {
      known[plans[i].experiment_id] = std::nullopt;
    } else if (found.in_tables[i]) {
      in_tables.push_back(plans[i]);
    } else {
      others.emplace(plans[i].experiment_id, &plans[i]);
      wanted.insert(plans[i].experiment_id);
    }
  }
  add_table_rows(lake, in_tables, num_threads, observer, known);
  EIGENLAKE_RETURN_IF_ERROR(read_followed_optima(lake, plans, known, num_threads));
  EIGENLAKE_RETURN_IF_ERROR(read_waiting_records(lake, found.waiting, std::move(wanted),
                                                 [&](const std::string& id, const RunRecord& record) {
                                                   known[id] = known_row(*others.at(id), record, kInLake);
                                                 }));
  return known;
}

Result<std::map<std::string, SimulationRow>> read_stored_runs(const Lake& lake,
                                                              const std::vector<PlannedRun>& plans,
                                                              int num_threads) {
  std::map<std::string, SimulationRow> rows;
  if (plans.empty()) return rows;
  EIGENLAKE_ASSIGN_OR_RETURN(
      auto found,
      read_rows(lake, {"vqe_results", "performance_metrics"},
                fmt::format("select v.*, p.total_time from vqe_results v left join performance_metrics p "
                            "using (experiment_id) where experiment_id in ({})",
                            quoted_list(experiment_ids(plans))),
                num_threads));
  std::map<std::string, Json> stored;
  for (Json& json : found) stored.emplace(json["experiment_id"].get<std::string>(), std::move(json));
  for (const PlannedRun& plan : plans)
    if (const auto run = stored.find(plan.experiment_id); run != stored.end())
      rows.emplace(plan.experiment_id, stored_row(plan, run->second));
  return rows;
}

Result<> add_spooled_runs(const PublisherOptions& options, const Lake* lake,
                          const std::vector<PlannedRun>& plans, KnownRuns& known) {
  Spool spool(options.spool_folder, options.spool_bytes_max);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto ids, spool.waiting(options.topic));
  const std::set<std::string> waiting(ids.begin(), ids.end());
  for (const PlannedRun& plan : plans) {
    if (!waiting.contains(plan.experiment_id) || known.contains(plan.experiment_id)) continue;
    const auto record = spool.get_record(options.topic, plan.experiment_id);
    // An unreadable record is computed again and replaced.
    if (!record || !*record) continue;
    if (lake != nullptr) EIGENLAKE_RETURN_IF_ERROR(store_raw_record(*lake, **record, plan.experiment_id));
    known[plan.experiment_id] = known_row(plan, **record, kInSpool);
  }
  return {};
}

Result<size_t> lift_deletions(const Lake& lake, const std::vector<PlannedRun>& plans, std::string reason,
                              int num_threads) {
  static constexpr std::array<std::string_view, 2> kNames = {kAuditTable, kDeletionsTable};
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeTables tables, LakeTables::load(lake, kNames));
  EIGENLAKE_ASSIGN_OR_RETURN(const Deletions deleted, read_deletions(tables));
  std::set<std::string> wanted;
  for (const PlannedRun& plan : plans)
    if (deleted.contains(plan.experiment_id)) wanted.insert(plan.experiment_id);
  if (wanted.empty()) return size_t{0};
  const DeletionChange change{.experiment_ids = {wanted.begin(), wanted.end()},
                              .deleted = false,
                              .changed_by = caller_name(),
                              .reason = std::move(reason)};
  EIGENLAKE_RETURN_IF_ERROR(change_deletions(lake, change, num_threads));
  return wanted.size();
}

Result<> mark_known_plans(const Lake& lake, std::vector<PlannedRun>& plans) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto found, find_experiments(lake, experiment_ids(plans)));
  std::set<std::string> wanted;
  std::set<std::string> waiting;
  for (size_t i = 0; i < plans.size(); ++i) {
    plans[i].deleted = found.deleted.contains(plans[i].experiment_id);
    if (!found.in_tables[i] && !plans[i].deleted) wanted.insert(plans[i].experiment_id);
  }
  EIGENLAKE_RETURN_IF_ERROR(
      read_waiting_records(lake, found.waiting, std::move(wanted),
                           [&](const std::string& id, const RunRecord&) { waiting.insert(id); }));
  for (size_t i = 0; i < plans.size(); ++i)
    plans[i].in_lake = found.in_tables[i] || waiting.contains(plans[i].experiment_id);
  return {};
}

}  // namespace eigenlake
