#include "eigenlake/maintenance/recover_from_raw.h"

#include <algorithm>
#include <array>

#include "eigenlake/base/number_parsing.h"
#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/lake/lake_lock.h"
#include "eigenlake/maintenance/rebuild_tables.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using Kind = TableState::Kind;

int64_t num_rows(const iceberg::Table& table) {
  const auto* snapshot = table.metadata().current_snapshot();
  const auto total = snapshot == nullptr ? std::nullopt : snapshot->summary_value("total-records");
  return total ? parse_number<int64_t>(*total).value_or(0) : 0;
}

}  // namespace

Result<std::vector<RecoveryStep>> RecoveryFromRaw::run() {
  EIGENLAKE_ASSIGN_OR_RETURN(states_, inspect_tables(lake_));
  for (const TableState& state : states_.tables)
    if (state.kind == Kind::kReplaced) return std::unexpected(*state.why);
  const auto& audit = states_.at(kAuditTable);
  const bool has_tables =
      std::ranges::any_of(states_.tables, [](const auto& state) { return state.table.has_value(); });
  if (audit.why && has_tables)
    return fail_with_context(*audit.why, "first, `eigenlake recover --from snapshots` makes its rows anew");
  // An entry of the catalog whose files are gone is in the way of a new table.
  for (const TableState& state : states_.tables)
    if (state.kind == Kind::kLost && !options_.dry_run)
      EIGENLAKE_RETURN_IF_ERROR(lake_.catalog().forget_table(table_identifier(state.name)));
  EIGENLAKE_RETURN_IF_ERROR(rebuild_normalized_tables());
  // Without it, what was deleted on purpose would come back.
  if (lacks(kDeletionsTable) && (needs_ingest_ || lacks(kLedgerTable)))
    return fail_with_context(*states_.at(kDeletionsTable).why, "raw objects do not tell what was deleted");
  if (lacks(kFailuresTable) && !lacks(kLedgerTable) && states_.at(kLedgerTable).table)
    EIGENLAKE_RETURN_IF_ERROR(keep(rebuild_failures(lake_, states_, options_.dry_run)));
  plan_ingest();
  plan_features();
  name_the_rest();
  return std::move(steps_);
}

Result<> RecoveryFromRaw::run_batches() {
  for (const PlannedBatch& batch : batches_) {
    EIGENLAKE_RETURN_IF_ERROR(batch.run());
    EIGENLAKE_RETURN_IF_ERROR(remember(batch.tables));
  }
  return {};
}

/// A batch remembers its tables by itself, unless an earlier call died right before that.
Result<> RecoveryFromRaw::remember(std::span<const std::string> names) {
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeLock lock, LakeLock::acquire(lake_));
  EIGENLAKE_ASSIGN_OR_RETURN(states_, inspect_tables(lake_));
  for (const std::string& name : names) {
    // Without a row for it, a batch makes no side table.
    if (const auto& table = states_.at(name).table)
      EIGENLAKE_RETURN_IF_ERROR(remember_table(lake_, states_, *table));
    else
      EIGENLAKE_RETURN_IF_ERROR(accept_tables(lake_, states_, std::span(&name, 1)));
  }
  return {};
}

std::vector<std::string> RecoveryFromRaw::lacking(std::span<const std::string_view> names) const {
  std::vector<std::string> found;
  for (const auto name : names)
    if (lacks(name)) found.emplace_back(name);
  return found;
}

/// The table that says which experiments there are: a whole one, else the one with the most.
std::optional<std::string> RecoveryFromRaw::survivor() const {
  std::optional<std::string> best;
  for (const auto name : kRowEachTables) {
    const TableState& state = states_.at(name);
    if (state.kind == Kind::kWhole) return std::string(name);
    if (state.table && (!best || num_rows(*states_.at(*best).table) < num_rows(*state.table))) best = name;
  }
  return best;
}

Result<> RecoveryFromRaw::rebuild_normalized_tables() {
  const auto names = lacking(kNormalizedTables);
  if (names.empty()) return {};
  const auto found = survivor();
  // Experiments that no table has any more are found by an ingest of every raw object.
  needs_ingest_ = !found || states_.at(*found).kind != Kind::kWhole;
  if (!found) {
    for (const std::string& name : names)
      steps_.push_back({name, text("would read every raw object again", "read every raw object again")});
    return {};
  }
  return keep(rebuild_normalized(lake_, states_, names, *found, options_.dry_run));
}

/// Reads raw objects that the ledger does not know, or all: what is there already is only noted.
void RecoveryFromRaw::plan_ingest() {
  if (!lacks(kLedgerTable) && !needs_ingest_) return;
  std::vector<std::string> names;
  if (lacks(kLedgerTable)) names = lacking(std::array{kLedgerTable, kFailuresTable});
  for (const std::string& name : names)
    steps_.push_back(
        {name, text("would read the raw objects that it lacks", "read the raw objects that it lacked")});
  if (needs_ingest_) std::ranges::move(lacking(kNormalizedTables), std::back_inserter(names));
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

/// Both ML tables have the same experiments, so that both are computed anew.
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
    const bool is_named = std::ranges::find(steps_, state.name, &RecoveryStep::table) != steps_.end();
    if (!state.is_lacking() || is_named) continue;
    steps_.push_back({state.name,
                      fmt::format("is in no raw object; bring it back from a backup, or go on without by "
                                  "`eigenlake recover --accept {}`",
                                  state.name),
                      false});
  }
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
