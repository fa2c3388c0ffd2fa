// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/experiment_notes.h"

#include "eigenlake/lake/user_tags.h"
#include "eigenlake/session/experiment_lookup.h"

namespace eigenlake {

Result<std::vector<std::string>> tag_state(const Lake& lake, const std::string& name,
                                           const TimeTravel& travel, bool dry_run) {
  EIGENLAKE_RETURN_IF_ERROR(check_tag_name(name));
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, VisibleLake::load(lake, travel));
  EIGENLAKE_RETURN_IF_ERROR(visible.tables.check_none_lost());
  std::map<std::string, int64_t> snapshots;
  std::vector<std::string> tables;
  for (const auto& [table, loaded] : visible.tables.tables()) {
    const iceberg::Snapshot* snapshot = visible.snapshot_of(table);
    if (snapshot == nullptr) continue;
    snapshots[table] = snapshot->snapshot_id;
    tables.push_back(table);
  }
  if (snapshots.empty()) return fail(ErrorKind::kNotFound, "nothing to tag: the lake has no rows yet");
  if (!dry_run) EIGENLAKE_RETURN_IF_ERROR(create_user_tag(lake, name, snapshots));
  return tables;
}

Result<LabelReport> label_experiment(const Lake& lake, const std::string& prefix,
                                     std::vector<LabelChange> changes, bool dry_run, int num_threads) {
  const std::vector<std::string> tables = {"molecules"};
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, VisibleLake::load(lake, {}, tables));
  EIGENLAKE_ASSIGN_OR_RETURN(SqlSession session, open_session(visible, tables, num_threads));
  LabelReport report;
  EIGENLAKE_ASSIGN_OR_RETURN(report.experiment_id, find_experiment(session, prefix));
  if (dry_run) return report;
  for (LabelChange& change : changes) change.experiment_id = report.experiment_id;
  EIGENLAKE_ASSIGN_OR_RETURN(const BatchReport batch, set_labels(lake, changes));
  report.batch_id = batch.batch_id;
  return report;
}

}  // namespace eigenlake
