#include "eigenlake/transform/normalized/normalized.h"

namespace eigenlake {
namespace {

template <typename Field>
ArrayPtr seconds_of(std::span<const Experiment> experiments, Field field) {
  std::vector<double> values;
  for (const auto& experiment : experiments) values.push_back(field(experiment.record));
  return doubles(values);
}

}  // namespace

Rows performance_metrics_rows(std::span<const Experiment> experiments, const BatchStamp& stamp) {
  const auto groups = RowGroups::one_row_each(experiments.size());
  const ExperimentColumns columns(experiments, groups);
  TableRows rows("performance_metrics", groups.num_rows());
  columns.set_identity(rows);
  columns.set_basis_set(rows);
  const auto set = [&](std::string_view column, auto field) {
    rows.set(column, seconds_of(experiments, field));
  };
  set("hamiltonian_time", [](const RunRecord& r) { return r.hamiltonian_time; });
  set("mapping_time", [](const RunRecord& r) { return r.mapping_time; });
  set("vqe_time", [](const RunRecord& r) { return r.vqe_time; });
  set("total_time", [](const RunRecord& r) { return r.total_time; });
  set("minimization_time", [](const RunRecord& r) { return r.minimization_time; });
  set("computed_total_time",
      [](const RunRecord& r) { return r.hamiltonian_time + r.mapping_time + r.vqe_time; });
  rows.set_processing_columns(stamp);
  const auto set_text = [&](std::string_view column, std::optional<std::string> RunRecord::* field) {
    rows.set(column, columns.optional_strings_of(
                         [&](const Experiment& e) -> const auto& { return e.record.*field; }));
  };
  set_text("performance_start", &RunRecord::performance_start);
  set_text("performance_end", &RunRecord::performance_end);
  return rows.finish();
}

}  // namespace eigenlake
