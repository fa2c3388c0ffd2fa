// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/figures/comparison_figure.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <fmt/format.h>

#include "eigenlake/base/counted.h"
#include "eigenlake/base/millihartree.h"
#include "eigenlake/session/figures/error_axis.h"
#include "eigenlake/session/figures/run_names.h"
#include "eigenlake/session/figures/runs_rows.h"
#include "eigenlake/session/sql_rows.h"

namespace eigenlake {
namespace {

constexpr double kWideRange = 20.0;  // Numbers of evaluations that differ more need a logarithmic axis.
constexpr size_t kCategoriesMax = 40;
constexpr size_t kValuesMax = 20;

/// The runs of a comparison: what each is called, and its place on the axis.
struct ComparedRuns {
  std::vector<Json> rows;
  std::vector<std::string> categories;  ///< Molecules.
  std::vector<std::string> values;      ///< Of the column.
  std::vector<size_t> category_of;
  std::vector<size_t> value_of;
};

/// The different texts, sorted, and the place of each.
std::pair<std::vector<std::string>, std::vector<size_t>> numbered(const std::vector<std::string>& texts) {
  std::vector<std::string> different = texts;
  std::ranges::sort(different);
  const auto rest = std::ranges::unique(different);
  different.erase(rest.begin(), rest.end());
  std::vector<size_t> places;
  for (const std::string& text : texts)
    places.push_back(static_cast<size_t>(std::ranges::lower_bound(different, text) - different.begin()));
  return {std::move(different), std::move(places)};
}

Result<ComparedRuns> read_compared(const Lake& lake, const ComparisonRequest& request) {
  ComparedRuns runs;
  EIGENLAKE_ASSIGN_OR_RETURN(
      runs.rows,
      read_runs(lake,
                {{fmt::format("coalesce(cast((\n{}\n) as varchar), 'none')", request.column), "value"},
                 {"name", "name"},
                 {"basis_set", "basis_set"},
                 {"total_energy", "energy"},
                 {"energy_error_millihartree", "error"},
                 {"evaluations", "evaluations"},
                 {"experiment_id", "id"}},
                request.where, request.num_threads));
  if (runs.rows.empty()) return fail(ErrorKind::kNotFound, "no runs to compare");
  std::ranges::sort(runs.rows, {}, [](const Json& row) { return row["id"].get<std::string>(); });
  constexpr std::string_view kBasis[] = {"basis_set"};
  const bool by_basis = request.column == "basis_set";
  std::tie(runs.categories, runs.category_of) =
      numbered(run_names(runs.rows, "name", by_basis ? std::span<const std::string_view>() : kBasis));
  std::tie(runs.values, runs.value_of) = numbered(run_names(runs.rows, "value", {}));
  if (runs.values.size() > kValuesMax)
    return fail(ErrorKind::kUsage, "{} has {} values, too many to compare (at most {})", request.column,
                runs.values.size(), kValuesMax);
  if (runs.categories.size() > kCategoriesMax)
    return fail(ErrorKind::kUsage,
                "{} molecules do not fit beside one another (at most {}); --where selects some",
                runs.categories.size(), kCategoriesMax);
  return runs;
}

/// The lowest energy of each molecule.
std::vector<double> lowest_energies(const ComparedRuns& runs) {
  std::vector<double> lowest(runs.categories.size(), std::numeric_limits<double>::infinity());
  for (size_t i = 0; i < runs.rows.size(); ++i) {
    double& known = lowest[runs.category_of[i]];
    known = std::min(known, real_in(runs.rows[i]["energy"]).value_or(known));
  }
  return lowest;
}

/// Boxes of those values that are numbers.
std::vector<PlotBoxes> boxes_of(const ComparedRuns& runs, const std::vector<double>& numbers) {
  std::vector<PlotBoxes> all;
  for (const std::string& value : runs.values) all.push_back({value, {}});
  for (size_t value = 0; value < runs.values.size(); ++value) {
    for (size_t category = 0; category < runs.categories.size(); ++category) {
      PlotBox box{category, {}};
      for (size_t i = 0; i < numbers.size(); ++i)
        if (runs.value_of[i] == value && runs.category_of[i] == category && std::isfinite(numbers[i]))
          box.values.push_back(numbers[i]);
      if (!box.values.empty()) all[value].boxes.push_back(std::move(box));
    }
  }
  return all;
}

PlotPanel errors_of(const ComparedRuns& runs, ErrorCounts& counts) {
  const bool have_fci =
      std::ranges::all_of(runs.rows, [](const Json& row) { return !row["error"].is_null(); });
  const std::vector<double> lowest = lowest_energies(runs);
  std::vector<double> errors;
  for (size_t i = 0; i < runs.rows.size(); ++i) {
    const double above = (real_in(runs.rows[i]["energy"]).value_or(NAN) - lowest[runs.category_of[i]]) *
                         kMillihartreePerHartree;
    errors.push_back(on_error_axis(have_fci ? *real_in(runs.rows[i]["error"]) : above, counts));
  }
  PlotPanel panel{.x = {.categories = runs.categories}, .y = {.is_logarithmic = true}};
  panel.y.label = have_fci ? "error to FCI in millihartree" : "above the molecule's lowest in millihartree";
  panel.boxes = boxes_of(runs, errors);
  if (have_fci) add_chemical_accuracy(panel);
  return panel;
}

PlotPanel evaluations_of(const ComparedRuns& runs) {
  std::vector<double> numbers;
  for (const Json& row : runs.rows) numbers.push_back(real_in(row["evaluations"]).value_or(NAN));
  PlotPanel panel{.x = {.categories = runs.categories}, .y = {.label = "evaluations"}};
  panel.boxes = boxes_of(runs, numbers);
  const auto [low, high] = std::ranges::minmax(numbers);
  panel.y.is_logarithmic = low > 0.0 && high > kWideRange * low;
  panel.y.is_whole = !panel.y.is_logarithmic;
  return panel;
}

}  // namespace

Result<PlottedFigure> plot_comparison(const Lake& lake, const ComparisonRequest& request) {
  EIGENLAKE_ASSIGN_OR_RETURN(const ComparedRuns runs, read_compared(lake, request));
  PlottedFigure plotted;
  Figure& figure = plotted.figure;
  figure.title = fmt::format("{} by {}", counted(runs.rows.size(), "run"), request.column);
  figure.description = fmt::format(
      "Errors and evaluations of {} of {} for each value of {}: {}.", counted(runs.rows.size(), "run"),
      counted(runs.categories.size(), "molecule"), request.column, fmt::join(runs.values, ", "));
  ErrorCounts counts;
  figure.panels.push_back(errors_of(runs, counts));
  plotted.notes = notes_on(counts);
  if (request.error_only) return plotted;
  figure.panels.push_back(evaluations_of(runs));
  return plotted;
}

}  // namespace eigenlake
