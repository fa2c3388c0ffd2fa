// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/lake_state.h"

#include <functional>
#include <utility>

#include "eigenlake/base/side_by_side.h"
#include "eigenlake/ingest/recovery.h"
#include "eigenlake/lake/raw_listing.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

using LoadTables = std::function<Result<RecoveredLake>()>;

/// What is read while the tables are loaded; used only if the copy fits.
struct IndexCopy {
  std::optional<KnownIndex> index;
  std::optional<Result<NewObjects>> new_objects;
};

IndexCopy read_copy(const Lake& lake, ReadMeanwhile meanwhile, const IngestOptions& options) {
  IndexCopy copy{.index = KnownIndex::load_copy(lake), .new_objects = {}};
  if (copy.index && meanwhile == ReadMeanwhile::kNewObjects)
    copy.new_objects = new_raw_objects(lake, *copy.index, options);
  // If the copy failed, another one is made later.
  if (copy.new_objects && !*copy.new_objects) copy.index.reset();
  return copy;
}

Result<> add_index(const Lake& lake, IndexCopy copy, LakeState& state) {
  const bool fits = copy.index && copy.index->snapshots() == visible_snapshots(state.tables, state.log);
  if (fits) state.new_objects = std::move(copy.new_objects);
  EIGENLAKE_ASSIGN_OR_RETURN(state.index,
                             KnownIndex::load(lake, state.tables, state.log, std::move(copy.index)));
  return {};
}

Result<LakeState> load_state(const Lake& lake, ReadMeanwhile meanwhile, const IngestOptions& options,
                             const LoadTables& load_tables) {
  const bool has_index = meanwhile != ReadMeanwhile::kNothing;
  RecoveredLake loaded;
  IndexCopy copy;
  EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(has_index ? 2 : 1, [&](size_t i) -> Result<> {
    if (i == 0) {
      EIGENLAKE_ASSIGN_OR_RETURN(loaded, load_tables());
    } else {
      copy = read_copy(lake, meanwhile, options);
    }
    return {};
  }));
  LakeState state{.tables = std::move(loaded.tables),
                  .log = std::move(loaded.log),
                  .recovered_batches = std::move(loaded.batches),
                  .index = {},
                  .new_objects = {}};
  if (has_index) EIGENLAKE_RETURN_IF_ERROR(add_index(lake, std::move(copy), state));
  return state;
}

}  // namespace

Result<LakeState> read_lake_state(const Lake& lake, ReadMeanwhile meanwhile, const IngestOptions& options) {
  return load_state(lake, meanwhile, options, [&] { return read_lake(lake); });
}

Result<LakeState> recover_lake_state(const Lake& lake, ReadMeanwhile meanwhile, const IngestOptions& options,
                                     ThreadPool& pool) {
  return load_state(lake, meanwhile, options, [&] { return recover(lake, pool); });
}

Result<NewObjects> new_raw_objects(const Lake& lake, KnownIndex& index, const IngestOptions& options) {
  std::vector<ListedRun> runs;
  if (!options.list_all && !options.read_known) {
    EIGENLAKE_ASSIGN_OR_RETURN(runs, index.runs());
  }
  NewObjects result;
  EIGENLAKE_ASSIGN_OR_RETURN(auto listing, list_raw_objects(lake.raw_store(), runs));
  result.objects = std::move(listing.objects);
  result.num_left_out = listing.num_left_out;
  result.num_total = result.objects.size();
  for (const auto& run : runs) result.num_total += run.num_objects;
  if (!options.read_known) EIGENLAKE_RETURN_IF_ERROR(index.erase_known(result.objects));
  return result;
}

}  // namespace eigenlake
