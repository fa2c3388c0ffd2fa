// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/experiment_fields.h"
#include "eigenlake/record/quality_flags.h"
#include "eigenlake/transform/normalized/normalized.h"
#include "eigenlake/transform/total_energies.h"

namespace eigenlake {
namespace {

void set_outcome(const ExperimentColumns& columns) {
  columns.set("total_iterations",
              [](const RunRecord& r) { return static_cast<int32_t>(r.iteration_list.size()); });
  columns.set("default_shots", &RunRecord::default_shots);
  columns.set("seed", &RunRecord::seed);
  columns.set("minimum_energy", &RunRecord::minimum);
  columns.set("maxcv", &RunRecord::maxcv);
  columns.set("nuclear_repulsion_energy", &RunRecord::nuclear_repulsion_energy);
  columns.set("success", &RunRecord::success);
  columns.set("nfev", &RunRecord::nfev);
  columns.set("nit", &RunRecord::nit);
}

void set_diagnostics(const ObjectColumns<Diagnostics>& columns) {
  columns.set("hf_total_energy", &Diagnostics::hf_total_energy);
  columns.set("mp2_total_energy", &Diagnostics::mp2_total_energy);
  columns.set("fci_total_energy", &Diagnostics::fci_total_energy);
  columns.set("num_particles_mean", &Diagnostics::num_particles_mean);
  columns.set("sz_mean", &Diagnostics::sz_mean);
  columns.set("s_squared_mean", &Diagnostics::s_squared_mean);
  columns.set("sector_leakage", &Diagnostics::sector_leakage);
  columns.set("in_sector", &Diagnostics::in_sector);
  columns.set("stop_reason", &Diagnostics::stop_reason);
  columns.set("engine", &Diagnostics::engine);
  columns.set("quality_flags", &Diagnostics::quality_flags);
}

void set_total_energies(TableRows& rows, std::span<const Experiment> experiments,
                        const std::vector<Diagnostics>& diagnostics, const RowGroups& groups) {
  std::vector<TotalEnergies> all;
  for (size_t i = 0; i < experiments.size(); ++i) {
    const RunRecord& record = experiments[i].record;
    all.push_back(total_energies(record.minimum, record.nuclear_repulsion_energy,
                                 diagnostics[i].fci_total_energy, diagnostics[i].in_sector));
  }
  const ObjectColumns<TotalEnergies> columns(rows, all, groups);
  columns.set("total_energy", &TotalEnergies::total_energy);
  columns.set("energy_error_millihartree", &TotalEnergies::error_millihartree);
  columns.set("chemical_accuracy", &TotalEnergies::chemical_accuracy);
}

/// The column of a setting of type `T`.
template <typename T>
ArrayPtr setting_array(std::span<const Experiment> experiments, std::string_view column,
                       const RowGroups& groups) {
  std::vector<std::optional<T>> values;
  for (const auto& experiment : experiments) values.push_back(experiment.settings.get<T>(column));
  return repeated(groups, values);
}

ArrayPtr setting_array(std::span<const Experiment> experiments, const SettingColumn& column,
                       const RowGroups& groups) {
  switch (column.type) {
    case SettingColumn::Type::kInteger:
      return setting_array<int32_t>(experiments, column.name, groups);
    case SettingColumn::Type::kReal:
      return setting_array<double>(experiments, column.name, groups);
    case SettingColumn::Type::kFlag:
      return setting_array<bool>(experiments, column.name, groups);
    case SettingColumn::Type::kText:
      break;
  }
  return setting_array<std::string>(experiments, column.name, groups);
}

}  // namespace

Rows vqe_results_rows(std::span<const Experiment> experiments, const BatchStamp& stamp) {
  const auto groups = RowGroups::one_row_each(experiments.size());
  TableRows rows("vqe_results", groups.num_rows());
  const ExperimentColumns columns(rows, experiments, groups);
  columns.set_common(stamp);
  columns.set("optimizer", &RunRecord::optimizer);
  columns.set("noise_backend", &RunRecord::noise_backend);
  columns.set_ansatz();
  set_outcome(columns);
  std::vector<Diagnostics> diagnostics;
  for (const auto& [id, record, settings] : experiments)
    diagnostics.push_back(judged_diagnostics(record, settings));
  set_diagnostics({rows, diagnostics, groups});
  columns.set("exact_estimator", &RunRecord::exact_estimator);
  set_total_energies(rows, experiments, diagnostics, groups);
  columns.set("run_options", &RunRecord::run_options);
  columns.set("engine_version", [](const Experiment& e) -> const auto& { return e.settings.engine_version; });
  for (const SettingColumn& column : setting_columns())
    rows.set(column.name, setting_array(experiments, column, groups));
  return rows.finish();
}

}  // namespace eigenlake
