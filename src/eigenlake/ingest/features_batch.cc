// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/features_batch.h"

#include <algorithm>
#include <array>
#include <ranges>
#include <unordered_map>

#include "eigenlake/iceberg/update/table_changes.h"
#include "eigenlake/ingest/run_reader.h"
#include "eigenlake/lake/audit_log.h"
#include "eigenlake/lake/table_reader.h"
#include "eigenlake/tables/table_names.h"
#include "eigenlake/transform/feature_tables.h"

namespace eigenlake {
namespace {

/// Experiments whose trajectories are held at once.
constexpr size_t kWindowExperiments = 4096;
/// Runs that become one batch of rows.
constexpr size_t kPieceRuns = 1024;

/// The wanted runs, from memory where available, ordered by id.
Result<std::vector<Run>> collect_runs(std::span<const std::string> ids, const LakeTables& tables,
                                      const AuditLog& log, const RecentRuns* recent) {
  std::vector<Run> runs;
  std::vector<std::string> absent(ids.begin(), ids.end());
  if (recent != nullptr) {
    for (const auto& run : recent->runs)
      if (std::ranges::binary_search(ids, run.experiment_id)) runs.push_back(run);
    std::ranges::sort(runs, {}, &Run::experiment_id);
    std::erase_if(absent, [&](const std::string& id) {
      return std::ranges::binary_search(runs, id, {}, &Run::experiment_id);
    });
  }
  if (!absent.empty()) {
    EIGENLAKE_ASSIGN_OR_RETURN(auto read, read_runs(tables, log, absent));
    std::ranges::move(read, std::back_inserter(runs));
  }
  std::ranges::sort(runs, {}, [](const Run& run) { return std::tie(run.basis_set, run.experiment_id); });
  return runs;
}

/// processing_date of rows that are replaced, by experiment id; days since 1970.
using FeatureDates = std::unordered_map<std::string, int32_t>;

Result<FeatureDates> read_feature_dates(const LakeTables& tables, const AuditLog& log) {
  static constexpr std::array<std::string_view, 2> kColumns = {"experiment_id", "processing_date"};
  FeatureDates dates;
  const auto* table = tables.find("ml_run_summary");
  const auto* snapshot = table == nullptr ? nullptr : visible_snapshot(table->metadata(), log);
  if (snapshot == nullptr) return dates;
  EIGENLAKE_RETURN_IF_ERROR(read_table(*table, snapshot->snapshot_id, kColumns, {}, [&](const auto& chunk) {
    for (int64_t row = 0; row < chunk.num_rows(); ++row)
      if (const auto date = chunk.date(1, row)) dates.emplace(chunk.string(0, row), *date);
  }));
  return dates;
}

/// Writes the files of both ML tables, window after window.
class FeatureFiles {
 public:
  /// Runs that are in `dates` keep their processing_date, the others get the batch's.
  FeatureFiles(Batch& batch, const FeatureDates& dates, ThreadPool& pool)
      : stamp_(batch.stamp()),
        settings_(batch.plan().settings),
        dates_(dates),
        pool_(pool),
        iteration_features_(batch.table(kFeatureTables[0])),
        run_summaries_(batch.table(kFeatureTables[1])) {
    // A table that this batch makes, or that has no rows yet, has none to replace.
    for (BatchTable* table : {&iteration_features_, &run_summaries_})
      if (batch.plan().replaces_features && table->table().metadata().current_snapshot() != nullptr)
        table->replace_rows();
  }

  Result<> add(std::vector<Run> runs) {
    const auto date = [&](const Run& run) { return date_of(run); };
    std::ranges::stable_sort(runs, {}, date);
    for (const auto group : runs_of_key<Run>(runs, date))
      EIGENLAKE_RETURN_IF_ERROR(add_of_date(group, stamp_.on_date(date_of(group[0]))));
    return {};
  }

 private:
  int32_t date_of(const Run& run) const {
    const auto found = dates_.find(run.experiment_id);
    return found == dates_.end() ? stamp_.date_days() : found->second;
  }

  Result<> add_of_date(std::span<const Run> runs, const BatchStamp& stamp) {
    std::vector<FeatureRows> pieces((runs.size() + kPieceRuns - 1) / kPieceRuns);
    pool_.run(pieces.size(), [&](size_t i) {
      const auto first = i * kPieceRuns;
      pieces[i] =
          feature_rows(runs.subspan(first, std::min(kPieceRuns, runs.size() - first)), settings_, stamp);
    });
    EIGENLAKE_RETURN_IF_ERROR(add_iteration_features(pieces, stamp));
    return add_run_summaries(runs, stamp);
  }

  Result<> add_iteration_features(const std::vector<FeatureRows>& pieces, const BatchStamp& stamp) {
    int64_t rows = 0;
    for (const auto& piece : pieces) rows += piece.iteration_features->num_rows();
    if (iteration_features_.is_done()) iteration_features_.count(rows);
    if (rows == 0 || iteration_features_.is_done()) return {};
    size_t next = 0;
    return add_file(iteration_features_, {stamp.date_days(), "", ""},
                    [&]() -> std::shared_ptr<arrow::RecordBatch> {
                      return next < pieces.size() ? pieces[next++].iteration_features : nullptr;
                    });
  }

  /// One file for each basis set, by which ml_run_summary is partitioned.
  Result<> add_run_summaries(std::span<const Run> runs, const BatchStamp& stamp) {
    if (run_summaries_.is_done()) {
      run_summaries_.count(std::ssize(runs));
      return {};
    }
    for (const auto group : runs_of_key(runs, [](const Run& run) { return run.basis_set; })) {
      const auto rows = feature_rows(group, settings_, stamp).run_summary;
      EIGENLAKE_RETURN_IF_ERROR(
          add_file(run_summaries_, {stamp.date_days(), group[0].basis_set, ""}, single_batch(rows)));
    }
    return {};
  }

