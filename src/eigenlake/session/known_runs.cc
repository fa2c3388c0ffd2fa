#include "eigenlake/session/known_runs.h"

#include <set>

#include "eigenlake/ingest/raw_record.h"
#include "eigenlake/ingest/waiting_records.h"
#include "eigenlake/session/followed_starts.h"
#include "eigenlake/session/stored_runs.h"
#include "eigenlake/stream/spool.h"

namespace eigenlake {
namespace {

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

Result<> add_spooled_runs(const PublisherOptions& options, const Lake* lake,
                          const std::vector<PlannedRun>& plans, KnownRuns& known) {
  Spool spool(options.spool_folder, options.spool_bytes_max);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto ids, spool.waiting(options.topic));
  const std::set<std::string> waiting(ids.begin(), ids.end());
  for (const PlannedRun& plan : plans) {
    if (!waiting.contains(plan.experiment_id) || known.contains(plan.experiment_id)) continue;
    const auto record = spool.get_record(options.topic, plan.experiment_id);
    // What cannot be read is computed again, and replaced.
    if (!record || !*record) continue;
    if (lake != nullptr) EIGENLAKE_RETURN_IF_ERROR(store_raw_record(*lake, **record, plan.experiment_id));
    known[plan.experiment_id] = known_row(plan, **record, kInSpool);
  }
  return {};
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
