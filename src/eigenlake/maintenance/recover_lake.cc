#include "eigenlake/maintenance/recover_lake.h"

#include <algorithm>
#include <optional>
#include <set>

#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/lake_catalog.h"
#include "eigenlake/lake/lake_lock.h"
#include "eigenlake/maintenance/damaged_tables.h"
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
  if (kind == Kind::kReplaced) return "replaced";
  if (kind == Kind::kDamaged || kind == Kind::kCutShort) return "damaged";
  return kind == Kind::kOlder ? "older" : "lost";
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
    if (state.why) found.push_back({state.name, std::string(name_of(state.kind)), state.why->what});
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
  if (states.at(kAuditTable).kind == Kind::kDamaged)
    return fail(ErrorKind::kStore, "{}; `eigenlake recover --from snapshots` makes the rows anew",
                states.at(kAuditTable).why->what);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto unaudited, unaudited_batches(states));
  if (unaudited.empty()) return names;
  return fail(
      ErrorKind::kStore,
      "{} batches of other tables have no row in processing_metadata, and accepting it would lose them; "
      "`eigenlake recover --from snapshots` makes the rows anew",
      unaudited.size());
}

/// Damaged tables first: with whatever else is accepted, no batch is pending any more.
Result<> accept(const Lake& lake, TableStates& states, const std::vector<std::string>& names) {
  FilesOfTables damaged;
  for (const std::string& name : names)
    if (!states.at(name).damaged_files.empty()) damaged[name];
  if (!damaged.empty()) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_idle, finish_pending_batch(lake, states));
    if (!is_idle)
      return fail(ErrorKind::kStore,
                  "a batch that died waits for tables that are lost; accept those first, then {}",
                  damaged.begin()->first);
    EIGENLAKE_RETURN_IF_ERROR(replace_damaged_files(lake, states, std::move(damaged)));
    EIGENLAKE_ASSIGN_OR_RETURN(states, inspect_tables(lake));
  }
  return accept_tables(lake, states, names);
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
      if (options.dry_run) return steps;
      // The batches take the lock themselves.
      lock.reset();
      EIGENLAKE_RETURN_IF_ERROR(recovery.run_batches());
      EIGENLAKE_ASSIGN_OR_RETURN(auto acquired, LakeLock::acquire(lake));
      lock.emplace(std::move(acquired));
      return steps;
    }
  }
  return std::vector<RecoveryStep>();
}

/// Where a recovery gives up earlier states that need lost files; from metadata nothing was made anew, and
/// the files may come from a backup yet.
bool gives_up_states(const RecoverOptions& options, const std::vector<std::string>& accepted,
                     const std::string& name) {
  if (options.source == RecoverySource::kSnapshots) return name == kAuditTable;
  return options.source == RecoverySource::kRaw || std::ranges::find(accepted, name) != accepted.end();
}

/// Requires: the lake's lock, unless in a dry run.
Result<> give_up_states(const Lake& lake, const RecoverOptions& options,
                        const std::vector<std::string>& accepted, TableStates& states,
                        RecoverReport& report) {
  if (!options.dry_run) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_idle, finish_pending_batch(lake, states));
    if (!is_idle) return {};
  }
  std::vector<std::string> names;
  for (const TableState& state : states.tables)
    if (state.kind == Kind::kCutShort && gives_up_states(options, accepted, state.name))
      names.push_back(state.name);
  if (names.empty()) return {};
  if (!options.dry_run) {
    EIGENLAKE_RETURN_IF_ERROR(give_up_lost_states(lake, names));
    EIGENLAKE_ASSIGN_OR_RETURN(states, inspect_tables(lake));
  }
  for (const std::string& name : names) {
    const bool stays = !options.dry_run && states.at(name).kind == Kind::kCutShort;
    const char* what = options.dry_run ? "would give up earlier states whose files are gone"
                       : stays ? "a tag or branch of a user is on a state whose files are gone; remove it "
                                 "(`eigenlake tag delete`)"
                               : "gave up earlier states whose files are gone";
    report.steps.push_back({name, what, !stays});
  }
  return {};
}

}  // namespace

Result<RecoverReport> recover_lake(const Lake& lake, const RecoverOptions& options) {
  std::optional<LakeLock> lock;
  const bool changes =
      !options.dry_run && (options.source != RecoverySource::kNothing || !options.accept.empty());
  if (changes) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto acquired, LakeLock::acquire(lake));
    lock.emplace(std::move(acquired));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(TableStates states, inspect_tables(lake));
  RecoverReport report;
  EIGENLAKE_ASSIGN_OR_RETURN(report.found, findings_of(states));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto names, names_to_accept(states, options.accept));
  for (const std::string& name : names)
    report.steps.push_back(
        {name,
         fmt::format("{} it {}", options.dry_run ? "would accept" : "accepted",
                     states.at(name).damaged_files.empty() ? "as it is" : "without the damaged files")});
  if (!options.dry_run && !names.empty()) EIGENLAKE_RETURN_IF_ERROR(accept(lake, states, names));
  EIGENLAKE_ASSIGN_OR_RETURN(auto steps, recover_from(lake, options, lock));
  std::ranges::move(steps, std::back_inserter(report.steps));
  EIGENLAKE_ASSIGN_OR_RETURN(states, inspect_tables(lake));
  if (changes || options.dry_run)
    EIGENLAKE_RETURN_IF_ERROR(give_up_states(lake, options, names, states, report));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto still_lost, findings_of(states));
  std::set<std::string> lost;
  for (const auto& finding : still_lost) lost.insert(finding.table);
  for (const RecoveryStep& step : report.steps)
    if (!step.is_whole) lost.insert(step.table);
  report.num_lost = lost.size();
  if (changes && lost.empty()) EIGENLAKE_RETURN_IF_ERROR(record_new_catalog(lake));
  return report;
}

}  // namespace eigenlake
