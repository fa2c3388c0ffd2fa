// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/recover_from_raw.h"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "eigenlake/base/counted.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/failed_run.h"
#include "eigenlake/lake/lake_lock.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/raw_listing.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/maintenance/damaged_tables.h"
#include "eigenlake/maintenance/known_batches.h"
#include "eigenlake/maintenance/rebuild_normalized.h"
#include "eigenlake/maintenance/table_rebuild.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// Restores the rows that failed_runs lacks from the objects of failures that the ledger knows, each with the
/// batch that read it. A lost table is rebuilt; it stays missing where objects are gone.
///
/// Requires: the lake's lock, unless `dry_run`; the audit table and the ledger are whole.
Result<std::vector<RecoveryStep>> rebuild_failures(const Lake& lake, TableStates& states, bool dry_run) {
  const TableState& state = states.at(kFailuresTable);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto stamps, read_stamps(*states.at(kAuditTable).table));
  EIGENLAKE_ASSIGN_OR_RETURN(auto objects, objects_of_batches(*states.at(kLedgerTable).table));
  for (auto& [batch, read] : objects)
    std::erase_if(read, [](const ReadObject& object) { return !is_failure_object(object.key); });
  if (state.table && state.damaged_files.empty()) {
    static constexpr std::array<std::string_view, 1> kColumns = {"processing_batch_id"};
    EIGENLAKE_RETURN_IF_ERROR(read_table(*state.table, {}, kColumns, {}, [&](const TableChunk& chunk) {
      for (int64_t row = 0; row < chunk.num_rows(); ++row) objects.erase(std::string(chunk.string(0, row)));
    }));
  }
  size_t num_found = 0;
  size_t num_lost = 0;
  std::map<std::string, std::vector<FailedRun>> failures;
  for (const auto& [batch, keys] : objects) {
    for (const ReadObject& object : keys) {
      const auto bytes = lake.raw_store().get(object.key);
      auto failure = bytes ? parse_failed_run(*bytes) : std::unexpected(bytes.error());
      ++(failure ? num_found : num_lost);
      if (failure) failures[batch].push_back(*std::move(failure));
    }
  }
  if (!dry_run) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto table, TableRebuild::begin(lake, states, std::string(kFailuresTable)));
    for (const BatchStamp& stamp : stamps)
      if (const auto found = failures.find(stamp.batch_id); found != failures.end())
        EIGENLAKE_RETURN_IF_ERROR(
            table.add(stamp, {}, single_batch(failed_run_rows(found->second, stamp.batch_id))));
    EIGENLAKE_RETURN_IF_ERROR(table.commit(stamps));
    // A rebuilt ledger has given the objects to other batches.
    if (!stamps.empty()) EIGENLAKE_RETURN_IF_ERROR(count_after(table.table(), stamps.back().batch_id));
    if (num_lost == 0) EIGENLAKE_RETURN_IF_ERROR(remember_table(lake, states, table.table()));
  }
  std::string what = fmt::format("{} {}", dry_run ? "would put back" : "put back", counted(num_found, "row"));
  if (num_lost > 0)
    what += fmt::format(
        "; {} objects are gone, and `eigenlake recover --accept {}` accepts the loss of their rows", num_lost,
        kFailuresTable);
  return std::vector<RecoveryStep>{{std::string(kFailuresTable), std::move(what), num_lost == 0}};
}

using Kind = TableState::Kind;

/// Raw objects do not have what these say, or not all of it.
constexpr std::array kIrreplaceable = {kLabelsTable, kDeletionsTable, kAuditTable};

bool contains(std::span<const std::string_view> names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

}  // namespace

Result<std::vector<RecoveryStep>> RecoveryFromRaw::run() {
  EIGENLAKE_ASSIGN_OR_RETURN(states_, inspect_tables(lake_));
  bool is_idle = true;
  if (!options_.dry_run) {
    EIGENLAKE_ASSIGN_OR_RETURN(is_idle, finish_pending_batch(lake_, states_));
  }
  // Without a table that tells which experiments there are, others are looked for in every raw object.
  needs_ingest_ = !lacking(kNormalizedTables).empty() && !whole_row_each_table(states_);
  EIGENLAKE_RETURN_IF_ERROR(check_can_begin());
  if (!options_.dry_run) EIGENLAKE_RETURN_IF_ERROR(clear_the_way(is_idle && !needs_ingest_));
  EIGENLAKE_RETURN_IF_ERROR(rebuild_normalized_tables());
  const bool knows_failures = !lacks(kLedgerTable) && states_.at(kLedgerTable).table;
  if (lacks(kFailuresTable) && knows_failures && !is_named(std::string(kFailuresTable)))
    EIGENLAKE_RETURN_IF_ERROR(keep(rebuild_failures(lake_, states_, options_.dry_run)));
  if (!is_blocked_) {
    plan_ingest();
    plan_features();
  }
  name_the_rest();
  return std::move(steps_);
}

