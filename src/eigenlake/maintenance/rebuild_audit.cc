#include "eigenlake/maintenance/rebuild_audit.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include <arrow/api.h>

#include "eigenlake/base/number_parsing.h"
#include "eigenlake/iceberg/data/data_file_writer.h"
#include "eigenlake/iceberg/update/append.h"
#include "eigenlake/ingest/table_files.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/audit_row.h"
#include "eigenlake/lake/batch_tags.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/maintenance/table_states.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// What the tables say of a batch.
struct BatchTraces {
  std::string processing_name;
  int64_t timestamp_us = 0;
  std::map<std::string, int64_t, std::less<>> rows;  ///< Added to each table.
  std::map<std::string, int64_t, std::less<>> removed;
  int64_t experiments_new = 0;  ///< By the ledger.

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
  for (const auto& snapshot : table.metadata().snapshots) {
    const auto batch = batch_of(snapshot);
    if (!batch) continue;
    BatchTraces& found = traces[*batch];
    const std::string& name = table.identifier().name;
    found.rows[name] = number_in(snapshot, "added-records");
    found.removed[name] =
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

/// Whether every table has the batch with its count; one that is lost or older itself cannot tell.
bool is_whole(const BatchTraces& batch, const TableStates& states) {
  const auto has = [&](std::string_view table, auto fits) {
    return states.at(table).is_lacking() || fits(batch.rows_of(table));
  };
  if (batch.is_deletion()) {
    const int64_t rows = batch.stated_rows_of("molecules");
    return std::ranges::all_of(kRowEachTables, [&](auto name) {
      return states.at(name).is_lacking() || batch.stated_rows_of(name) == rows;
    });
  }
  if (batch.touches("ml_run_summary") || batch.touches("ml_iteration_features"))
    return has("ml_run_summary", [](int64_t rows) { return rows > 0; });
  const bool is_ingest =
      batch.touches(kLedgerTable) ||
      std::ranges::any_of(kNormalizedTables, [&](auto name) { return batch.touches(name); });
  if (!is_ingest) return true;  // One side table, which has it.
  if (!has(kLedgerTable, [](int64_t rows) { return rows > 0; })) return false;
  int64_t experiments = batch.experiments_new;
  if (states.at(kLedgerTable).is_lacking())
    for (const auto name : kRowEachTables) experiments = std::max(experiments, batch.rows_of(name));
  return std::ranges::all_of(
             kRowEachTables,
             [&](auto name) { return has(name, [&](int64_t rows) { return rows == experiments; }); }) &&
         std::ranges::all_of(kNormalizedTables, [&](auto name) {
           return has(name, [&](int64_t rows) { return experiments == 0 || rows > 0; });
         });
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

}  // namespace

Result<std::vector<RecoveryStep>> rebuild_audit_rows(const Lake& lake, bool dry_run) {
  EIGENLAKE_ASSIGN_OR_RETURN(TableStates states, inspect_tables(lake));
  const TableState& audit = states.at(kAuditTable);
  if (audit.kind == TableState::Kind::kReplaced) return std::unexpected(*audit.why);
  Traces traces;
  for (const TableState& state : states.tables) {
    if (state.name == kAuditTable) continue;
    // An older one tells of its batches all the same, and of a lost one the others tell.
    if (state.kind == TableState::Kind::kReplaced)
      return fail_with_context(*state.why, "while making audit rows anew");
    if (!state.table) continue;
    trace_snapshots(*state.table, traces);
    EIGENLAKE_RETURN_IF_ERROR(trace_rows(*state.table, traces));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(const AuditLog log, AuditLog::read(audit.table ? &*audit.table : nullptr));
  std::vector<AuditRow> rows;
  std::vector<RecoveryStep> steps;
  for (const auto& [id, batch] : traces) {
    if (log.contains(id)) continue;
    if (is_whole(batch, states))
      rows.push_back(row_of(id, batch, states));
    else
      steps.push_back({std::string(kAuditTable),
                       fmt::format("left batch {} incomplete: some table lacks it", id), false});
  }
  std::ranges::sort(rows, {}, [](const AuditRow& row) { return row.stamp.timestamp_us; });
  if (!dry_run) EIGENLAKE_RETURN_IF_ERROR(append_rows(lake, states, rows));
  if (!rows.empty())
    steps.insert(steps.begin(),
                 {std::string(kAuditTable), fmt::format("{} the rows of {} batches anew",
                                                        dry_run ? "would make" : "made", rows.size())});
  return steps;
}

}  // namespace eigenlake
