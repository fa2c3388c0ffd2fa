// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/quarantine_drop.h"

#include <array>
#include <tuple>

#include "eigenlake/base/assert.h"
#include "eigenlake/ingest/lake_writer.h"
#include "eigenlake/lake/ledger.h"
#include "eigenlake/lake/written_reason.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

std::vector<LedgerEntry> rows_of(std::span<const QuarantineEntry> entries, std::string_view who,
                                 std::string_view reason) {
  std::vector<LedgerEntry> rows;
  for (const auto& entry : entries)
    rows.push_back({.object_uri = entry.object_uri,
                    .etag = entry.etag,
                    .size_bytes = static_cast<uint64_t>(entry.size_bytes),
                    .format = entry.format,
                    .records = entry.records,
                    .error = dropped_error(who, reason, entry.error)});
  return rows;
}

Result<std::vector<QuarantineEntry>> entries_to_drop(const LakeTables& tables,
                                                     std::span<const std::string> names) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto entries, quarantined_objects(tables));
  std::erase_if(entries, [](const auto& entry) { return entry.is_dropped; });
  return entries_named(entries, names);
}

Result<BatchReport> write_rows(const Lake& lake, LakeWriter& writer, std::span<const LedgerEntry> rows,
                               const std::string& source_info) {
  static constexpr std::array<std::string_view, 1> kNames = {kLedgerTable};
  EIGENLAKE_ASSIGN_OR_RETURN(KnownIndex * index, writer.index());
  EIGENLAKE_ASSIGN_OR_RETURN(Batch batch, writer.begin_batch(kQuarantineProcessingName, kNames));
  EIGENLAKE_RETURN_IF_ERROR(batch.table(kLedgerTable).add_rows(ledger_rows(rows, batch.stamp())));
  // The index knows these objects already; only the ledger's snapshot is another.
  const auto save_index = [&] {
    if (const auto after = batch.index_snapshots_after()) std::ignore = index->save(lake, *after);
  };
  return batch.commit(source_info, save_index);
}

}  // namespace

Result<DropReport> drop_quarantined(const Lake& lake, std::span<const std::string> names,
                                    std::string_view reason, bool dry_run) {
  EIGENLAKE_ASSERT(!names.empty());
  EIGENLAKE_RETURN_IF_ERROR(check_required_reason(reason));
  DropReport report;
  if (dry_run) {
    EIGENLAKE_ASSIGN_OR_RETURN(const LakeTables tables, LakeTables::load_all(lake));
    EIGENLAKE_ASSIGN_OR_RETURN(report.entries, entries_to_drop(tables, names));
    return report;
  }
  EIGENLAKE_ASSIGN_OR_RETURN(LakeWriter writer, LakeWriter::open(lake));
  EIGENLAKE_ASSIGN_OR_RETURN(report.entries, entries_to_drop(writer.tables(), names));
  const std::string who = caller_name();
  const auto rows = rows_of(report.entries, who, reason);
  EIGENLAKE_ASSIGN_OR_RETURN(report.batch, write_rows(lake, writer, rows,
                                                      fmt::format("{} quarantined objects dropped by {}: {}",
                                                                  rows.size(), who, reason)));
  return report;
}

}  // namespace eigenlake
