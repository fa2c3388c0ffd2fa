// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/experiment_removal.h"

#include <algorithm>

#include <fmt/format.h>

#include "eigenlake/ingest/delete_experiments.h"
#include "eigenlake/lake/written_reason.h"
#include "eigenlake/session/experiment_lookup.h"
#include "eigenlake/session/sql_rows.h"

namespace eigenlake {
namespace {

/// The deleted experiment whose id begins with `prefix`; none if none or several do.
std::optional<std::string> deleted_with_prefix(const Deletions& deleted, const std::string& prefix) {
  const auto first = deleted.lower_bound(prefix);
  if (prefix.empty() || first == deleted.end() || !first->first.starts_with(prefix)) return std::nullopt;
  const auto second = std::next(first);
  if (second != deleted.end() && second->first.starts_with(prefix)) return std::nullopt;
  return first->first;
}

}  // namespace

Result<ExperimentRemoval> ExperimentRemoval::open(const Lake& lake, const RemovalRequest& request) {
  EIGENLAKE_ASSIGN_OR_RETURN(VisibleLake visible, VisibleLake::load(lake, {}));
  EIGENLAKE_ASSIGN_OR_RETURN(SqlSession session, open_session(visible, our_tables(), request.num_threads));
  ExperimentRemoval removal(lake, request, std::move(visible), std::move(session));
  EIGENLAKE_RETURN_IF_ERROR(removal.find());
  return removal;
}

Result<> ExperimentRemoval::find() {
  if (request_.condition.has_value() == !request_.ids.empty())
    return fail(ErrorKind::kUsage, "{}",
                request_.condition ? "experiment ids and --where exclude each other"
                                   : "no experiments to remove; name them by id or by --where");
  if (request_.condition) {
    EIGENLAKE_ASSIGN_OR_RETURN(ids_, experiments_where(session_, *request_.condition));
  } else {
    EIGENLAKE_RETURN_IF_ERROR(find_named());
  }
  std::ranges::sort(ids_);
  ids_.erase(std::ranges::unique(ids_).begin(), ids_.end());
  return {};
}

Result<> ExperimentRemoval::find_named() {
  EIGENLAKE_ASSIGN_OR_RETURN(const Deletions deleted, read_deletions(visible_.tables));
  for (const std::string& prefix : request_.ids) {
    const auto found = find_experiment(session_, prefix);
    const bool is_gone = !found && found.error().kind == ErrorKind::kNotFound;
    const auto before = is_gone ? deleted_with_prefix(deleted, prefix) : std::nullopt;
    if (!found && !before) return std::unexpected(found.error());
    if (found || request_.purge)
      ids_.push_back(found ? *found : *before);
    else
      deleted_already_.push_back(*before);
  }
  return {};
}

Result<> ExperimentRemoval::list(const std::function<Result<>(SqlResult&)>& sink) {
  if (ids_.empty()) return {};
  const auto sql = fmt::format(
      "select experiment_id[:12] as experiment, name, basis_set, ansatz_name, optimizer, total_energy, "
      "labels from runs where experiment_id in ({}) order by experiment_id",
      quoted_list(ids_));
  return session_.query(sql, sink);
}

Result<PurgeReport> ExperimentRemoval::plan() const {
  if (request_.purge) EIGENLAKE_RETURN_IF_ERROR(check_purge(*lake_, ids_, request_.num_threads));
  PurgeReport report;
  EIGENLAKE_ASSIGN_OR_RETURN(report.deletion, plan_deletion(*lake_, ids_, request_.num_threads));
  return report;
}

Result<PurgeReport> ExperimentRemoval::carry_out() const {
  PurgeReport report;
  if (ids_.empty()) return report;
  DeletionChange change{
      .experiment_ids = ids_, .deleted = true, .changed_by = caller_name(), .reason = request_.reason};
  if (request_.purge) return purge_experiments(*lake_, std::move(change), request_.num_threads);
  EIGENLAKE_ASSIGN_OR_RETURN(report.deletion,
                             change_deletions(*lake_, std::move(change), request_.num_threads));
  return report;
}

}  // namespace eigenlake
