#include "eigenlake/maintenance/left_over_rows.h"

#include <utility>

#include "eigenlake/iceberg/scan/scan.h"
#include "eigenlake/iceberg/spec/unique_id.h"
#include "eigenlake/iceberg/update/remove_rows.h"
#include "eigenlake/ingest/row_removal.h"
#include "eigenlake/lake/batch_tags.h"

namespace eigenlake {

Result<> take_out_experiments(iceberg::Table& table, const ExperimentIds& ids) {
  const auto snapshot = table.metadata().current_snapshot_id;
  if (ids.empty() || !snapshot) return {};
  ThreadPool pool(1);
  EIGENLAKE_ASSIGN_OR_RETURN(auto files, iceberg::plan_files(table));
  EIGENLAKE_ASSIGN_OR_RETURN(const FoundRows found, find_rows(table, std::move(files), ids, pool));
  if (found.rows == 0) return {};
  EIGENLAKE_ASSIGN_OR_RETURN(auto removal, leave_out_rows(table, *snapshot, found, iceberg::new_uuid()));
  iceberg::RemoveRowsAction action(table,
                                   {.removed_files = std::move(removal.removed_files),
                                    .added_files = {},
                                    .delete_files = std::move(removal.delete_files),
                                    .expected_snapshot = snapshot,
                                    .summary = {{std::string(kRecoveredProperty), "deleted experiments"}},
                                    .tag = {}});
  return action.commit();
}

}  // namespace eigenlake
