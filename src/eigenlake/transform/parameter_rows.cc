#include "eigenlake/transform/parameter_rows.h"

namespace eigenlake {

Rows parameter_rows(const ParameterTable& table, std::span<const Experiment> experiments,
                    const BatchStamp& stamp) {
  const auto groups =
      groups_by(experiments, [&](const RunRecord& record) { return (record.*table.values).size(); });
  std::vector<double> values;
  std::vector<std::string> prefixes;
  values.reserve(groups.num_rows());
  for (const auto& [id, record, settings] : experiments) {
    values.insert(values.end(), (record.*table.values).begin(), (record.*table.values).end());
    prefixes.push_back(id + std::string(table.id_infix));
  }
  const ExperimentColumns columns(experiments, groups);
  TableRows rows(table.table, groups.num_rows());
  columns.set_identity(rows);
  columns.set_basis_set(rows);
  columns.set_backend(rows);
  columns.set_num_qubits(rows);
  rows.set(table.value_column, doubles(values));
  rows.set_processing_columns(stamp);
  rows.set("parameter_index", positions(groups));
  rows.set("parameter_id", numbered_ids(groups, prefixes));
  return rows.finish();
}

}  // namespace eigenlake
