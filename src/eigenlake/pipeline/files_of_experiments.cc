#include "eigenlake/pipeline/files_of_experiments.h"

#include <algorithm>
#include <set>
#include <string>

#include "eigenlake/pipeline/known_index.h"
#include "eigenlake/pipeline/lake_tables.h"

namespace eigenlake {
namespace {

constexpr size_t kFilesWorthAnIndex = 8;

/// Those that the filter asks for; none where it does not ask by id.
std::vector<std::string> wanted_experiments(const iceberg::Filter& filter) {
  std::vector<std::string> ids;
  for (const auto& predicate : filter) {
    using Op = iceberg::Predicate::Op;
    if (predicate.column != "experiment_id" || (predicate.op != Op::kEqual && predicate.op != Op::kIn))
      continue;
    ids.clear();
    for (const auto& value : predicate.values) {
      if (const auto* id = std::get_if<std::string>(&value)) ids.push_back(*id);
    }
  }
  return ids;
}

/// The snapshots of the batches that brought the experiments; none where one of them is not known.
std::set<int64_t> snapshots_of(const Lake& lake, const iceberg::TableMetadata& metadata,
                               const std::vector<std::string>& ids) {
  std::set<int64_t> snapshots;
  auto index = KnownIndex::load_copy(lake);
  if (!index) return {};
  for (const auto& id : ids) {
    // What the copy does not know, or cannot tell, may be there.
    const auto batch = index->batch_of(id);
    const auto* snapshot = batch && *batch ? snapshot_of_batch(metadata, **batch) : nullptr;
    if (snapshot == nullptr) return {};
    snapshots.insert(snapshot->snapshot_id);
  }
  return snapshots;
}

/// The snapshots that batches of ours made.
std::set<int64_t> batch_snapshots(const iceberg::TableMetadata& metadata) {
  const std::string quoted = fmt::format("\"{}\"", kBatchIdProperty);
  std::set<int64_t> snapshots;
  for (const auto& snapshot : metadata.snapshots) {
    // Not parsed: there are thousands.
    if (snapshot.json.view().find(quoted) != std::string_view::npos) snapshots.insert(snapshot.snapshot_id);
  }
  return snapshots;
}

}  // namespace

void drop_files_of_other_experiments(const Lake& lake, const iceberg::Table& table,
                                     const iceberg::Filter& filter,
                                     std::vector<iceberg::FileScanTask>& tasks) {
  const auto ids = wanted_experiments(filter);
  if (ids.empty() || tasks.size() <= kFilesWorthAnIndex) return;
  const auto wanted = snapshots_of(lake, table.metadata(), ids);
  std::set<int64_t> found;
  for (const auto& task : tasks)
    if (wanted.contains(task.added_snapshot_id)) found.insert(task.added_snapshot_id);
  if (wanted.empty() || found != wanted) return;
  const auto ours = batch_snapshots(table.metadata());
  std::erase_if(tasks, [&](const iceberg::FileScanTask& task) {
    return ours.contains(task.added_snapshot_id) && !wanted.contains(task.added_snapshot_id);
  });
}

}  // namespace eigenlake
