#include "eigenlake/transform/feature_tables.h"

#include "eigenlake/transform/table_rows.h"
#include "eigenlake/transform/total_energies.h"

namespace eigenlake {
namespace {

/// One run with its computed features.
struct Computed {
  const Run* run = nullptr;
  std::vector<PointFeatures> points;
  RunSummary summary;
};

template <typename Field>
ArrayPtr run_strings(std::span<const Computed> all, const RowGroups& groups, Field field) {
  std::vector<std::string_view> values;
  for (const auto& computed : all) values.push_back(field(*computed.run));
  return repeated_strings(groups, values);
}

template <typename Field>
ArrayPtr run_ints(std::span<const Computed> all, const RowGroups& groups, Field field) {
  std::vector<std::optional<int32_t>> values;
  for (const auto& computed : all) values.push_back(field(computed));
  return repeated_optional_ints(groups, values);
}

template <typename Field>
ArrayPtr run_doubles(std::span<const Computed> all, const RowGroups& groups, Field field) {
  std::vector<std::optional<double>> values;
  for (const auto& computed : all) values.push_back(field(computed));
  return repeated_optional_doubles(groups, values);
}

/// The columns of the run in both tables: identity, settings and outcome.
void set_run_columns(TableRows& rows, std::span<const Computed> all, const RowGroups& groups) {
  const auto text = [&](std::string_view column, std::string Run::* field) {
    rows.set(column, run_strings(all, groups, [&](const Run& r) { return std::string_view(r.*field); }));
  };
  const auto number = [&](std::string_view column, int32_t Run::* field) {
    rows.set(column, run_ints(all, groups, [&](const Computed& c) { return c.run->*field; }));
  };
  text("experiment_id", &Run::experiment_id);
  text("molecule_name", &Run::molecule_name);
  number("num_atoms", &Run::num_atoms);
  number("num_qubits", &Run::num_qubits);
  number("charge", &Run::charge);
  number("multiplicity", &Run::multiplicity);
  text("basis_set", &Run::basis_set);
  text("optimizer", &Run::optimizer);
  text("ansatz_type", &Run::ansatz_type);
  number("ansatz_reps", &Run::ansatz_reps);
  text("init_strategy", &Run::init_strategy);
  rows.set("seed", run_ints(all, groups, [](const Computed& c) { return c.run->seed; }));
  rows.set("default_shots", run_ints(all, groups, [](const Computed& c) { return c.run->default_shots; }));
  rows.set("total_iterations",
           run_ints(all, groups, [](const Computed& c) { return c.summary.total_iterations; }));
  rows.set("final_energy", run_doubles(all, groups, [](const Computed& c) { return c.run->final_energy; }));
  std::vector<std::optional<bool>> converged;
  for (const auto& computed : all) converged.push_back(computed.run->converged);
  rows.set("converged", repeated_optional_booleans(groups, converged));
  rows.set("convergence_iteration",
           run_ints(all, groups, [](const Computed& c) { return c.summary.convergence_iteration; }));
  rows.set("vqe_time", run_doubles(all, groups, [](const Computed& c) { return c.run->vqe_time; }));
  rows.set("total_time", run_doubles(all, groups, [](const Computed& c) { return c.run->total_time; }));
}

/// The columns of ml_iteration_features that differ from row to row.
class PointColumns {
 public:
  PointColumns(std::span<const Computed> all, TableRows& rows, int64_t num_rows)
      : all_(all), rows_(rows), groups_(RowGroups::one_row_each(num_rows)) {}

  template <typename Field>
  void set_double(std::string_view column, Field field) {
    rows_.set(column, repeated_optional_doubles(groups_, values_of<double>(field)));
  }
  template <typename Field>
  void set_int(std::string_view column, Field field) {
    rows_.set(column, repeated_optional_ints(groups_, values_of<int32_t>(field)));
  }
  template <typename Field>
  void set_boolean(std::string_view column, Field field) {
    rows_.set(column, repeated_optional_booleans(groups_, values_of<bool>(field)));
  }

 private:
  template <typename T, typename Field>
  std::vector<std::optional<T>> values_of(Field field) const {
    std::vector<std::optional<T>> values;
    values.reserve(groups_.size());
    for (const auto& computed : all_) {
      for (size_t row = 0; row < computed.points.size(); ++row)
        values.push_back(field(computed.run->points[row], computed.points[row]));
    }
    return values;
  }

