// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/transform/normalized/normalized.h"

namespace eigenlake {

Rows performance_metrics_rows(std::span<const Experiment> experiments, const BatchStamp& stamp) {
  const auto groups = RowGroups::one_row_each(experiments.size());
  TableRows rows("performance_metrics", groups.num_rows());
  const ExperimentColumns columns(rows, experiments, groups);
  columns.set_common(stamp);
  columns.set("hamiltonian_time", &RunRecord::hamiltonian_time);
  columns.set("mapping_time", &RunRecord::mapping_time);
  columns.set("vqe_time", &RunRecord::vqe_time);
  columns.set("total_time", &RunRecord::total_time);
  columns.set("minimization_time", &RunRecord::minimization_time);
  columns.set("computed_total_time",
              [](const RunRecord& r) { return r.hamiltonian_time + r.mapping_time + r.vqe_time; });
  columns.set("performance_start", &RunRecord::performance_start);
  columns.set("performance_end", &RunRecord::performance_end);
  return rows.finish();
}

}  // namespace eigenlake
