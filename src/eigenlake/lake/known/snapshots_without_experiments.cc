// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/known/snapshots_without_experiments.h"

#include <string>

#include "eigenlake/lake/known/known_index.h"
#include "eigenlake/lake/lake_tables.h"
#include "eigenlake/tables/table_definition.h"

namespace eigenlake {
namespace {

constexpr size_t kSnapshotsWorthAnIndex = 8;

/// None without a filter by id.
std::vector<std::string> wanted_experiments(const iceberg::Filter& filter) {
  std::vector<std::string> ids;
  for (const auto& predicate : filter) {
    using Op = iceberg::Predicate::Op;
    if (predicate.column != "experiment_id" || (predicate.op != Op::kEqual && predicate.op != Op::kIn))
      continue;
    ids.clear();
    for (const auto& value : predicate.values)
      if (const auto* id = std::get_if<std::string>(&value)) ids.push_back(*id);
  }
  return ids;
}

/// Of the batches of these experiments; none if one is unknown.
std::set<int64_t> snapshots_of(KnownIndex& index, const iceberg::TableMetadata& metadata,
                               int64_t sequence_number_max, const std::vector<std::string>& ids) {
  std::set<int64_t> snapshots;
  for (const auto& id : ids) {
    const auto batch = index.batch_of(id);
    const auto* snapshot = batch && *batch ? snapshot_of_batch(metadata, **batch) : nullptr;
    if (snapshot == nullptr || snapshot->sequence_number > sequence_number_max) return {};
    snapshots.insert(snapshot->snapshot_id);
  }
  return snapshots;
}

/// Of our batches up to this one, except batches that rewrote earlier rows.
std::set<int64_t> batch_snapshots(const iceberg::TableMetadata& metadata, int64_t sequence_number_max) {
  const std::string quoted = fmt::format("\"{}\"", kBatchIdProperty);
  std::set<int64_t> snapshots;
  for (const auto& snapshot : metadata.snapshots) {
    if (snapshot.sequence_number > sequence_number_max) continue;
    // Thousands, so not parsed.
    const auto json = snapshot.json.view();
    if (json.contains(quoted) && !json.contains(R"("overwrite")")) snapshots.insert(snapshot.snapshot_id);
  }
  return snapshots;
}

}  // namespace

std::set<int64_t> snapshots_without_experiments(const Lake& lake, const iceberg::Table& table,
                                                int64_t snapshot_id, const iceberg::Filter& filter) {
  const auto& metadata = table.metadata();
  const auto* definition = find_table(table.identifier().name);
  // Rows of side tables come with any batch.
  if (definition == nullptr || definition->is_side) return {};
  const auto ids = wanted_experiments(filter);
  const auto* scanned = metadata.snapshot_by_id(snapshot_id);
  if (ids.empty() || scanned == nullptr || metadata.snapshots.size() <= kSnapshotsWorthAnIndex) return {};
  auto index = KnownIndex::load_copy(lake);
  const auto* last = index ? snapshot_of_batch(metadata, index->last_batch()) : nullptr;
  if (last == nullptr) return {};
  const auto wanted = snapshots_of(*index, metadata, scanned->sequence_number, ids);
  if (wanted.empty()) return {};
  auto others = batch_snapshots(metadata, last->sequence_number);
  for (const int64_t id : wanted) others.erase(id);
  return others;
}

}  // namespace eigenlake
