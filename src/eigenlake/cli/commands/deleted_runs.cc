#include "eigenlake/cli/commands/deleted_runs.h"

#include <array>
#include <set>
#include <string_view>

#include <fmt/format.h>

#include "eigenlake/ingest/delete_experiments.h"
#include "eigenlake/lake/written_reason.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// More are told as their number.
constexpr size_t kDeletedNamedMax = 10;

}  // namespace

void note_deleted_runs(const Invocation& invocation, const std::vector<PlannedRun>& plans,
                       const Deletions& deleted) {
  std::vector<const PlannedRun*> gone;
  for (const PlannedRun& plan : plans)
    if (deleted.contains(plan.experiment_id)) gone.push_back(&plan);
  if (gone.size() > kDeletedNamedMax)
    return invocation.note(
        fmt::format("{} of {} experiments were deleted; --force computes them and brings them back",
                    gone.size(), plans.size()));
  for (const PlannedRun* plan : gone)
    invocation.note(fmt::format(
        "{}: this experiment was deleted ({}…, {}); --force computes it and brings it back",
        plan->full_name(), plan->experiment_id.substr(0, 12), deleted.at(plan->experiment_id).to_string()));
}

Result<> lift_deletions(const Invocation& invocation, const Lake& lake,
                        const std::vector<PlannedRun>& plans) {
  static constexpr std::array<std::string_view, 2> kNames = {kAuditTable, kDeletionsTable};
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeTables tables, LakeTables::load(lake, kNames));
  EIGENLAKE_ASSIGN_OR_RETURN(const Deletions deleted, read_deletions(tables));
  std::set<std::string> wanted;
  for (const PlannedRun& plan : plans)
    if (deleted.contains(plan.experiment_id)) wanted.insert(plan.experiment_id);
  if (wanted.empty()) return {};
  const DeletionChange change{.experiment_ids = {wanted.begin(), wanted.end()},
                              .deleted = false,
                              .changed_by = caller_name(),
                              .reason = invocation.command.name + " --force"};
  EIGENLAKE_RETURN_IF_ERROR(change_deletions(lake, change, invocation.num_threads()));
  invocation.note(fmt::format("{} deleted experiments are wanted again", wanted.size()));
  return {};
}

}  // namespace eigenlake
