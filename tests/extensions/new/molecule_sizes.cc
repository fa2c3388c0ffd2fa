#include "eigenlake/transform/normalized/normalized.h"

namespace eigenlake {

Rows molecule_sizes_rows(std::span<const Experiment> experiments, const BatchStamp& stamp) {
  const auto groups = RowGroups::one_row_each(experiments.size());
  const ExperimentColumns columns(experiments, groups);
  TableRows rows("molecule_sizes", groups.num_rows());
  columns.set_identity(rows);
  columns.set_basis_set(rows);
  std::vector<int32_t> sizes;
  for (const Experiment& experiment : experiments)
    sizes.push_back(static_cast<int32_t>(experiment.record.symbols.size()));
  rows.set("num_atoms", ints(sizes));
  rows.set_processing_columns(stamp);
  return rows.finish();
}

}  // namespace eigenlake
