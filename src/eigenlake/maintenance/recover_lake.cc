// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/recover_lake.h"

#include <algorithm>
#include <optional>
#include <set>

#include <fmt/ranges.h>

#include "eigenlake/ingest/experiment_rows.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/lake/deletion.h"
#include "eigenlake/lake/lake_catalog.h"
#include "eigenlake/lake/lake_lock.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/maintenance/damaged_tables.h"
#include "eigenlake/maintenance/known_batches.h"
#include "eigenlake/maintenance/rebuild_audit.h"
#include "eigenlake/maintenance/rebuild_normalized.h"
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
  std::set<std::string> batches;
  const auto& audit = states.at(kAuditTable).table;
  // Nothing is known of damaged rows before they are rebuilt.
  if (!states.at(kAuditTable).damaged_files.empty()) return batches;
  EIGENLAKE_ASSIGN_OR_RETURN(const AuditLog log, AuditLog::read(audit ? &*audit : nullptr));
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
      return fail(ErrorKind::kUsage, "{} is whole; there is nothing to accept", state.name);
    if (is_asked || (all && state.why)) names.push_back(state.name);
  }
  for (const std::string& name : asked)
    if (name != "all" && find_table(name) == nullptr)
      return fail(ErrorKind::kUsage, "unknown table '{}'; give a table or 'all'", name);
  if (std::ranges::find(names, kAuditTable) == names.end()) return names;
  if (!states.at(kAuditTable).damaged_files.empty())
    return fail(ErrorKind::kStore, "{}; `eigenlake recover --from snapshots` rebuilds the rows",
                states.at(kAuditTable).why->what);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto unaudited, unaudited_batches(states));
  if (unaudited.empty()) return names;
  return fail(
      ErrorKind::kStore,
      "{} batches of other tables have no row in processing_metadata, and accepting it would lose them; "
      "`eigenlake recover --from snapshots` rebuilds the rows",
      unaudited.size());
}

/// Replaces damaged files by what raw objects have of their rows, where those tell.
Result<> accept_damaged(const Lake& lake, TableStates& states, const std::vector<std::string>& names) {
  std::vector<std::string> refilled;
  FilesOfTables emptied;
  for (const std::string& name : names) {
    const TableState& state = states.at(name);
    const bool is_normalized = std::ranges::find(kNormalizedTables, name) != kNormalizedTables.end();
    if (state.damaged_files.empty()) continue;
    if (is_normalized && state.kind == Kind::kDamaged && whole_row_each_table(states))
      refilled.push_back(name);
    else
      emptied[name];
  }
  if (refilled.empty() && emptied.empty()) return {};
  EIGENLAKE_ASSIGN_OR_RETURN(const bool is_idle, finish_pending_batch(lake, states));
  if (!is_idle)
    return fail(ErrorKind::kStore,
                "an interrupted batch needs tables that are lost; restore or accept those first");
  if (!emptied.empty()) EIGENLAKE_RETURN_IF_ERROR(replace_damaged_files(lake, states, std::move(emptied)));
  if (!refilled.empty())
    EIGENLAKE_RETURN_IF_ERROR(rebuild_normalized(lake, states, refilled, {.accepts_loss = true}));
  EIGENLAKE_ASSIGN_OR_RETURN(states, inspect_tables(lake));
  return {};
}

/// What was deleted since an older table was kept would stay in it forever.
Result<> take_deleted_out(const Lake& lake, TableStates& states, const std::vector<std::string>& names) {
  if (states.at(kDeletionsTable).is_lacking()) return {};
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeTables tables, LakeTables::load_all(lake));
  EIGENLAKE_ASSIGN_OR_RETURN(const Deletions deleted, read_deletions(tables));
  ExperimentIds ids;
  for (const auto& [id, deletion] : deleted) ids.insert(id);
  for (const std::string& name : names) {
    auto& state = states.at(name);
    if (state.kind == Kind::kOlder && state.table && holds_experiments(name))
      EIGENLAKE_RETURN_IF_ERROR(take_out_experiments(*state.table, ids));
  }
  return {};
}

/// A table that is accepted with fewer rows is compared with later batches only.
Result<> count_anew(TableStates& states, const std::vector<std::string>& names) {
  const auto& audit = states.at(kAuditTable);
  if (!audit.has_all_rows() || !audit.table) return {};
  EIGENLAKE_ASSIGN_OR_RETURN(const AuditLog log, AuditLog::read(&*audit.table));
  if (log.batches().empty()) return {};
  for (const std::string& name : names) {
    auto& state = states.at(name);
    if (state.kind != Kind::kOlder || !state.table || name == kAuditTable) continue;
    EIGENLAKE_RETURN_IF_ERROR(count_after(*state.table, log.batches().back().batch_id));
  }
  return {};
}

Result<> accept(const Lake& lake, TableStates& states, const std::vector<std::string>& names) {
  EIGENLAKE_RETURN_IF_ERROR(accept_damaged(lake, states, names));
  EIGENLAKE_RETURN_IF_ERROR(take_deleted_out(lake, states, names));
  EIGENLAKE_RETURN_IF_ERROR(count_anew(states, names));
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

/// Whether a recovery drops earlier states that need lost files; from metadata nothing was rebuilt, and the
/// files may still come from a backup.
bool gives_up_states(const RecoverOptions& options, const std::vector<std::string>& accepted,
                     const std::string& name) {
  if (options.source == RecoverySource::kSnapshots) return name == kAuditTable;
  return options.source == RecoverySource::kRaw || std::ranges::find(accepted, name) != accepted.end();
}

/// The tags and branches, other than those of batches, on states that cannot be read.
std::vector<std::string> user_refs_of(const TableState& state) {
  std::vector<std::string> names;
  for (const auto& [name, ref] : state.table->metadata().refs)
    if (state.lost_snapshots.contains(ref.snapshot_id) && !batch_of_tag(name)) names.push_back(name);
  return names;
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
    std::string what = options.dry_run ? "would drop earlier states whose files are gone"
                                       : "dropped earlier states whose files are gone";
    if (stays)
      what = fmt::format("files of states that users tagged are gone; delete the tags {}",
                         fmt::join(user_refs_of(states.at(name)), ", "));
    report.steps.push_back({name, std::move(what), !stays});
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
