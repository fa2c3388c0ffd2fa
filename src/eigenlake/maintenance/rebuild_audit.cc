#include "eigenlake/maintenance/rebuild_audit.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <unordered_set>

#include <arrow/api.h>

#include "eigenlake/base/number_parsing.h"
#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/iceberg/update/append.h"
#include "eigenlake/ingest/experiment_rows.h"
#include "eigenlake/ingest/table_files.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/audit_row.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/maintenance/damaged_tables.h"
#include "eigenlake/maintenance/table_states.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// What the tables say of a batch.
struct BatchTraces {
  std::string processing_name;
  int64_t timestamp_us = 0;
  std::map<std::string, int64_t, std::less<>> rows;     ///< Added to each table.
  std::map<std::string, int64_t, std::less<>> removed;  ///< By snapshots.
  std::set<std::string, std::less<>> is_exact;          ///< Tables that have the batch's snapshot.
  int64_t experiments_new = 0;                          ///< By the ledger.
  bool is_newest = false;                               ///< In some table: a writer may have died in it.

  int64_t rows_of(std::string_view table) const {
    const auto found = rows.find(table);
    return found == rows.end() ? 0 : found->second;
  }
  bool touches(std::string_view table) const { return rows.contains(table); }
  /// A batch that deletes experiments, or lifts a deletion.
  bool is_deletion() const { return touches(kDeletionsTable); }
  /// As an audit row states it: what a deletion removed is negative.
  int64_t stated_rows_of(std::string_view table) const {
    const auto gone = is_deletion() ? removed.find(table) : removed.end();
    return rows_of(table) - (gone == removed.end() ? 0 : gone->second);
  }
};
using Traces = std::map<std::string, BatchTraces>;

int64_t number_in(const iceberg::Snapshot& snapshot, std::string_view key) {
  return parse_number<int64_t>(snapshot.summary_value(key).value_or("0")).value_or(0);
}

/// The batches that a table's snapshots name, with the rows that each added and removed.
void trace_snapshots(const iceberg::Table& table, Traces& traces) {
  const std::string& name = table.identifier().name;
  for (const auto& snapshot : table.metadata().snapshots) {
    const auto batch = batch_of(snapshot);
    if (!batch) continue;
    BatchTraces& found = traces[*batch];
    found.is_exact.insert(name);
    // A recovery may have put a part of a batch back by a snapshot of its own.
    found.rows[name] += number_in(snapshot, "added-records");
    found.removed[name] +=
        number_in(snapshot, "deleted-records") + number_in(snapshot, "added-position-deletes");
    if (found.timestamp_us == 0) found.timestamp_us = snapshot.timestamp_ms * 1000;
  }
}

/// The same of its rows, which tell of batches whose snapshots expired, too.
Result<> trace_rows(const iceberg::Table& table, Traces& traces) {
  const std::string& name = table.identifier().name;
  if (table_definition(name).find_column("processing_batch_id") == nullptr) return {};
  static constexpr std::array<std::string_view, 4> kColumns = {"processing_batch_id", "processing_name",
                                                               "processing_timestamp", "experiments_new"};
  std::map<std::string, int64_t> counts;
  EIGENLAKE_RETURN_IF_ERROR(read_table(table, {}, kColumns, {}, [&](const TableChunk& chunk) {
    for (int64_t row = 0; row < chunk.num_rows(); ++row) {
      const std::string batch(chunk.string(0, row));
      BatchTraces& found = traces[batch];
      ++counts[batch];
      if (!chunk.is_null(1, row)) found.processing_name = chunk.string(1, row);
      if (const auto time = chunk.timestamp_us(2, row)) found.timestamp_us = *time;
      found.experiments_new += chunk.long_integer(3, row).value_or(0);
    }
  }));
  for (const auto& [batch, count] : counts) traces[batch].rows.try_emplace(name, count);
  return {};
}

/// A batch that a later one followed was complete then: writers finish or undo what died before them.
void mark_newest(const TableStates& states, Traces& traces) {
  for (const TableState& state : states.tables) {
    const auto* snapshot = state.table ? state.table->metadata().current_snapshot() : nullptr;
    while (snapshot != nullptr && !batch_of(*snapshot))
      snapshot = snapshot->parent_snapshot_id
                     ? state.table->metadata().snapshot_by_id(*snapshot->parent_snapshot_id)
                     : nullptr;
    if (snapshot == nullptr) continue;
    if (const auto found = traces.find(*batch_of(*snapshot)); found != traces.end())
      found->second.is_newest = true;
  }
  const auto last =
      std::ranges::max_element(traces, {}, [](const auto& entry) { return entry.second.timestamp_us; });
  if (last != traces.end()) last->second.is_newest = true;
}

/// Whether snapshots of the table were given up, so that it may have had a batch of which it has none.
bool has_expired(const iceberg::Table& table) {
  const auto& metadata = table.metadata();
  return metadata.properties.contains(std::string(kMadeAnewProperty)) ||
         std::ranges::any_of(metadata.snapshots, [&](const auto& snapshot) {
           return snapshot.parent_snapshot_id &&
                  metadata.snapshot_by_id(*snapshot.parent_snapshot_id) == nullptr;
         });
}

