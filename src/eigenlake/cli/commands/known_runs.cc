#include "eigenlake/cli/commands/known_runs.h"

#include <set>

#include <fmt/format.h>

#include "eigenlake/cli/commands/batch_report.h"
#include "eigenlake/cli/commands/deleted_runs.h"
#include "eigenlake/cli/commands/followed_starts.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/commands/stored_runs.h"
#include "eigenlake/ingest/raw_record.h"
#include "eigenlake/ingest/waiting_records.h"
#include "eigenlake/stream/spool.h"

namespace eigenlake {
namespace {

constexpr const char* kInLake = "already in the lake";
constexpr const char* kInSpool = "already in the spool";
/// More are told as their number.
constexpr size_t kKnownNamedMax = 10;

SimulationRow known_row(const PlannedRun& plan, const RunRecord& record, const char* origin) {
  SimulationRow row = row_of(plan, record);
  row.skipped = true;
  row.origin = origin;
  return row;
}

void add_table_rows(const Invocation& invocation, const Lake& lake, const std::vector<PlannedRun>& plans,
                    KnownRuns& known) {
  if (plans.empty()) return;
  for (const PlannedRun& plan : plans) known[plan.experiment_id] = std::nullopt;
  auto rows = read_stored_runs(lake, plans, invocation.configuration.integer("threads"));
  if (!rows) return invocation.warn("the stored results could not be read: " + rows.error().to_string());
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

Result<KnownRuns> find_known_runs(const Invocation& invocation, const Lake& lake,
                                  const std::vector<PlannedRun>& plans, const FoundExperiments& found) {
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
  add_table_rows(invocation, lake, in_tables, known);
  EIGENLAKE_RETURN_IF_ERROR(read_followed_optima(lake, plans, known, invocation.num_threads()));
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

Result<> mark_known_plans(const Invocation& invocation, std::vector<PlannedRun>& plans) {
  const auto lake = open_lake(invocation, LakeAccess::kRead);
  if (!lake) return lake.error().kind == ErrorKind::kNotFound ? Result<>{} : std::unexpected(lake.error());
  EIGENLAKE_ASSIGN_OR_RETURN(const auto found, find_experiments(*lake, experiment_ids(plans)));
  std::set<std::string> wanted;
  std::set<std::string> waiting;
  for (size_t i = 0; i < plans.size(); ++i) {
    plans[i].deleted = found.deleted.contains(plans[i].experiment_id);
    if (!found.in_tables[i] && !plans[i].deleted) wanted.insert(plans[i].experiment_id);
  }
  EIGENLAKE_RETURN_IF_ERROR(
      read_waiting_records(*lake, found.waiting, std::move(wanted),
                           [&](const std::string& id, const RunRecord&) { waiting.insert(id); }));
  for (size_t i = 0; i < plans.size(); ++i)
    plans[i].in_lake = found.in_tables[i] || waiting.contains(plans[i].experiment_id);
  return {};
}

void note_known_runs(const Invocation& invocation, const std::vector<PlannedRun>& plans,
                     const KnownRuns& known, const Deletions& deleted) {
  note_deleted_runs(invocation, plans, deleted);
  std::vector<const PlannedRun*> there;
  for (const PlannedRun& plan : plans)
    if (known.contains(plan.experiment_id) && !deleted.contains(plan.experiment_id)) there.push_back(&plan);
  if (there.size() > kKnownNamedMax)
    return invocation.note(fmt::format("{} of {} experiments are there already; --force computes them again",
                                       there.size(), plans.size()));
  for (const PlannedRun* plan : there) {
    const auto& row = known.at(plan->experiment_id);
    const bool is_spooled = row && row->origin == kInSpool;
    invocation.note(fmt::format("{}: the {} has this experiment already ({}…); --force computes it again",
                                plan->full_name(), is_spooled ? "spool" : "lake",
                                plan->experiment_id.substr(0, 12)));
  }
}

}  // namespace eigenlake
