#include "eigenlake/record/experiment_fields.h"
#include "eigenlake/record/quality_flags.h"
#include "eigenlake/transform/list_columns.h"
#include "eigenlake/transform/normalized/normalized.h"
#include "eigenlake/transform/total_energies.h"

namespace eigenlake {
namespace {

/// Sets columns from a member of an object of each experiment.
template <typename Object>
class OptionalColumns {
 public:
  OptionalColumns(TableRows& rows, const std::vector<Object>& objects)
      : rows_(rows), objects_(objects), groups_(RowGroups::one_row_each(objects.size())) {}

  void set(std::string_view column, std::optional<double> Object::* member) {
    rows_.set(column, repeated_optional_doubles(groups_, values_of<std::optional<double>>(member)));
  }
  void set(std::string_view column, std::optional<bool> Object::* member) {
    rows_.set(column, repeated_optional_booleans(groups_, values_of<std::optional<bool>>(member)));
  }
  void set(std::string_view column, std::optional<std::string> Object::* member) {
    rows_.set(column, repeated_optional_strings(groups_, values_of<std::optional<std::string_view>>(member)));
  }
  void set(std::string_view column, std::optional<std::vector<std::string>> Object::* member) {
    rows_.set(column, string_lists(values_of<std::optional<std::vector<std::string>>>(member)));
  }

 private:
  template <typename Value, typename Member>
  std::vector<Value> values_of(Member member) const {
    std::vector<Value> values;
    values.reserve(objects_.size());
    for (const Object& object : objects_) values.push_back(object.*member);
    return values;
  }

  TableRows& rows_;
  const std::vector<Object>& objects_;
  RowGroups groups_;
};

void set_outcome(TableRows& rows, const ExperimentColumns& columns) {
  rows.set("total_iterations", columns.ints_of([](const Experiment& e) {
    return static_cast<int32_t>(e.record.iteration_list.size());
  }));
  const auto set_double = [&](std::string_view column, auto field) {
    rows.set(column, columns.optional_doubles_of([&](const Experiment& e) { return e.record.*field; }));
  };
  const auto set_int = [&](std::string_view column, std::optional<int32_t> RunRecord::* field) {
    rows.set(column, columns.optional_ints_of([&](const Experiment& e) { return e.record.*field; }));
  };
  set_int("default_shots", &RunRecord::default_shots);
  set_int("seed", &RunRecord::seed);
  set_double("minimum_energy", &RunRecord::minimum);
  set_double("maxcv", &RunRecord::maxcv);
  set_double("nuclear_repulsion_energy", &RunRecord::nuclear_repulsion_energy);
  rows.set("success", columns.optional_booleans_of([](const Experiment& e) { return e.record.success; }));
  set_int("nfev", &RunRecord::nfev);
  set_int("nit", &RunRecord::nit);
}

void set_diagnostics(TableRows& rows, const std::vector<Diagnostics>& all) {
  OptionalColumns columns(rows, all);
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
                        const std::vector<Diagnostics>& diagnostics) {
  std::vector<TotalEnergies> all;
  for (size_t i = 0; i < experiments.size(); ++i) {
    const RunRecord& record = experiments[i].record;
    all.push_back(total_energies(record.minimum, record.nuclear_repulsion_energy,
                                 diagnostics[i].fci_total_energy, diagnostics[i].in_sector));
  }
  OptionalColumns columns(rows, all);
  columns.set("total_energy", &TotalEnergies::total_energy);
  columns.set("energy_error_millihartree", &TotalEnergies::error_millihartree);
  columns.set("chemical_accuracy", &TotalEnergies::chemical_accuracy);
}

template <typename T>
std::vector<std::optional<T>> settings_of(std::span<const Experiment> experiments, std::string_view column) {
  std::vector<std::optional<T>> values;
  for (const auto& experiment : experiments) values.push_back(experiment.settings.get<T>(column));
  return values;
}

ArrayPtr setting_array(std::span<const Experiment> experiments, const SettingColumn& column) {
  const auto groups = RowGroups::one_row_each(experiments.size());
  switch (column.type) {
    case SettingColumn::Type::kInteger:
      return repeated_optional_ints(groups, settings_of<int32_t>(experiments, column.name));
    case SettingColumn::Type::kReal:
      return repeated_optional_doubles(groups, settings_of<double>(experiments, column.name));
    case SettingColumn::Type::kFlag:
      return repeated_optional_booleans(groups, settings_of<bool>(experiments, column.name));
    case SettingColumn::Type::kText:
      break;
  }
  const auto texts = settings_of<std::string>(experiments, column.name);
  return repeated_optional_strings(groups,
                                   std::vector<std::optional<std::string_view>>(texts.begin(), texts.end()));
}

void set_settings(TableRows& rows, std::span<const Experiment> experiments) {
  const auto groups = RowGroups::one_row_each(experiments.size());
  std::vector<std::optional<std::string_view>> versions;
  for (const auto& experiment : experiments) versions.push_back(experiment.settings.engine_version);
  rows.set("engine_version", repeated_optional_strings(groups, versions));
  for (const SettingColumn& column : setting_columns())
    rows.set(column.name, setting_array(experiments, column));
}

}  // namespace

Rows vqe_results_rows(std::span<const Experiment> experiments, const BatchStamp& stamp) {
  const auto groups = RowGroups::one_row_each(experiments.size());
  const ExperimentColumns columns(experiments, groups);
  TableRows rows("vqe_results", groups.num_rows());
  columns.set_identity(rows);
  columns.set_basis_set(rows);
  columns.set_backend(rows);
  columns.set_num_qubits(rows);
  rows.set("optimizer",
           columns.strings_of([](const Experiment& e) { return std::string_view(e.record.optimizer); }));
  rows.set("noise_backend",
           columns.strings_of([](const Experiment& e) { return std::string_view(e.record.noise_backend); }));
  columns.set_ansatz(rows);
  set_outcome(rows, columns);
  rows.set_processing_columns(stamp);
  std::vector<Diagnostics> diagnostics;
  for (const auto& [id, record, settings] : experiments)
    diagnostics.push_back(judged_diagnostics(record, settings));
  set_diagnostics(rows, diagnostics);
  rows.set("exact_estimator",
           columns.optional_booleans_of([](const Experiment& e) { return e.record.exact_estimator; }));
  set_total_energies(rows, experiments, diagnostics);
  rows.set("run_options", columns.optional_strings_of(
                              [](const Experiment& e) -> const auto& { return e.record.run_options; }));
  set_settings(rows, experiments);
  return rows.finish();
}

}  // namespace eigenlake
