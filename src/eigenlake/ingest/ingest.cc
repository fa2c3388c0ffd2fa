// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/ingest.h"

#include <array>

#include "eigenlake/ingest/ingest_batch.h"
#include "eigenlake/ingest/lake_state.h"
#include "eigenlake/ingest/lake_writer.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

/// Trajectory points kept between ingest and features of one call; some 100 MB.
constexpr size_t kRecentPointsMax = 1'000'000;

Result<std::vector<bool>> have_experiments(KnownIndex& index, std::span<const std::string> experiment_ids) {
  std::vector<bool> known;
  for (const auto& id : experiment_ids) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_known, index.has_experiment(id));
    known.push_back(is_known);
  }
  return known;
}

}  // namespace

Result<IngestReport> ingest(const Lake& lake, const IngestOptions& options) {
  EIGENLAKE_ASSIGN_OR_RETURN(LakeWriter writer, LakeWriter::open(lake, options, ReadMeanwhile::kNewObjects));
  return writer.ingest();
}

Result<IngestReport> retry_quarantined(const Lake& lake, std::span<const std::string> names,
                                       const IngestOptions& options) {
  EIGENLAKE_ASSIGN_OR_RETURN(LakeWriter writer, LakeWriter::open(lake, options, ReadMeanwhile::kIndex));
  return writer.retry(names);
}

Result<DirectOffsets> landed_directly(const Lake& lake) {
  static constexpr std::array<std::string_view, 1> kNames = {kAuditTable};
  EIGENLAKE_ASSIGN_OR_RETURN(const auto tables, LakeTables::load(lake, kNames));
  const auto* audit = tables.find(kAuditTable);
  return audit == nullptr ? DirectOffsets() : direct_offsets_of(audit->metadata());
}

Result<FeaturesReport> features(const Lake& lake, const FeatureSettings& settings,
                                const IngestOptions& options) {
  EIGENLAKE_ASSIGN_OR_RETURN(LakeWriter writer, LakeWriter::open(lake, options, ReadMeanwhile::kIndex));
  return writer.add_features(settings);
}

Result<IngestAndFeaturesReport> ingest_and_features(const Lake& lake, const FeatureSettings& settings,
                                                    const IngestOptions& options) {
  RecentRuns recent{.points_max = kRecentPointsMax, .runs = {}};
  IngestAndFeaturesReport report;
  EIGENLAKE_ASSIGN_OR_RETURN(LakeWriter writer, LakeWriter::open(lake, options, ReadMeanwhile::kNewObjects));
  EIGENLAKE_ASSIGN_OR_RETURN(report.ingest, writer.ingest(&recent));
  EIGENLAKE_ASSIGN_OR_RETURN(report.features, writer.add_features(settings, &recent));
  return report;
}

Result<FoundExperiments> find_experiments(const Lake& lake, std::span<const std::string> experiment_ids) {
  EIGENLAKE_ASSIGN_OR_RETURN(LakeState state, read_lake_state(lake, ReadMeanwhile::kNewObjects));
  const auto look = [&]() -> Result<FoundExperiments> {
    FoundExperiments found;
    EIGENLAKE_ASSIGN_OR_RETURN(found.in_tables, have_experiments(*state.index, experiment_ids));
    EIGENLAKE_ASSIGN_OR_RETURN(
        auto objects, state.new_objects ? *state.new_objects : new_raw_objects(lake, *state.index, {}));
    found.waiting = std::move(objects.objects);
    EIGENLAKE_ASSIGN_OR_RETURN(const Deletions all, read_deletions(state.tables));
    for (const auto& id : experiment_ids)
      if (const auto deletion = all.find(id); deletion != all.end()) found.deleted.insert(*deletion);
    return found;
  };
  auto found = look();
  if (found) return found;
  // Without the lock, a writer may have replaced what the copy is read from.
  EIGENLAKE_ASSIGN_OR_RETURN(state.index, KnownIndex::rebuild(state.tables, state.index->snapshots()));
  state.new_objects.reset();
  return look();
}

}  // namespace eigenlake
