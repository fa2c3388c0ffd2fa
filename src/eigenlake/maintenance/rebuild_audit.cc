// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/rebuild_audit.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>

#include <arrow/api.h>

#include "eigenlake/base/number_parsing.h"
#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/iceberg/update/append.h"
#include "eigenlake/ingest/table_files.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/audit_row.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/pending_batch.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/maintenance/damaged_tables.h"
#include "eigenlake/maintenance/known_batches.h"
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

  int64_t rows_of(std::string_view table) const {
    const auto found = rows.find(table);
    return found == rows.end() ? 0 : found->second;
  }
  bool touches(std::string_view table) const { return rows.contains(table); }
  bool touches_any(std::span<const std::string_view> names) const {
    return std::ranges::any_of(names, [&](auto name) { return touches(name); });
  }
  bool is_loss() const { return processing_name == kLossProcessingName; }
  /// By its rows: an interrupted one may lack the ledger's.
  bool is_ingest() const { return touches(kLedgerTable) || processing_name == kIngestProcessingName; }
  /// A batch that deletes experiments, or lifts a deletion; `deletions` itself may be lost.
  bool is_deletion() const {
    return touches(kDeletionsTable) || (!is_loss() && !is_ingest() && touches_any(kNormalizedTables));
  }
  /// As an audit row states it: less what it removed, but for features that replaced others.
  int64_t stated_rows_of(std::string_view table) const {
    const int64_t added = rows_of(table);
    const auto gone = removed.find(table);
    const bool replaces = added > 0 && std::ranges::find(kFeatureTables, table) != kFeatureTables.end();
    return gone == removed.end() || (replaces && !is_deletion()) ? added : added - gone->second;
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
    found.removed[name] += number_in(snapshot, "deleted-records") +
                           number_in(snapshot, "added-position-deletes") -
                           number_in(snapshot, "removed-position-deletes");
    if (const auto processing = snapshot.summary_value(kProcessingNameProperty))
      found.processing_name = *processing;
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

/// Whether a recovery has changed the table, by snapshots that are no batches' or with fewer than there were.
bool was_recovered(const iceberg::TableMetadata& metadata) {
  return metadata.properties.contains(std::string(kMadeAnewProperty)) ||
         std::ranges::any_of(metadata.snapshots, [](const auto& snapshot) {
           return snapshot.summary_value(kRecoveredProperty).has_value();
         });
}

/// Whether snapshots of the table have expired, so that it may lack a batch that it had.
bool has_expired(const iceberg::Table& table) {
  const auto& metadata = table.metadata();
  return was_recovered(metadata) || std::ranges::any_of(metadata.snapshots, [&](const auto& snapshot) {
           return snapshot.parent_snapshot_id &&
                  metadata.snapshot_by_id(*snapshot.parent_snapshot_id) == nullptr;
         });
}

/// Decides which batches may be incomplete. A writer recovers what was interrupted before, and writes its own
/// batch into the journal: so it is the one of the journal. Without an entry, as in a partial backup of the
/// state, it is one that no other followed in its tables and that some table lacks.
class HalfBatches {
 public:
  static Result<HalfBatches> look(const Lake& lake, const TableStates& states) {
    HalfBatches half(states);
    EIGENLAKE_ASSIGN_OR_RETURN(half.pending_, pending_batch_id(lake.state_store()));
    return half;
  }

  bool may_contain(const std::string& id, const BatchTraces& batch) const {
    if (!pending_.empty()) return id == pending_;
    const bool is_newest = std::ranges::all_of(batch.rows, [&](const auto& entry) {
      const auto& metadata = states_.at(entry.first).table->metadata();
      return newest_batch_of(metadata, metadata.current_snapshot()) == id;
    });
    return is_newest && !is_in_every_table(batch);
  }

 private:
  explicit HalfBatches(const TableStates& states) : states_(states) {}

  /// A table that is lost, older or was recovered lacks batches that it had.
  bool can_tell(std::string_view name) const {
    const TableState& state = states_.at(name);
    return !state.is_lacking() && !(state.table && was_recovered(state.table->metadata()));
  }

  /// With its count, where the kind of the batch tells.
  bool is_in_every_table(const BatchTraces& batch) const {
    if (batch.is_loss()) return true;
    if (batch.is_deletion()) {
      // As many experiments are gone from each table that has a row for each.
      std::set<int64_t> stated;
      for (const auto name : kRowEachTables)
        if (can_tell(name)) stated.insert(batch.stated_rows_of(name));
      return stated.size() <= 1;
    }
    if (batch.touches_any(kFeatureTables))
      return all_that_tell(kFeatureTables, [&](auto name) { return batch.rows_of(name) > 0; });
    return !batch.is_ingest() || is_whole_ingest(batch);  // One side table has all of its batch.
  }

  bool is_whole_ingest(const BatchTraces& batch) const {
    const bool has_ledger = batch.touches(kLedgerTable);
    if (!has_ledger && can_tell(kLedgerTable)) return false;
    const auto telling = std::ranges::find_if(kRowEachTables, [&](auto name) { return can_tell(name); });
    if (!has_ledger && telling == kRowEachTables.end()) return true;
    const int64_t experiments = has_ledger ? batch.experiments_new : batch.rows_of(*telling);
    return all_that_tell(kRowEachTables, [&](auto name) { return batch.rows_of(name) == experiments; }) &&
           all_that_tell(kNormalizedTables,
                         [&](auto name) { return experiments == 0 || batch.rows_of(name) > 0; });
  }

  template <typename Names, typename Fits>
  bool all_that_tell(const Names& names, Fits fits) const {
    return std::ranges::all_of(names, [&](auto name) { return !can_tell(name) || fits(name); });
  }

  const TableStates& states_;
  std::string pending_;
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
               .source_info = "row rebuilt by eigenlake recover",
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

/// Rows that are counted after deletions and expiry do not say how many there were. Tables with such rows are
/// compared with later batches only.
Result<> start_counting_anew(const Lake& lake, TableStates& states, const iceberg::Table& audit) {
  EIGENLAKE_ASSIGN_OR_RETURN(const AuditLog log, AuditLog::read(&audit));
  for (TableState& state : states.tables) {
    if (state.name == kAuditTable || !state.table || !has_expired(*state.table)) continue;
    EIGENLAKE_RETURN_IF_ERROR(count_after(*state.table, log.batches().back().batch_id));
    if (state.has_all_rows()) EIGENLAKE_RETURN_IF_ERROR(remember_table(lake, states, *state.table));
  }
  return {};
}

/// Appends the rows to the audit table, which is rebuilt where it is lost.
Result<> append_rows(const Lake& lake, TableStates& states, std::span<const AuditRow> rows) {
  const TableState& audit = states.at(kAuditTable);
  EIGENLAKE_ASSIGN_OR_RETURN(iceberg::Table table, audit.table ? Result<iceberg::Table>(*audit.table)
                                                               : stage_again(lake, states, kAuditTable));
  if (!rows.empty() || table.is_staged()) {
    iceberg::AppendOptions append{.files = {},
                                  .summary = {{std::string(kRecoveredProperty), "from snapshots"}}};
    if (!rows.empty()) {
      EIGENLAKE_ASSIGN_OR_RETURN(
          auto files, write_data_files(table, table_definition(kAuditTable), PartitionKey(),
                                       iceberg::new_data_file_name(), single_batch(batch_of_rows(rows))));
      for (auto& file : files) {
        EIGENLAKE_ASSIGN_OR_RETURN(append.files.emplace_back(), file.finish());
      }
    }
    EIGENLAKE_RETURN_IF_ERROR(iceberg::append(table, append));
  }
  EIGENLAKE_RETURN_IF_ERROR(remember_table(lake, states, table));
  return rows.empty() ? Result<>() : start_counting_anew(lake, states, table);
}

/// Of all tables but the audit table. An older one tells of its batches all the same, and of a lost one the
/// others tell. Errors: kStore where one was replaced.
Result<Traces> trace_batches(const TableStates& states) {
  Traces traces;
  for (const TableState& state : states.tables) {
    if (state.name == kAuditTable) continue;
    if (state.kind == TableState::Kind::kReplaced)
      return fail_with_context(state.why->error(), "while rebuilding audit rows");
    if (!state.table) continue;
    trace_snapshots(*state.table, traces);
    if (state.damaged_files.empty()) EIGENLAKE_RETURN_IF_ERROR(trace_rows(*state.table, traces));
  }
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
    return std::vector<RecoveryStep>{{name, "would remove the damaged files and rebuild their rows"}};
  EIGENLAKE_ASSIGN_OR_RETURN(const Traces traces, trace_batches(states));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto half, HalfBatches::look(lake, states));
  if (is_damaged) EIGENLAKE_RETURN_IF_ERROR(drop_damaged_files(lake, states, name));
  if (audit.kind == Kind::kLost && !dry_run) EIGENLAKE_RETURN_IF_ERROR(forget_lost(lake, audit));
  std::set<std::string> audited;
  if (audit.table) {
    EIGENLAKE_ASSIGN_OR_RETURN(audited, audited_batches(*audit.table));
  }
  std::vector<AuditRow> rows;
  std::vector<RecoveryStep> steps;
  for (const auto& [id, batch] : traces) {
    if (audited.contains(id)) continue;
    if (half.may_contain(id, batch))
      steps.push_back(
          {name, fmt::format("left batch {} as interrupted; the next write finishes or undoes it", id)});
    else
      rows.push_back(row_of(id, batch, states));
  }
  std::ranges::sort(rows, {}, [](const AuditRow& row) { return row.stamp.timestamp_us; });
  if (!dry_run) EIGENLAKE_RETURN_IF_ERROR(append_rows(lake, states, rows));
  if (!rows.empty())
    steps.insert(steps.begin(), {name, fmt::format("{} the rows of {} batches",
                                                   dry_run ? "would rebuild" : "rebuilt", rows.size())});
  return steps;
}

}  // namespace eigenlake
