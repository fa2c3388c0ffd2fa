// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/transform/normalized/normalized.h"

namespace eigenlake {

Rows ansatz_info_rows(std::span<const Experiment> experiments, const BatchStamp& stamp) {
  const auto groups = RowGroups::one_row_each(experiments.size());
  TableRows rows("ansatz_info", groups.num_rows());
  const ExperimentColumns columns(rows, experiments, groups);
  columns.set_common(stamp);
  columns.set("ansatz", &RunRecord::ansatz);
  columns.set_ansatz();
  return rows.finish();
}

}  // namespace eigenlake
