// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/transform/normalized/normalized.h"

namespace eigenlake {

Rows molecule_sizes_rows(std::span<const Experiment> experiments, const BatchStamp& stamp) {
  const auto groups = RowGroups::one_row_each(experiments.size());
  TableRows rows("molecule_sizes", groups.num_rows());
  const ExperimentColumns columns(rows, experiments, groups);
  columns.set_common(stamp);
  columns.set("num_atoms",
              [](const RunRecord& record) { return static_cast<int32_t>(record.symbols.size()); });
  return rows.finish();
}

}  // namespace eigenlake