  std::span<const Computed> all_;
  TableRows& rows_;
  RowGroups groups_;
};

using P = const TrajectoryPoint&;
using F = const PointFeatures&;

void set_point_columns(PointColumns columns) {
  columns.set_int("iteration_step", [](P p, F) { return p.step; });
  columns.set_double("energy", [](P p, F) { return p.energy; });
  columns.set_double("energy_std", [](P p, F) { return p.std; });
  columns.set_double("energy_delta", [](P p, F) { return p.energy_delta; });
  columns.set_double("parameter_delta_norm", [](P p, F) { return p.parameter_delta_norm; });
  columns.set_double("cumulative_min_energy", [](P p, F) { return p.cumulative_min_energy; });
  columns.set_double("relative_iteration", [](P, F f) { return f.relative_iteration; });
  columns.set_double("energy_improvement_rate", [](P, F f) { return f.energy_improvement_rate; });
  columns.set_double("normalized_energy", [](P, F f) { return f.normalized_energy; });
  columns.set_boolean("is_new_minimum", [](P, F f) { return f.is_new_minimum; });
  columns.set_int("steps_since_improvement", [](P, F f) { return f.steps_since_improvement; });
  columns.set_double("energy_moving_avg_5", [](P, F f) { return f.energy_moving_avg; });
  columns.set_double("energy_moving_std_5", [](P, F f) { return f.energy_moving_std; });
  columns.set_double("mean_param_change", [](P, F f) { return f.mean_param_change; });
}

std::shared_ptr<arrow::RecordBatch> iteration_features_rows(std::span<const Computed> all,
                                                            const BatchStamp& stamp) {
  std::vector<int64_t> lengths;
  for (const auto& computed : all) lengths.push_back(static_cast<int64_t>(computed.points.size()));
  const RowGroups groups(std::move(lengths));
  TableRows rows("ml_iteration_features", groups.num_rows());
  set_run_columns(rows, all, groups);
  set_point_columns(PointColumns(all, rows, groups.num_rows()));
  rows.set("processing_date", constant_date(groups.num_rows(), stamp.date_days()));
  return rows.finish();
}

/// Targets of a model, never its input.
void set_labels(TableRows& rows, std::span<const Computed> all, const RowGroups& groups) {
  std::vector<TotalEnergies> energies;
  std::vector<std::optional<bool>> in_sector, accurate;
  std::vector<std::optional<std::string_view>> names;
  for (const auto& computed : all) {
    const Run& run = *computed.run;
    energies.push_back(
        total_energies(run.final_energy, run.nuclear_repulsion_energy, run.fci_total_energy, run.in_sector));
    accurate.push_back(energies.back().chemical_accuracy);
    in_sector.push_back(run.in_sector);
    names.push_back(run.name);
  }
  const auto set_energy = [&](std::string_view column, std::optional<double> TotalEnergies::* field) {
    std::vector<std::optional<double>> values;
    for (const auto& energy : energies) values.push_back(energy.*field);
    rows.set(column, repeated_optional_doubles(groups, values));
  };
  set_energy("total_energy", &TotalEnergies::total_energy);
  rows.set("hf_total_energy",
           run_doubles(all, groups, [](const Computed& c) { return c.run->hf_total_energy; }));
  rows.set("fci_total_energy",
           run_doubles(all, groups, [](const Computed& c) { return c.run->fci_total_energy; }));
  set_energy("energy_error_millihartree", &TotalEnergies::error_millihartree);
  rows.set("chemical_accuracy", repeated_optional_booleans(groups, accurate));
  rows.set("in_sector", repeated_optional_booleans(groups, in_sector));
  rows.set("name", repeated_optional_strings(groups, names));
}

std::shared_ptr<arrow::RecordBatch> run_summary_rows(std::span<const Computed> all, const BatchStamp& stamp) {
  const auto groups = RowGroups::one_row_each(all.size());
  TableRows rows("ml_run_summary", groups.num_rows());
  set_run_columns(rows, all, groups);
  const auto set_double = [&](std::string_view column, std::optional<double> RunSummary::* field) {
    rows.set(column, run_doubles(all, groups, [&](const Computed& c) { return c.summary.*field; }));
  };
  set_double("mean_energy_delta", &RunSummary::mean_energy_delta);
  set_double("std_energy_delta", &RunSummary::std_energy_delta);
  set_double("min_energy", &RunSummary::min_energy);
  set_double("max_energy", &RunSummary::max_energy);
  set_double("energy_range", &RunSummary::energy_range);
  set_double("mean_param_delta_norm", &RunSummary::mean_param_delta_norm);
  set_double("std_param_delta_norm", &RunSummary::std_param_delta_norm);
  set_double("total_param_distance", &RunSummary::total_param_distance);
  std::vector<int64_t> new_minima;
  for (const auto& computed : all) new_minima.push_back(computed.summary.num_new_minima);
  rows.set("num_new_minima", longs(new_minima));
  rows.set("longest_plateau",
           run_ints(all, groups, [](const Computed& c) { return c.summary.longest_plateau; }));
  set_double("improvement_ratio", &RunSummary::improvement_ratio);
  rows.set("processing_date", constant_date(groups.num_rows(), stamp.date_days()));
  set_double("first_10_mean_energy", &RunSummary::head_mean_energy);
  set_double("first_10_energy_slope", &RunSummary::head_energy_slope);
  set_double("last_10_mean_energy", &RunSummary::tail_mean_energy);
  set_double("time_per_iteration", &RunSummary::time_per_iteration);
  set_labels(rows, all, groups);
  return rows.finish();
}

}  // namespace

FeatureRows feature_rows(std::span<const Run> runs, const FeatureSettings& settings,
                         const BatchStamp& stamp) {
  std::vector<Computed> all;
  for (const auto& run : runs) {
    auto points = point_features(run.points, settings);
    auto summary = summarize(run, points, settings);
    all.push_back({&run, std::move(points), summary});
  }
  return {iteration_features_rows(all, stamp), run_summary_rows(all, stamp)};
}

}  // namespace eigenlake
