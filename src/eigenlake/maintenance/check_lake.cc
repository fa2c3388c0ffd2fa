// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/maintenance/check_lake.h"

#include <algorithm>
#include <optional>
#include <set>

#include "eigenlake/base/clock.h"
#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/audited_rows.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/lake/lost_tables.h"
#include "eigenlake/maintenance/check.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// What the tables are checked against.
struct KnownOfLake {
  std::optional<RememberedTables> remembered;
  std::optional<iceberg::Table> audit;
  std::optional<AuditLog> log;
  std::optional<AuditedRows> audited;  ///< For a deep check.
};

Result<KnownOfLake> read_known(const Lake& lake, bool deep) {
  KnownOfLake known;
  EIGENLAKE_ASSIGN_OR_RETURN(known.remembered, load_remembered_tables(lake.state_store()));
  if (known.remembered) EIGENLAKE_RETURN_IF_ERROR(check_is_catalog_of(lake, *known.remembered));
  const auto audit = lake.catalog().load_table(table_identifier(kAuditTable));
  // Its own check says why it cannot be read.
  if (!audit) return known;
  if (auto log = AuditLog::read(&*audit)) {
    known.audit = *audit;
    known.log = *std::move(log);
  }
  if (!deep) return known;
  if (auto rows = read_audited_rows(*audit)) known.audited = *std::move(rows);
  return known;
}

/// Why a table is not as the lake had it; nothing for one that is, or was not made yet.
Result<std::optional<Error>> why_unfit(const Lake& lake, const Result<iceberg::Table>& table,
                                       std::string_view name, const KnownOfLake& known) {
  const auto error_of = [](const std::optional<TableLoss>& loss) {
    return loss ? std::optional(loss->error()) : std::nullopt;
  };
  if (table) return error_of(why_replaced(*table, known.remembered));
  if (table.error().kind != ErrorKind::kNotFound || find_table(name) == nullptr) return table.error();
  EIGENLAKE_ASSIGN_OR_RETURN(const auto loss,
                             why_lost(lake, name, known.remembered, known.audit ? &*known.audit : nullptr));
  return error_of(loss);
}

/// Removes from `audited` the batches whose rows a recovery gave to others.
void leave_out_recovered(const iceberg::Table& table, const KnownOfLake& known, AuditedRows& audited) {
  const auto made_anew = table.metadata().properties.find(std::string(kMadeAnewProperty));
  if (made_anew == table.metadata().properties.end() || !known.log) return;
  for (const auto& batch : known.log->batches()) {
    if (const auto found = audited.find(batch.batch_id); found != audited.end())
      found->second.erase(table.identifier().name);
    if (batch.batch_id == made_anew->second) break;
  }
}

/// Those that are wanted: ours in their order, then named ones of other engines.
std::vector<std::string> tables_to_check(const std::vector<std::string>& wanted) {
  std::vector<std::string> names;
  for (const TableDefinition& definition : all_tables())
    if (wanted.empty() || std::ranges::find(wanted, definition.name) != wanted.end())
      names.push_back(definition.name);
  for (const std::string& name : wanted)
    if (find_table(name) == nullptr) names.push_back(name);
  return names;
}

}  // namespace

size_t LakeCheck::num_faults() const {
  size_t count = 0;
  for (const TableCheck& table : tables) count += table.report.faults.size();
  return count;
}

Result<LakeCheck> check_lake(const Lake& lake, const CheckLakeOptions& options) {
  LakeCheck result;
  EIGENLAKE_ASSIGN_OR_RETURN(const KnownOfLake known, read_known(lake, options.deep));
  const AuditLog no_log;
  std::set<std::string> incomplete;
  for (const std::string& name : tables_to_check(options.tables)) {
    const double start = steady_seconds();
    const TableDefinition* definition = find_table(name);
    const auto table = lake.catalog().load_table(table_identifier(name));
    EIGENLAKE_ASSIGN_OR_RETURN(const auto why, why_unfit(lake, table, name, known));
    if (!table && !why) continue;
    LakeCheck::TableCheck checked{.table = name, .report = {}};
    if (table) {
      std::optional<AuditedRows> audited = known.audited;
      if (audited) leave_out_recovered(*table, known, *audited);
      CheckOptions check{.deep = options.deep, .audited_rows = audited ? &*audited : nullptr};
      // Without the rows of an incomplete batch.
      const auto* visible = known.log ? visible_snapshot(table->metadata(), *known.log) : nullptr;
      if (visible != nullptr) check.snapshot_id = visible->snapshot_id;
      if (known.log && visible == nullptr) check.deep = false;
      if (options.on_progress)
        check.on_progress = [&](int64_t done, int64_t files) { options.on_progress(name, done, files); };
      checked.report = check_table(*table, definition, check);
      if (definition != nullptr)
        for (auto& batch : incomplete_batches(table->metadata(), known.log ? *known.log : no_log))
          incomplete.insert(std::move(batch));
    }
    if (why) checked.report.faults.push_back({name, {}, "", why->to_string()});
    checked.seconds = steady_seconds() - start;
    result.tables.push_back(std::move(checked));
  }
  if (const auto one = check_one_incomplete(incomplete); !one && !result.tables.empty())
    result.tables.back().report.faults.push_back({std::string(kAuditTable), {}, "", one.error().to_string()});
  return result;
}

}  // namespace eigenlake
