#include "eigenlake/maintenance/recover_from_raw.h"

#include <algorithm>
#include <array>

#include "eigenlake/base/number_parsing.h"
#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/ingest/ingest.h"
#include "eigenlake/maintenance/rebuild_tables.h"
#include "eigenlake/tables/iceberg_table.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using Kind = TableState::Kind;

/// Tables with a row for each experiment.
constexpr std::array<std::string_view, 4> kRowEach = {"molecules", "vqe_results", "ansatz_info",
                                                      "performance_metrics"};

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
  const bool has_tables = std::ranges::any_of(states_.tables, [](const auto& state) { return state.table.has_value(); });
  if (audit.why && has_tables)
    return fail_with_context(*audit.why, "first, `eigenlake recover --from snapshots` makes its rows anew");
  // An entry of the catalog whose files are gone is in the way of a new table.
  for (const TableState& state : states_.tables)
    if (state.kind == Kind::kLost && !options_.dry_run)
      EIGENLAKE_RETURN_IF_ERROR(lake_.catalog().forget_table(table_identifier(state.name)));
  EIGENLAKE_RETURN_IF_ERROR(rebuild_normalized_tables());
  if (lacks(kFailuresTable) && !lacks(kLedgerTable) && states_.at(kLedgerTable).table)
    EIGENLAKE_RETURN_IF_ERROR(keep(rebuild_failures(lake_, states_, options_.dry_run)));
  plan_ingest();
  plan_features();
  name_the_rest();
  return std::move(steps_);
}

Result<> RecoveryFromRaw::run_batches() {
  for (const auto& batch : batches_) EIGENLAKE_RETURN_IF_ERROR(batch());
  return {};
}

/// The table that says which experiments there are: a whole one, else the one with the most.
std::optional<std::string> RecoveryFromRaw::survivor() const {
  std::optional<std::string> best;
  for (const auto name : kRowEach) {
    const TableState& state = states_.at(name);
    if (state.kind == Kind::kWhole) return std::string(name);
    if (state.table && (!best || num_rows(*states_.at(*best).table) < num_rows(*state.table))) best = name;
  }
  return best;
}

Result<> RecoveryFromRaw::rebuild_normalized_tables() {
  std::vector<std::string> names;
  for (const auto name : kNormalizedTables)
    if (lacks(name)) names.emplace_back(name);
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
  if (lacks(kLedgerTable)) {
    for (const auto name : {kLedgerTable, kFailuresTable})
      if (lacks(name))
        steps_.push_back({std::string(name), text("would read the raw objects that it lacks",
                                                  "read the raw objects that it lacked")});
  }
  IngestOptions options{.num_threads = options_.num_threads};
  options.restores = true;
  options.list_all = true;
  options.read_known = needs_ingest_;
  batches_.push_back([this, options]() -> Result<> {
    EIGENLAKE_RETURN_IF_ERROR(ingest(lake_, options));
    return {};
  });
}

/// Both ML tables have the same experiments, so that both are computed anew.
void RecoveryFromRaw::plan_features() {
  FeatureSettings settings = options_.settings;
  bool is_needed = needs_ingest_;
  for (const auto name : kFeatureTables) {
    if (const auto& table = states_.at(name).table) settings = FeatureSettings::of(table->metadata().properties);
    if (!lacks(name)) continue;
    is_needed = true;
    steps_.push_back({std::string(name), text("would compute the features of every experiment",
                                              "computed the features of every experiment")});
  }
  if (!is_needed) return;
  IngestOptions options{.num_threads = options_.num_threads};
  options.features_again = true;
  batches_.push_back([this, settings, options]() -> Result<> {
    EIGENLAKE_RETURN_IF_ERROR(features(lake_, settings, options));
    return {};
  });
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