Result<> RecoveryFromRaw::check_can_begin() {
  for (const TableState& state : states_.tables)
    if (state.kind == Kind::kReplaced) return std::unexpected(state.why->error());
  const auto& audit = states_.at(kAuditTable);
  const bool has_tables =
      std::ranges::any_of(states_.tables, [](const auto& state) { return state.table.has_value(); });
  if (!audit.has_all_rows() && audit.why && has_tables)
    return fail(ErrorKind::kStore, "{}; first, `eigenlake recover --from snapshots` rebuilds its rows",
                audit.why->what);
  // Without it, what was deleted on purpose would come back.
  const auto& deletions = states_.at(kDeletionsTable);
  const bool may_be_older = std::ranges::any_of(
      kNormalizedTables, [&](auto name) { return states_.at(name).kind == Kind::kOlder; });
  if (deletions.is_lacking() && (needs_ingest_ || may_be_older || lacks(kLedgerTable)))
    return fail(
        ErrorKind::kStore,
        "{}; raw objects do not say what was deleted: restore it from a backup, or accept the loss with "
        "`eigenlake recover --accept {}`",
        deletions.why->what, kDeletionsTable);
  return check_has_raw_objects();
}

/// A store that is not mounted must not be taken for one without the objects.
Result<> RecoveryFromRaw::check_has_raw_objects() {
  const bool needs_some = std::ranges::any_of(states_.tables, [](const TableState& state) {
    return state.is_lacking() && !contains(kIrreplaceable, state.name) &&
           !contains(kFeatureTables, state.name);
  });
  if (!needs_some) return {};
  EIGENLAKE_ASSIGN_OR_RETURN(const auto listing, list_raw_objects(lake_.raw_store(), {}));
  if (!listing.objects.empty()) return {};
  return fail(ErrorKind::kStore, "{} has no raw objects to recover from; is it mounted?", lake_.roots().raw);
}

/// An entry of the catalog whose files are gone is in the way of a new table; damaged files are in the way of
/// the batches.
Result<> RecoveryFromRaw::clear_the_way(bool can_replace) {
  for (TableState& state : states_.tables) {
    if (state.kind == Kind::kLost) {
      const auto forgotten = forget_lost(lake_, state);
      if (!forgotten && forgotten.error().kind != ErrorKind::kStore) return forgotten;
      if (!forgotten) {
        steps_.push_back({state.name, forgotten.error().message, false});
        is_blocked_ = true;
      }
    } else if (!state.damaged_files.empty() && !contains(kIrreplaceable, state.name)) {
      const bool is_replaced =
          state.kind == Kind::kDamaged && can_replace && contains(kNormalizedTables, state.name);
      if (is_replaced) continue;
      EIGENLAKE_RETURN_IF_ERROR(drop_damaged_files(lake_, states_, state.name));
    }
    // The audit table is rebuilt only with all others.
    const bool comes_back = !contains(kIrreplaceable, state.name) || state.name == kAuditTable;
    if (state.is_lacking() && comes_back && !is_named(state.name))
      EIGENLAKE_RETURN_IF_ERROR(miss_table(lake_, states_, state.name));
  }
  return {};
}

Result<> RecoveryFromRaw::run_batches() {
  for (const PlannedBatch& batch : batches_) {
    EIGENLAKE_RETURN_IF_ERROR(batch.run());
    EIGENLAKE_RETURN_IF_ERROR(remember(batch.tables));
  }
  return {};
}

Result<> RecoveryFromRaw::remember(std::span<const std::string> names) {
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeLock lock, LakeLock::acquire(lake_));
  EIGENLAKE_ASSIGN_OR_RETURN(states_, inspect_tables(lake_));
  const auto& audit = states_.at(kAuditTable).table;
  EIGENLAKE_ASSIGN_OR_RETURN(const AuditLog log, AuditLog::read(audit ? &*audit : nullptr));
  for (const std::string& name : names) {
    auto& table = states_.at(name).table;
    // Without a row for it, a batch makes no side table.
    if (!table) {
      EIGENLAKE_RETURN_IF_ERROR(accept_tables(lake_, states_, std::span(&name, 1)));
      continue;
    }
    if (!log.batches().empty() && name != kAuditTable)
      EIGENLAKE_RETURN_IF_ERROR(count_after(*table, log.batches().back().batch_id));
    EIGENLAKE_RETURN_IF_ERROR(remember_table(lake_, states_, *table));
  }
  return {};
}

