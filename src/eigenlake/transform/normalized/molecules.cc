#include "eigenlake/chem/molecule.h"
#include "eigenlake/transform/list_columns.h"
#include "eigenlake/transform/normalized/normalized.h"

namespace eigenlake {

Rows molecules_rows(std::span<const Experiment> experiments, const BatchStamp& stamp) {
  std::vector<std::optional<std::vector<std::string>>> symbols;
  std::vector<std::string> names;
  std::vector<std::vector<std::vector<double>>> coordinates;
  std::vector<std::optional<std::vector<double>>> masses;
  std::vector<std::string> formulas;
  for (const auto& [id, record, settings] : experiments) {
    symbols.emplace_back(record.symbols);
    names.push_back(molecule_name(record));
    coordinates.push_back(record.coords);
    masses.push_back(record.masses);
    formulas.push_back(hill_formula(record.symbols));
  }
  const auto groups = RowGroups::one_row_each(experiments.size());
  const ExperimentColumns columns(experiments, groups);
  TableRows rows("molecules", groups.num_rows());
  columns.set_identity(rows);
  rows.set("atom_symbols", string_lists(symbols));
  rows.set("molecule_name",
           repeated_strings(groups, std::vector<std::string_view>(names.begin(), names.end())));
  rows.set("coordinates", double_list_lists(coordinates));
  rows.set("multiplicity", columns.ints_of([](const Experiment& e) { return e.record.multiplicity; }));
  rows.set("charge", columns.ints_of([](const Experiment& e) { return e.record.charge; }));
  rows.set("coordinate_units",
           columns.strings_of([](const Experiment& e) { return std::string_view(e.record.units); }));
  rows.set("atomic_masses", double_lists(masses));
  rows.set_processing_columns(stamp);
  rows.set("name",
           columns.optional_strings_of([](const Experiment& e) -> const auto& { return e.settings.name; }));
  rows.set("formula",
           repeated_strings(groups, std::vector<std::string_view>(formulas.begin(), formulas.end())));
  return rows.finish();
}

}  // namespace eigenlake