/// Judges whether every table has a batch with its count; one that is lost or older itself cannot tell.
class WholeBatches {
 public:
  explicit WholeBatches(const TableStates& states) : states_(states) {}

  Result<bool> contain(const std::string& id, const BatchTraces& batch) const {
    if (batch.is_deletion()) return has_deletion(id, batch);
    const auto is_of = [&](const auto& names) {
      return std::ranges::any_of(names, [&](auto name) { return batch.touches(name); });
    };
    if (is_of(kFeatureTables))
      return std::ranges::all_of(kFeatureTables, [&](auto name) { return has_rows(name, batch); });
    if (batch.touches(kLedgerTable) || is_of(kNormalizedTables)) return has_ingest(batch);
    return true;  // One side table, which has it.
  }

 private:
  /// Whether what is traced of the batch in the table is all that it had.
  bool is_exact(std::string_view name, const BatchTraces& batch) const {
    const auto& table = states_.at(name).table;
    return batch.is_newest || batch.is_exact.contains(name) || !table || !has_expired(*table);
  }
  bool has_rows(std::string_view name, const BatchTraces& batch) const {
    return states_.at(name).is_lacking() || batch.rows_of(name) > 0 || !is_exact(name, batch);
  }
  /// Of rows without a snapshot some may have been deleted.
  bool has_count(std::string_view name, const BatchTraces& batch, int64_t count) const {
    const int64_t rows = batch.rows_of(name);
    return states_.at(name).is_lacking() || (is_exact(name, batch) ? rows == count : rows <= count);
  }

  bool has_ingest(const BatchTraces& batch) const {
    if (!has_rows(kLedgerTable, batch)) return false;
    int64_t experiments = batch.experiments_new;
    if (states_.at(kLedgerTable).is_lacking())
      for (const auto name : kRowEachTables) experiments = std::max(experiments, batch.rows_of(name));
    return std::ranges::all_of(kRowEachTables,
                               [&](auto name) { return has_count(name, batch, experiments); }) &&
           std::ranges::all_of(kNormalizedTables,
                               [&](auto name) { return experiments == 0 || has_rows(name, batch); });
  }

  Result<bool> has_deletion(const std::string& id, const BatchTraces& batch) const {
    std::optional<int64_t> removed;
    for (const auto name : kRowEachTables) {
      if (states_.at(name).is_lacking()) continue;
      if (removed && batch.stated_rows_of(name) != *removed) return false;
      removed = batch.stated_rows_of(name);
    }
    const TableState& deletions = states_.at(kDeletionsTable);
    if (!batch.is_newest || deletions.is_lacking() || !deletions.table) return true;
    std::unordered_set<std::string> ids;
    static constexpr std::array<std::string_view, 3> kColumns = {"experiment_id", "deleted",
                                                                 "processing_batch_id"};
    EIGENLAKE_RETURN_IF_ERROR(read_table(*deletions.table, {}, kColumns, {}, [&](const TableChunk& chunk) {
      for (int64_t row = 0; row < chunk.num_rows(); ++row)
        if (chunk.boolean(1, row).value_or(false) && chunk.string(2, row) == id)
          ids.emplace(chunk.string(0, row));
    }));
    for (const TableState& state : states_.tables) {
      if (ids.empty() || !state.table || state.is_lacking() || !holds_experiments(state.name)) continue;
      EIGENLAKE_ASSIGN_OR_RETURN(const bool has_some, has_rows_of(*state.table, ids));
      if (has_some) return false;
    }
    return true;
  }

  static Result<bool> has_rows_of(const iceberg::Table& table, const std::unordered_set<std::string>& ids) {
    bool found = false;
    static constexpr std::array<std::string_view, 1> kColumns = {"experiment_id"};
    EIGENLAKE_RETURN_IF_ERROR(read_table(table, {}, kColumns, {}, [&](const TableChunk& chunk) {
      for (int64_t row = 0; row < chunk.num_rows(); ++row)
        found = found || ids.contains(std::string(chunk.string(0, row)));
    }));
    return found;
  }

  const TableStates& states_;
};

/// The batches that have a row. Tags may tell of some whose rows are lost.
Result<std::set<std::string>> audited_batches(const iceberg::Table& audit) {
  std::set<std::string> batches;
  static constexpr std::array<std::string_view, 1> kColumns = {"processing_batch_id"};
  EIGENLAKE_RETURN_IF_ERROR(read_table(audit, {}, kColumns, {}, [&](const TableChunk& chunk) {
    for (int64_t row = 0; row < chunk.num_rows(); ++row) batches.emplace(chunk.string(0, row));
  }));
  return batches;
}

std::string processing_name_of(const BatchTraces& batch) {
  if (!batch.processing_name.empty()) return batch.processing_name;
  if (batch.is_deletion()) return std::string(kDeletionProcessingName);
  if (batch.touches("ml_run_summary")) return std::string(kFeatureProcessingName);
  if (batch.touches(kLedgerTable)) return std::string(kIngestProcessingName);
  return std::string(kLabelProcessingName);
}

