// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/ingest/label_batch.h"

#include <array>

#include "eigenlake/base/assert.h"
#include "eigenlake/ingest/lake_writer.h"
#include "eigenlake/tables/table_names.h"

namespace eigenlake {
namespace {

Result<> check_experiments(LakeWriter& writer, std::span<const LabelChange> changes) {
  EIGENLAKE_ASSIGN_OR_RETURN(KnownIndex * index, writer.index());
  for (const LabelChange& change : changes) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool is_known, index->has_experiment(change.experiment_id));
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
  EIGENLAKE_ASSIGN_OR_RETURN(LakeWriter writer, LakeWriter::open(lake));
  EIGENLAKE_RETURN_IF_ERROR(check_experiments(writer, changes));
  EIGENLAKE_ASSIGN_OR_RETURN(Batch batch, writer.begin_batch(kLabelProcessingName, kNames));
  EIGENLAKE_RETURN_IF_ERROR(batch.table(kLabelsTable).add_rows(label_rows(changes, batch.stamp())));
  return batch.commit(fmt::format("{} labels", changes.size()), [] {});
}

}  // namespace eigenlake
