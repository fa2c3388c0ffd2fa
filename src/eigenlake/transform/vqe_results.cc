#include "eigenlake/transform/vqe_results.h"

#include "eigenlake/base/assert.h"
#include "eigenlake/record/quality_flags.h"
#include "eigenlake/transform/list_columns.h"

namespace eigenlake {
namespace {

template <typename T, typename Items, typename Field>
std::vector<std::optional<T>> optionals(const Items& items, Field field) {
  std::vector<std::optional<T>> values;
  for (const auto& item : items) values.push_back(field(item));
  return values;
}

void set_outcome(TableRows& rows, std::span<const Experiment> experiments, const RowGroups& groups) {
  const auto optional_double = [&](std::string_view column, auto field) {
    rows.set(column, repeated_optional_doubles(groups, optionals<double>(experiments, field)));
  };
  const auto optional_int = [&](std::string_view column, auto field) {
    rows.set(column, repeated_optional_ints(groups, optionals<int32_t>(experiments, field)));
  };
  const auto success = [](const Experiment& e) { return e.record.success; };
  optional_int("default_shots", [](const Experiment& e) { return e.record.default_shots; });
  optional_int("seed", [](const Experiment& e) { return e.record.seed; });
  optional_double("minimum_energy", [](const Experiment& e) { return e.record.minimum; });
  optional_double("maxcv", [](const Experiment& e) { return e.record.maxcv; });
  optional_double("nuclear_repulsion_energy",
                  [](const Experiment& e) { return e.record.nuclear_repulsion_energy; });
  rows.set("success", repeated_optional_booleans(groups, optionals<bool>(experiments, success)));
  optional_int("nfev", [](const Experiment& e) { return e.record.nfev; });
  optional_int("nit", [](const Experiment& e) { return e.record.nit; });
}

ArrayPtr optional_strings(const std::vector<std::optional<std::string>>& values) {
  arrow::StringBuilder builder;
  for (const auto& value : values) {
    const auto status = value ? builder.Append(*value) : builder.AppendNull();
    EIGENLAKE_ASSERT(status.ok());
  }
  return builder.Finish().ValueOrDie();
}

void set_diagnostics(TableRows& rows, std::span<const Experiment> experiments, const RowGroups& groups) {
  std::vector<Diagnostics> all;
  for (const auto& experiment : experiments) all.push_back(judged_diagnostics(experiment.record));
  const auto set_double = [&](std::string_view column, std::optional<double> Diagnostics::* field) {
    const auto values = optionals<double>(all, [&](const Diagnostics& d) { return d.*field; });
    rows.set(column, repeated_optional_doubles(groups, values));
  };
  const auto set_string = [&](std::string_view column, std::optional<std::string> Diagnostics::* field) {
    rows.set(column,
             optional_strings(optionals<std::string>(all, [&](const Diagnostics& d) { return d.*field; })));
  };
  set_double("hf_total_energy", &Diagnostics::hf_total_energy);
  set_double("mp2_total_energy", &Diagnostics::mp2_total_energy);
  set_double("fci_total_energy", &Diagnostics::fci_total_energy);
  set_double("num_particles_mean", &Diagnostics::num_particles_mean);
  set_double("sz_mean", &Diagnostics::sz_mean);
  set_double("s_squared_mean", &Diagnostics::s_squared_mean);
  set_double("sector_leakage", &Diagnostics::sector_leakage);
  const auto in_sector = optionals<bool>(all, [](const Diagnostics& d) { return d.in_sector; });
  rows.set("in_sector", repeated_optional_booleans(groups, in_sector));
  set_string("stop_reason", &Diagnostics::stop_reason);
  set_string("engine", &Diagnostics::engine);
  const auto flags =
      optionals<std::vector<std::string>>(all, [](const Diagnostics& d) { return d.quality_flags; });
  rows.set("quality_flags", string_lists(flags));
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
  rows.set("total_iterations", columns.ints_of([](const Experiment& e) {
    return static_cast<int32_t>(e.record.iteration_list.size());
  }));
  set_outcome(rows, experiments, groups);
  rows.set_processing_columns(stamp);
  set_diagnostics(rows, experiments, groups);
  return rows.finish();
}

}  // namespace eigenlake
