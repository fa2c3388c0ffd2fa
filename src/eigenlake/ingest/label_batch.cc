#include "eigenlake/ingest/label_batch.h"

#include <array>

#include "eigenlake/base/assert.h"
#include "eigenlake/ingest/lake_writer.h"
#include "eigenlake/ingest/table_files.h"
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
  std::array<TableAddition, 1> additions = {TableAddition{.table = std::string(kLabelsTable)}};
  additions[0].rows = static_cast<int64_t>(changes.size());
  EIGENLAKE_ASSIGN_OR_RETURN(
      additions[0].open_files,
      write_data_files(batch.table(kLabelsTable), table_definition(kLabelsTable), {}, batch.stamp().batch_id,
                       single_batch(label_rows(changes, batch.stamp()))));
  return batch.commit(additions, fmt::format("{} labels", changes.size()), [] {});
}

}  // namespace eigenlake