  Result<> add_file(BatchTable& table, const PartitionKey& partition, const RowSource& rows) {
    const auto name = fmt::format("{}-{:05}", stamp_.batch_id, num_files_++);
    EIGENLAKE_ASSIGN_OR_RETURN(auto files, table.write(partition, name, rows));
    table.add(std::move(files));
    return {};
  }

  const BatchStamp& stamp_;
  const FeatureSettings& settings_;
  const FeatureDates& dates_;
  ThreadPool& pool_;
  BatchTable& iteration_features_;
  BatchTable& run_summaries_;
  int num_files_ = 0;
};

Result<> check_settings(const LakeTables& tables, const FeatureSettings& settings) {
  for (const auto name : kFeatureTables) {
    const auto* table = tables.find(name);
    if (table != nullptr) EIGENLAKE_RETURN_IF_ERROR(settings.check_against(table->metadata().properties));
  }
  return {};
}

/// What both ML tables are made with.
std::map<std::string, std::string> table_properties(const FeatureSettings& settings) {
  auto properties = settings.to_properties();
  properties.merge(formula_properties());
  return properties;
}

/// The newest complete one of the batches; empty where none is.
std::string newest_batch(const AuditLog& log, const ExperimentsOfBatches& experiments) {
  for (const auto& batch : log.batches() | std::views::reverse)
    if (experiments.batches.contains(batch.batch_id)) return batch.batch_id;
  return "";
}

/// Tables of an older lake that have no rows yet take rows of the present formulas as they are.
Result<> note_formulas_of_empty_tables(LakeTables& tables) {
  for (const auto name : kFeatureTables) {
    auto* table = tables.find(name);
    if (table == nullptr || table->metadata().current_snapshot() != nullptr) continue;
    EIGENLAKE_RETURN_IF_ERROR(iceberg::update_properties(*table, formula_properties()));
  }
  return {};
}

}  // namespace

Result<bool> has_older_features(const LakeTables& tables) {
  bool is_older = false;
  for (const auto name : kFeatureTables) {
    const auto* table = tables.find(name);
    if (table == nullptr) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_present, has_present_formulas(table->metadata().properties));
    is_older |= !is_present && table->metadata().current_snapshot() != nullptr;
  }
  return is_older;
}

Result<FeaturesReport> run_features_batch(const Lake& lake, LakeTables& tables, BatchPlan plan,
                                          KnownIndex& index, ThreadPool& pool, const RecentRuns* recent) {
  EIGENLAKE_RETURN_IF_ERROR(check_settings(tables, plan.settings));
  EIGENLAKE_RETURN_IF_ERROR(note_formulas_of_empty_tables(tables));
  EIGENLAKE_ASSIGN_OR_RETURN(const AuditLog log, AuditLog::read(tables.find(kAuditTable)));
  EIGENLAKE_ASSIGN_OR_RETURN(auto experiments, index.experiments_without_features());
  const size_t num_new = experiments.ids.size();
  plan.parent_batch = newest_batch(log, experiments);
  FeatureDates dates;
  if (plan.replaces_features) {
    EIGENLAKE_ASSIGN_OR_RETURN(experiments, index.all_experiments());
    EIGENLAKE_ASSIGN_OR_RETURN(dates, read_feature_dates(tables, log));
  }
  std::span<const std::string> rest = experiments.ids;
  // The runs of the next window that has any; none after the last.
  const auto next_window = [&]() -> Result<std::vector<Run>> {
    std::vector<Run> runs;
    while (runs.empty() && !rest.empty()) {
      const auto window = rest.first(std::min(kWindowExperiments, rest.size()));
      rest = rest.subspan(window.size());
      EIGENLAKE_ASSIGN_OR_RETURN(runs, collect_runs(window, tables, log, recent));
    }
    return runs;
  };
  EIGENLAKE_ASSIGN_OR_RETURN(auto runs, next_window());
  if (runs.empty() && !plan.replaces_features) {
    EIGENLAKE_RETURN_IF_ERROR(remove_pending_batch(lake));
    return FeaturesReport();
  }
  const auto properties = table_properties(plan.settings);
  EIGENLAKE_ASSIGN_OR_RETURN(Batch batch,
                             Batch::begin(lake, tables, kFeatureTables, std::move(plan), properties));
  FeatureFiles files(batch, dates, pool);
  std::vector<std::string> done;
  while (!runs.empty()) {
    for (const auto& run : runs) done.push_back(run.experiment_id);
    EIGENLAKE_RETURN_IF_ERROR(files.add(std::move(runs)));
    EIGENLAKE_ASSIGN_OR_RETURN(runs, next_window());
  }
  const bool replaces = batch.plan().replaces_features;
  FeaturesReport report;
  report.experiments_new = replaces ? std::min(num_new, done.size()) : done.size();
  report.experiments_again = done.size() - report.experiments_new;
  const auto info = replaces
                        ? fmt::format("{} experiments, all recomputed by the present formulas", done.size())
                        : fmt::format("{} experiments without features", done.size());
  const auto update_index = [&] {
    // Best effort: a copy that does not fit is rebuilt.
    const auto after = batch.index_snapshots_after();
    if (after && index.mark_features(done)) std::ignore = index.save(lake, *after);
  };
  EIGENLAKE_ASSIGN_OR_RETURN(report.batch, batch.commit(info, update_index));
  return report;
}

}  // namespace eigenlake
