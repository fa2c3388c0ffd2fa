// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/figures/convergence_figure.h"

#include <algorithm>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "eigenlake/base/millihartree.h"
#include "eigenlake/session/experiment_lookup.h"
#include "eigenlake/session/figures/error_axis.h"
#include "eigenlake/session/figures/run_names.h"
#include "eigenlake/session/figures/shown_energies.h"
#include "eigenlake/session/sql_rows.h"

namespace eigenlake {
namespace {

constexpr size_t kIdShown = 8;
constexpr std::string_view kSettingsOfSearches[] = {"basis_set", "ansatz_name", "optimizer", "seed"};

/// One search: its evaluations in hartree, total energies.
struct Search {
  std::string name;
  std::string molecule;
  std::optional<double> fci;
  std::vector<PlotPoint> evaluations;

  double lowest() const { return std::ranges::min_element(evaluations, {}, &PlotPoint::y)->y; }
};

Result<std::vector<std::string>> whole_ids(SqlSession& session, const std::vector<std::string>& prefixes) {
  std::vector<std::string> ids;
  for (const std::string& prefix : prefixes) {
    EIGENLAKE_ASSIGN_OR_RETURN(std::string id, find_experiment(session, prefix));
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(std::move(id));
  }
  return ids;
}

/// Two searches of the same settings have the beginnings of their ids.
void make_distinct(std::vector<std::string>& names, std::span<const Json> rows) {
  std::map<std::string, size_t> counts;
  for (const std::string& name : names) ++counts[name];
  for (size_t i = 0; i < names.size(); ++i)
    if (counts[names[i]] > 1)
      names[i] +=
          fmt::format(" ({})", rows[i]["experiment_id"].get_ref<const std::string&>().substr(0, kIdShown));
}

Result<std::vector<Search>> read_searches(SqlSession& session, const std::vector<std::string>& ids) {
  const std::string list = quoted_list(ids);
  EIGENLAKE_ASSIGN_OR_RETURN(
      std::vector<Json> rows,
      read_rows(
          session,
          fmt::format("select r.experiment_id, r.name, r.basis_set, r.ansatz_name, r.optimizer, r.seed, "
                      "r.fci_total_energy, v.nuclear_repulsion_energy from runs r join vqe_results v "
                      "using (experiment_id) where r.experiment_id in ({0}) order by "
                      "list_position([{0}], r.experiment_id)",
                      list)));
  EIGENLAKE_ASSIGN_OR_RETURN(
      const std::vector<Json> steps,
      read_rows(session,
                fmt::format("select experiment_id, iteration_step, iteration_energy from vqe_iterations "
                            "where experiment_id in ({}) order by experiment_id, iteration_step",
                            list)));
  std::vector<std::string> names = run_names(rows, "name", kSettingsOfSearches);
  make_distinct(names, rows);
  std::map<std::string, Search> searches;
  std::map<std::string, double> nuclear;
  for (size_t i = 0; i < rows.size(); ++i) {
    const std::string id = rows[i]["experiment_id"];
    const Json& molecule = rows[i]["name"];
    searches[id] = {names[i],
                    molecule.is_string() ? molecule.get<std::string>() : "",
                    real_in(rows[i]["fci_total_energy"]),
                    {}};
    nuclear[id] = real_in(rows[i]["nuclear_repulsion_energy"]).value_or(0.0);
  }
  for (const Json& step : steps) {
    const auto energy = real_in(step["iteration_energy"]);
    const std::string id = step["experiment_id"];
    if (!energy || !searches.contains(id)) continue;
    const double total = *energy + nuclear[id];
    searches[id].evaluations.push_back({step["iteration_step"].get<double>(), total, total, total});
  }
  std::vector<Search> ordered;
  for (const std::string& id : ids)
    if (!searches[id].evaluations.empty()) ordered.push_back(std::move(searches[id]));
  return ordered;
}

PlotAxis axis_of_evaluations() {
  return {.label = "evaluation of the energy", .is_whole = true};
}

PlotPanel energy_panel(const std::vector<Search>& searches) {
  PlotPanel panel{.x = axis_of_evaluations(), .y = {.label = "total energy in hartree"}};
  for (const Search& search : searches)
    panel.series.push_back({search.name, PlotStyle::kLine, search.evaluations});
  panel.y.shown_max = highest_without_jumps(searches[0].evaluations);
  for (const Search& search : searches)
    panel.y.shown_max = std::max(*panel.y.shown_max, highest_without_jumps(search.evaluations));
  const Search& first = searches.front();
  const bool same_fci = std::ranges::all_of(searches, [&](const Search& search) {
    return search.fci && first.fci && std::abs(*search.fci - *first.fci) < 1e-9;
  });
  if (!same_fci) return panel;
  double last = 0.0;
  for (const Search& search : searches) last = std::max(last, search.evaluations.back().x);
  const auto at = [&](double x) { return PlotPoint{x, *first.fci, *first.fci, *first.fci}; };
  panel.series.push_back({"FCI", PlotStyle::kReference, {at(first.evaluations.front().x), at(last)}});
  return panel;
}

/// The lowest energy itself is at no distance of its own, which a logarithmic axis cannot show.
PlotSeries error_series(const Search& search, ErrorCounts& counts) {
  PlotSeries series{search.name, PlotStyle::kLine, {}};
  const double reference = search.fci ? *search.fci : search.lowest();
  for (const PlotPoint& evaluation : search.evaluations) {
    const double error = (evaluation.y - reference) * kMillihartreePerHartree;
    if (!search.fci && error <= kLeastError) continue;
    const double value = on_error_axis(error, counts);
    series.points.push_back({evaluation.x, value, value, value});
  }
  return series;
}

PlotPanel error_panel(const std::vector<Search>& searches, ErrorCounts& counts) {
  const auto has_fci = [](const Search& search) { return search.fci.has_value(); };
  const bool all = std::ranges::all_of(searches, has_fci);
  const bool none = std::ranges::none_of(searches, has_fci);
  PlotPanel panel{.x = axis_of_evaluations(), .y = {.is_logarithmic = true}};
  panel.y.label = all    ? "error to FCI in millihartree"
                  : none ? "above the lowest energy in millihartree"
                         : "error to FCI, or above the lowest *, in mEh";
  for (const Search& search : searches) {
    panel.series.push_back(error_series(search, counts));
    if (!all && !none && !search.fci) panel.series.back().name += " *";
  }
  if (!none) add_chemical_accuracy(panel);
  return panel;
}

}  // namespace

Result<PlottedFigure> plot_convergence(const Lake& lake, const ConvergenceRequest& request) {
  EIGENLAKE_ASSIGN_OR_RETURN(const VisibleLake visible, VisibleLake::load(lake, {}));
  const std::vector<std::string> tables = {"molecules", "vqe_results", "performance_metrics",
                                           "vqe_iterations"};
  EIGENLAKE_ASSIGN_OR_RETURN(SqlSession session, open_session(visible, tables, request.num_threads));
  EIGENLAKE_ASSIGN_OR_RETURN(const std::vector<std::string> ids, whole_ids(session, request.ids));
  EIGENLAKE_ASSIGN_OR_RETURN(const std::vector<Search> searches, read_searches(session, ids));
  if (searches.empty()) return fail(ErrorKind::kNotFound, "these experiments have no evaluations");
  const bool one_molecule = std::ranges::all_of(
      searches, [&](const Search& search) { return search.molecule == searches[0].molecule; });
  PlottedFigure plotted;
  Figure& figure = plotted.figure;
  figure.title = one_molecule ? "Convergence of " + searches[0].molecule : "Convergence";
  figure.description = fmt::format("Energy over evaluations of {} searches:", searches.size());
  for (const Search& search : searches)
    figure.description += fmt::format(" {}, {} evaluations, lowest energy {:.8f} hartree;", search.name,
                                      search.evaluations.size(), search.lowest());
  figure.description.back() = '.';
  if (one_molecule && !request.error_only) figure.panels.push_back(energy_panel(searches));
  ErrorCounts counts;
  figure.panels.push_back(error_panel(searches, counts));
  plotted.notes = notes_on(counts);
  return plotted;
}

}  // namespace eigenlake
