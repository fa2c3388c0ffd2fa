// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/accept_loss.h"

#include <optional>
#include <utility>
#include <vector>

#include <fmt/ranges.h>

#include "eigenlake/ingest/lake_writer.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// The batch that says so; it changes no table but processing_metadata.
Result<std::string> audit_loss(LakeWriter& writer, const std::map<std::string, int64_t>& rows) {
  std::vector<std::string_view> names;
  std::vector<std::string> texts;
  for (const auto& [table, count] : rows) {
    names.push_back(table);
    texts.push_back(fmt::format("{} of {}", count, table));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(Batch batch, writer.begin_batch(kLossProcessingName, names));
  for (const auto& [table, count] : rows) batch.table(table).count(-count);
  const auto info = fmt::format("accepted that rows are gone: {}", fmt::join(texts, ", "));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto done, batch.commit(info, [] {}));
  return done.batch_id;
}

}  // namespace

Result<AcceptedLoss> accept_loss(const Lake& lake, const CheckLakeOptions& options, bool dry_run,
                                 LakeCheck& check) {
  std::optional<LakeWriter> writer;
  if (!dry_run) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto opened, LakeWriter::open(lake));
    writer.emplace(std::move(opened));
  }
  EIGENLAKE_ASSIGN_OR_RETURN(check, check_lake(lake, options));
  AcceptedLoss loss;
  for (const auto& table : check.tables)
    if (table.report.rows_lost > 0) loss.rows[table.table] = table.report.rows_lost;
  if (loss.rows.empty() || dry_run) return loss;
  EIGENLAKE_ASSIGN_OR_RETURN(loss.batch_id, audit_loss(*writer, loss.rows));
  for (auto& table : check.tables)
    std::erase_if(table.report.faults, [](const Fault& fault) { return fault.is_loss; });
  return loss;
}

}  // namespace eigenlake
