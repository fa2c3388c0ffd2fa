#include "eigenlake/maintenance/recover_lake.h"

#include <algorithm>
#include <optional>
#include <set>

#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/lake_catalog.h"
#include "eigenlake/lake/lake_lock.h"
#include "eigenlake/maintenance/rebuild_audit.h"
#include "eigenlake/maintenance/recover_from_raw.h"
#include "eigenlake/maintenance/register_metadata.h"
#include "eigenlake/maintenance/table_states.h"
#include "eigenlake/tables/table_definition.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using Kind = TableState::Kind;

std::string_view name_of(Kind kind) {
  return kind == Kind::kReplaced ? "replaced" : kind == Kind::kOlder ? "older" : "lost";
}

/// The batches of all tables that the audit table does not know.
Result<std::set<std::string>> unaudited_batches(const TableStates& states) {
  const auto& audit = states.at(kAuditTable).table;
  EIGENLAKE_ASSIGN_OR_RETURN(const AuditLog log, AuditLog::read(audit ? &*audit : nullptr));
  std::set<std::string> batches;
  for (const TableState& state : states.tables)
    if (state.table)
      for (auto& batch : incomplete_batches(state.table->metadata(), log)) batches.insert(std::move(batch));
  return batches;
}

Result<std::vector<RecoverReport::Finding>> findings_of(const TableStates& states) {
  std::vector<RecoverReport::Finding> found;
  for (const TableState& state : states.tables)
    if (state.why) found.push_back({state.name, std::string(name_of(state.kind)), state.why->to_string()});
  EIGENLAKE_ASSIGN_OR_RETURN(const auto unaudited, unaudited_batches(states));
  const auto one = check_one_incomplete(unaudited);
  if (!one && !states.at(kAuditTable).why)
    found.push_back({std::string(kAuditTable), "lacks rows", one.error().to_string()});
  return found;
}

/// Names that may be accepted. Errors: kUsage; kStore for an audit table without rows of some batches.
Result<std::vector<std::string>> names_to_accept(const TableStates& states,
                                                 const std::vector<std::string>& asked) {
  std::vector<std::string> names;
  const bool all = std::ranges::find(asked, "all") != asked.end();
  for (const TableState& state : states.tables) {
    const bool is_asked = std::ranges::find(asked, state.name) != asked.end();
    if (is_asked && !state.why)
      return fail(ErrorKind::kUsage, "{} is as the lake had it; there is nothing to accept", state.name);
    if (is_asked || (all && state.why)) names.push_back(state.name);
  }
  for (const std::string& name : asked)
    if (name != "all" && find_table(name) == nullptr)
      return fail(ErrorKind::kUsage, "expected a table or 'all', found '{}'", name);
  if (std::ranges::find(names, kAuditTable) == names.end()) return names;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto unaudited, unaudited_batches(states));
  if (unaudited.empty()) return names;
  return fail(
      ErrorKind::kStore,
      "{} batches of other tables have no row in processing_metadata, and accepting it would lose them; "
      "`eigenlake recover --from snapshots` makes the rows anew",
      unaudited.size());
}

Result<std::vector<RecoveryStep>> recover_from(const Lake& lake, const RecoverOptions& options,
                                               std::optional<LakeLock>& lock) {
  switch (options.source) {
    case RecoverySource::kNothing:
      break;
    case RecoverySource::kMetadata:
      return register_lying_metadata(lake, options.dry_run);
    case RecoverySource::kSnapshots:
      return rebuild_audit_rows(lake, options.dry_run);
    case RecoverySource::kRaw: {
      RecoveryFromRaw recovery(lake, options);
      EIGENLAKE_ASSIGN_OR_RETURN(auto steps, recovery.run());
      lock.reset();
      if (!options.dry_run) EIGENLAKE_RETURN_IF_ERROR(recovery.run_batches());
      return steps;
    }
  }
  return std::vector<RecoveryStep>();
}

}  // namespace

Result<RecoverReport> recover_lake(const Lake& lake, const RecoverOptions& options) {
  std::optional<LakeLock> lock;
  if (!options.dry_run && (options.source != RecoverySource::kNothing || !options.accept.empty())) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto acquired, LakeLock::acquire(lake));
    lock.emplace(std::move(acquired));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(TableStates states, inspect_tables(lake));
  RecoverReport report;
  EIGENLAKE_ASSIGN_OR_RETURN(report.found, findings_of(states));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto names, names_to_accept(states, options.accept));
  for (const std::string& name : names)
    report.steps.push_back({name, options.dry_run ? "would accept it as it is" : "accepted it as it is"});
  if (!options.dry_run && !names.empty()) EIGENLAKE_RETURN_IF_ERROR(accept_tables(lake, states, names));
  EIGENLAKE_ASSIGN_OR_RETURN(auto steps, recover_from(lake, options, lock));
  std::ranges::move(steps, std::back_inserter(report.steps));
  EIGENLAKE_ASSIGN_OR_RETURN(states, inspect_tables(lake));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto still_lost, findings_of(states));
  report.num_lost = still_lost.size() + static_cast<size_t>(std::ranges::count_if(
                                            report.steps, [](const auto& step) { return !step.is_whole; }));
  if (!options.dry_run && report.num_lost == 0) EIGENLAKE_RETURN_IF_ERROR(record_new_catalog(lake));
  return report;
}

}  // namespace eigenlake
