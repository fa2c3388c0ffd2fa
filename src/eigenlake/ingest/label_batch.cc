#include "eigenlake/ingest/label_batch.h"

#include <array>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/ingest/batch.h"
#include "eigenlake/ingest/recovery.h"
#include "eigenlake/ingest/table_files.h"
#include "eigenlake/lake/known/known_index.h"
#include "eigenlake/lake/lake_lock.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

Result<> check_experiments(const Lake& lake, const RecoveredLake& recovered,
                           std::span<const LabelChange> changes) {
  EIGENLAKE_ASSIGN_OR_RETURN(KnownIndex index, KnownIndex::load(lake, recovered.tables, recovered.log));
  for (const LabelChange& change : changes) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_known, index.has_experiment(change.experiment_id));
    if (!is_known)
      return fail(ErrorKind::kNotFound, "the lake has no experiment {}; `eigenlake show` lists what it has",
                  change.experiment_id);
  }
  return {};
}

}  // namespace

Result<BatchReport> set_labels(const Lake& lake, std::span<const LabelChange> changes) {
  EIGENLAKE_ASSERT(!changes.empty());
  static constexpr std::array<std::string_view, 1> kNames = {kLabelsTable};
  EIGENLAKE_ASSIGN_OR_RETURN(const LakeLock lock, LakeLock::acquire(lake));
  ThreadPool pool(1);
  EIGENLAKE_ASSIGN_OR_RETURN(const RecoveredLake recovered, recover(lake, pool));
  EIGENLAKE_RETURN_IF_ERROR(check_experiments(lake, recovered, changes));
  auto plan = new_batch_plan(kLabelProcessingName, visible_snapshots(recovered.tables, recovered.log));
  EIGENLAKE_ASSIGN_OR_RETURN(Batch batch, Batch::begin(lake, recovered.tables, kNames, std::move(plan)));
  std::array<TableAddition, 1> additions = {TableAddition{.table = std::string(kLabelsTable)}};
  additions[0].rows = static_cast<int64_t>(changes.size());
  EIGENLAKE_ASSIGN_OR_RETURN(
      additions[0].open_files,
      write_data_files(batch.table(kLabelsTable), table_definition(kLabelsTable), {}, batch.stamp().batch_id,
                       single_batch(label_rows(changes, batch.stamp()))));
  return batch.commit(additions, fmt::format("{} labels", changes.size()), [] {});
}

}  // namespace eigenlake
