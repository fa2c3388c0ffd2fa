#include "eigenlake/transform/normalized/normalized.h"

namespace eigenlake {

Rows ansatz_info_rows(std::span<const Experiment> experiments, const BatchStamp& stamp) {
  const auto groups = RowGroups::one_row_each(experiments.size());
  const ExperimentColumns columns(experiments, groups);
  TableRows rows("ansatz_info", groups.num_rows());
  columns.set_identity(rows);
  columns.set_basis_set(rows);
  rows.set("ansatz",
           columns.strings_of([](const Experiment& e) { return std::string_view(e.record.ansatz); }));
  columns.set_ansatz(rows);
  rows.set_processing_columns(stamp);
  return rows.finish();
}

}  // namespace eigenlake
