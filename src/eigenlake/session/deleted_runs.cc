#include "eigenlake/session/deleted_runs.h"

#include <array>
#include <set>
#include <string_view>

#include "eigenlake/ingest/delete_experiments.h"
#include "eigenlake/lake/written_reason.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {

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

}  // namespace eigenlake