AuditRow row_of(const std::string& batch_id, const BatchTraces& batch, const TableStates& states) {
  AuditRow row{.stamp = {batch_id, processing_name_of(batch), batch.timestamp_us},
               .source_info = "row made anew by eigenlake recover",
               .tables = {}};
  for (const auto& [name, rows] : batch.rows) {
    const auto& refs = states.at(name).table->metadata().refs;
    const std::string created = creation_tag(batch_id);
    row.tables.push_back(
        {name, refs.contains(created) ? created : append_tag(batch_id), batch.stated_rows_of(name)});
  }
  return row;
}

std::shared_ptr<arrow::RecordBatch> batch_of_rows(std::span<const AuditRow> rows) {
  std::vector<std::shared_ptr<arrow::RecordBatch>> pieces;
  for (const AuditRow& row : rows) pieces.push_back(audit_rows(row));
  const auto table = arrow::Table::FromRecordBatches(pieces).ValueOrDie();
  return table->CombineChunksToBatch().ValueOrDie();
}

/// Appends the rows to the audit table, which is made where it is lost.
Result<> append_rows(const Lake& lake, TableStates& states, std::span<const AuditRow> rows) {
  const TableState& audit = states.at(kAuditTable);
  EIGENLAKE_ASSIGN_OR_RETURN(iceberg::Table table, audit.table ? Result<iceberg::Table>(*audit.table)
                                                               : stage_again(lake, states, kAuditTable));
  if (!rows.empty() || table.is_staged()) {
    iceberg::AppendOptions append{.files = {}, .summary = {{"eigenlake.recovered-from", "snapshots"}}};
    if (!rows.empty()) {
      EIGENLAKE_ASSIGN_OR_RETURN(
          auto files, write_data_files(table, table_definition(kAuditTable), {},
                                       iceberg::new_data_file_name(), single_batch(batch_of_rows(rows))));
      for (auto& file : files) {
        EIGENLAKE_ASSIGN_OR_RETURN(append.files.emplace_back(), file.finish());
      }
    }
    EIGENLAKE_RETURN_IF_ERROR(iceberg::append(table, append));
  }
  return remember_table(lake, states, table);
}

/// Of all tables but the audit table. An older one tells of its batches all the same, and of a lost one the
/// others tell. Errors: kStore where one was replaced.
Result<Traces> trace_batches(const TableStates& states) {
  Traces traces;
  for (const TableState& state : states.tables) {
    if (state.name == kAuditTable) continue;
    if (state.kind == TableState::Kind::kReplaced)
      return fail_with_context(state.why->error(), "while making audit rows anew");
    if (!state.table) continue;
    trace_snapshots(*state.table, traces);
    if (state.damaged_files.empty()) EIGENLAKE_RETURN_IF_ERROR(trace_rows(*state.table, traces));
  }
  mark_newest(states, traces);
  return traces;
}

}  // namespace

Result<std::vector<RecoveryStep>> rebuild_audit_rows(const Lake& lake, bool dry_run) {
  EIGENLAKE_ASSIGN_OR_RETURN(TableStates states, inspect_tables(lake));
  const TableState& audit = states.at(kAuditTable);
  const std::string name(kAuditTable);
  using Kind = TableState::Kind;
  if (audit.kind == Kind::kReplaced) return std::unexpected(audit.why->error());
  const bool is_damaged = !audit.damaged_files.empty();
  if (is_damaged && dry_run)
    return std::vector<RecoveryStep>{
        {name, "would take out the damaged files, and make the rows anew that were in them"}};
  EIGENLAKE_ASSIGN_OR_RETURN(const Traces traces, trace_batches(states));
  if (is_damaged) EIGENLAKE_RETURN_IF_ERROR(drop_damaged_files(lake, states, name));
  if (audit.kind == Kind::kLost && !dry_run) EIGENLAKE_RETURN_IF_ERROR(forget_lost(lake, audit));
  std::set<std::string> audited;
  if (audit.table) {
    EIGENLAKE_ASSIGN_OR_RETURN(audited, audited_batches(*audit.table));
  }
  const WholeBatches whole(states);
  std::vector<AuditRow> rows;
  std::vector<RecoveryStep> steps;
  for (const auto& [id, batch] : traces) {
    if (audited.contains(id)) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_whole, whole.contain(id, batch));
    if (is_whole)
      rows.push_back(row_of(id, batch, states));
    else
      steps.push_back({name, fmt::format("left batch {} incomplete: some table lacks it", id), false});
  }
  std::ranges::sort(rows, {}, [](const AuditRow& row) { return row.stamp.timestamp_us; });
  if (!dry_run) EIGENLAKE_RETURN_IF_ERROR(append_rows(lake, states, rows));
  if (!rows.empty())
    steps.insert(steps.begin(), {name, fmt::format("{} the rows of {} batches anew",
                                                   dry_run ? "would make" : "made", rows.size())});
  return steps;
}

}  // namespace eigenlake