std::vector<std::string> RecoveryFromRaw::lacking(std::span<const std::string_view> names) const {
  std::vector<std::string> found;
  for (const auto name : names)
    if (lacks(name) && !is_named(std::string(name))) found.emplace_back(name);
  return found;
}

Result<> RecoveryFromRaw::rebuild_normalized_tables() {
  const auto names = lacking(kNormalizedTables);
  if (names.empty()) return {};
  const bool has_some =
      std::ranges::any_of(kNormalizedTables, [&](auto name) { return states_.at(name).table.has_value(); });
  return has_some ? keep(rebuild_normalized(lake_, states_, names, {.dry_run = options_.dry_run}))
                  : Result<>();
}

/// Reads raw objects that the ledger does not know, or all: existing rows are only noted.
void RecoveryFromRaw::plan_ingest() {
  if (!lacks(kLedgerTable) && !needs_ingest_) return;
  std::vector<std::string> names = lacking(kNormalizedTables);
  if (lacks(kLedgerTable))
    std::ranges::move(lacking(std::array{kLedgerTable, kFailuresTable}), std::back_inserter(names));
  // Where everything is rebuilt.
  if (lacks(kAuditTable)) names.emplace_back(kAuditTable);
  for (const std::string& name : names)
    steps_.push_back(
        {name, text("would read the raw objects that it lacks", "read the raw objects that it lacked")});
  // Tables that were put back, but for experiments that none of them had.
  for (const auto& step : std::vector(steps_)) {
    const bool is_put_back =
        needs_ingest_ && step.is_whole && std::ranges::find(names, step.table) == names.end();
    if (is_put_back && contains(kNormalizedTables, step.table)) names.push_back(step.table);
  }
  IngestOptions options{.num_threads = options_.num_threads};
  options.restores = true;
  options.list_all = true;
  options.read_known = needs_ingest_;
  const auto run = [this, options]() -> Result<> {
    EIGENLAKE_RETURN_IF_ERROR(ingest(lake_, options));
    return {};
  };
  batches_.push_back({run, std::move(names)});
}

/// Both ML tables have the same experiments, so that both are recomputed.
void RecoveryFromRaw::plan_features() {
  FeatureSettings settings = options_.settings;
  const auto names = lacking(kFeatureTables);
  for (const auto name : kFeatureTables)
    if (const auto& table = states_.at(name).table)
      settings = FeatureSettings::of(table->metadata().properties);
  for (const std::string& name : names)
    steps_.push_back({name, text("would compute the features of every experiment",
                                 "computed the features of every experiment")});
  if (names.empty() && !needs_ingest_) return;
  IngestOptions options{.num_threads = options_.num_threads};
  options.features_again = true;
  const auto run = [this, settings, options]() -> Result<> {
    EIGENLAKE_RETURN_IF_ERROR(features(lake_, settings, options));
    return {};
  };
  batches_.push_back({run, names});
}

void RecoveryFromRaw::name_the_rest() {
  for (const TableState& state : states_.tables) {
    if (!state.is_lacking() || is_named(state.name)) continue;
    const bool is_waiting = !contains(kIrreplaceable, state.name);
    steps_.push_back({state.name,
                      is_waiting
                          ? "waits for the tables above"
                          : fmt::format("no raw object has its lost rows; restore it from a backup, or "
                                        "accept the loss with `eigenlake recover --accept {}`",
                                        state.name),
                      false});
  }
}

bool RecoveryFromRaw::is_named(const std::string& table) const {
  return std::ranges::find(steps_, table, &RecoveryStep::table) != steps_.end();
}

Result<> RecoveryFromRaw::keep(Result<std::vector<RecoveryStep>> steps) {
  if (!steps) return std::unexpected(std::move(steps).error());
  std::ranges::move(*steps, std::back_inserter(steps_));
  return {};
}

std::string RecoveryFromRaw::text(std::string_view future, std::string_view past) const {
  return std::string(options_.dry_run ? future : past);
}

}  // namespace eigenlake
