// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/molecule.h"
#include "eigenlake/transform/normalized/normalized.h"

namespace eigenlake {

Rows molecules_rows(std::span<const Experiment> experiments, const BatchStamp& stamp) {
  std::vector<std::optional<std::vector<std::string>>> symbols;
  std::vector<std::vector<std::vector<double>>> coordinates;
  std::vector<std::optional<std::vector<double>>> masses;
  std::vector<std::string> names, formulas;
  for (const auto& [id, record, settings] : experiments) {
    symbols.emplace_back(record.symbols);
    names.push_back(molecule_name(record));
    coordinates.push_back(record.coords);
    masses.push_back(record.masses);
    formulas.push_back(hill_formula(record.symbols));
  }
  const auto groups = RowGroups::one_row_each(experiments.size());
  TableRows rows("molecules", groups.num_rows());
  const ExperimentColumns columns(rows, experiments, groups);
  columns.set_common(stamp);
  rows.set("atom_symbols", string_lists(symbols));
  rows.set("molecule_name", repeated(groups, names));
  rows.set("coordinates", double_list_lists(coordinates));
  columns.set("multiplicity", &RunRecord::multiplicity);
  columns.set("charge", &RunRecord::charge);
  columns.set("coordinate_units", &RunRecord::units);
  rows.set("atomic_masses", double_lists(masses));
  columns.set("name", [](const Experiment& e) -> const auto& { return e.settings.name; });
  rows.set("formula", repeated(groups, formulas));
  return rows.finish();
}

}  // namespace eigenlake
