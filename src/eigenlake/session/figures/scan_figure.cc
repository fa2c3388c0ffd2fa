// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/figures/scan_figure.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "eigenlake/session/figures/error_axis.h"
#include "eigenlake/session/figures/run_names.h"
#include "eigenlake/session/figures/runs_rows.h"
#include "eigenlake/session/sql_rows.h"

namespace eigenlake {
namespace {

constexpr const char* kEnergy = "total_energy";
constexpr double kSameEnergy = 1e-7;  // Hartree: the FCI energy of two runs of one molecule.
constexpr size_t kCurvesMax = 100;
constexpr double kWideRatio = 30.0;  // Errors that differ more need a logarithmic axis.
constexpr std::string_view kSettingsOfCurves[] = {"basis_set", "ansatz_name", "optimizer"};

using Values = std::map<double, std::vector<double>>;  // By x.

struct Curve {
  std::string name;
  Values y = {};
  Values fci = {};
  Values error = {};  ///< Millihartree.
};

std::vector<RunsColumn> columns_of(const ScanFigureRequest& request) {
  const auto number = [](const std::string& sql) { return fmt::format("cast((\n{}\n) as double)", sql); };
  return {{number(request.x), "x"},
          {number(request.y.value_or(kEnergy)), "y"},
          {request.series ? fmt::format("cast((\n{}\n) as varchar)", *request.series) : "null", "series"},
          {"molecule", "molecule"},
          {"scan", "scan"},
          {"basis_set", "basis_set"},
          {"ansatz_name", "ansatz_name"},
          {"optimizer", "optimizer"},
          {"fci_total_energy", "fci"},
          {"energy_error_millihartree", "error"}};
}

Result<std::vector<Curve>> curves_of(const std::vector<Json>& rows, bool has_series) {
  const std::vector<std::string> names =
      has_series ? run_names(rows, "series", {}) : run_names(rows, "molecule", kSettingsOfCurves);
  std::vector<Curve> curves;
  for (size_t i = 0; i < rows.size(); ++i) {
    auto curve = std::ranges::find(curves, names[i], &Curve::name);
    if (curve == curves.end()) curve = curves.insert(curve, Curve{.name = names[i]});
    if (curves.size() > kCurvesMax)
      return fail(ErrorKind::kUsage, "more than {} curves; --where and --series make them fewer", kCurvesMax);
    const double x = *real_in(rows[i]["x"]);
    const auto add = [&](Values& values, const char* column) {
      if (const auto value = real_in(rows[i][column]); value && std::isfinite(*value))
        values[x].push_back(*value);
    };
    add(curve->y, "y");
    add(curve->fci, "fci");
    add(curve->error, "error");
  }
  std::ranges::sort(curves, {}, &Curve::name);
  return curves;
}

PlotPoint mean_of(double x, const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) sum += value;
  const auto [low, high] = std::ranges::minmax(values);
  return {x, std::clamp(sum / static_cast<double>(values.size()), low, high), low, high};
}

PlotSeries series_of(const std::string& name, const Values& values, PlotStyle style) {
  PlotSeries series{name, style, {}};
  for (const auto& [x, at_x] : values) series.points.push_back(mean_of(x, at_x));
  return series;
}

/// Whether the two, sorted by `x`, agree wherever both have a value, and somewhere do.
bool are_same_curve(const PlotSeries& one, const PlotSeries& other) {
  bool meet = false;
  for (const PlotPoint& point : one.points) {
    const auto found = std::ranges::lower_bound(other.points, point.x, {}, &PlotPoint::x);
    if (found == other.points.end() || found->x != point.x) continue;
    if (std::abs(found->y - point.y) > kSameEnergy) return false;
    meet = true;
  }
  return meet;
}

void merge_points(PlotSeries& into, const PlotSeries& from) {
  std::vector<PlotPoint> both;
  std::ranges::set_union(into.points, from.points, std::back_inserter(both), {}, &PlotPoint::x,
                         &PlotPoint::x);
  into.points = std::move(both);
}

/// The exact curves; one for all curves of the same molecule.
std::vector<PlotSeries> exact_series(const std::vector<Curve>& curves) {
  std::vector<PlotSeries> exact;
  for (const Curve& curve : curves) {
    PlotSeries series = series_of(curve.name, curve.fci, PlotStyle::kReference);
    if (series.points.empty()) continue;
    const auto same =
        std::ranges::find_if(exact, [&](const PlotSeries& other) { return are_same_curve(series, other); });
    if (same == exact.end())
      exact.push_back(std::move(series));
    else
      merge_points(*same, series);
  }
  for (PlotSeries& series : exact) series.name = exact.size() == 1 ? "FCI" : "FCI, " + series.name;
  return exact;
}

/// A wide range of positive errors has a logarithmic axis, as have errors that are only rounding.
bool needs_logarithm(const std::vector<Curve>& curves) {
  double low = 0.0;
  double high = 0.0;
  for (const Curve& curve : curves) {
    for (const auto& [x, errors] : curve.error) {
      for (const double error : errors) {
        if (error < -kLeastError) return false;
        low = low == 0.0 ? std::max(error, kLeastError) : std::min(low, std::max(error, kLeastError));
        high = std::max(high, error);
      }
    }
  }
  return high <= kLeastError || high > kWideRatio * low;
}

PlotPanel error_panel_of(const std::vector<Curve>& curves, const PlotAxis& x, ErrorCounts& counts) {
  PlotPanel panel{.x = x, .y = {.label = "error to FCI in millihartree"}};
  panel.y.is_logarithmic = needs_logarithm(curves);
  for (const Curve& curve : curves) {
    PlotSeries series = series_of(curve.name, curve.error, PlotStyle::kLineWithPoints);
    if (panel.y.is_logarithmic) {
      for (PlotPoint& point : series.points) {
        point.y = on_error_axis(point.y, counts);
        point.low = std::max(point.low, kLeastError);
        point.high = std::max(point.high, kLeastError);
      }
    }
    panel.series.push_back(std::move(series));
  }
  if (panel.y.is_logarithmic) add_chemical_accuracy(panel);
  return panel;
}

/// What --x says, in words if it is the value of one scan.
std::string label_of_x(const std::string& sql, const std::vector<Json>& rows) {
  if (sql != "scan_value") return sql;
  const Json& scan = rows[0]["scan"];
  const bool is_one = std::ranges::all_of(rows, [&](const Json& row) { return row["scan"] == scan; });
  return is_one && scan.is_string() ? scan.get<std::string>() : "value of the scan";
}

void describe(Figure& figure, const std::vector<Curve>& curves, const std::string& x, const std::string& y) {
  figure.title = curves.size() == 1 ? fmt::format("{}: {} over {}", curves[0].name, y, x)
                                    : fmt::format("{} over {}", y, x);
  figure.description = fmt::format("{} over {}, {} curves:", y, x, curves.size());
  for (const Curve& curve : curves) {
    double lowest = std::numeric_limits<double>::infinity();
    for (const auto& [at, values] : curve.y) lowest = std::min(lowest, std::ranges::min(values));
    figure.description +=
        fmt::format(" {}, {} points, lowest value {:.8g};", curve.name, curve.y.size(), lowest);
  }
  figure.description.back() = '.';
}

}  // namespace

Result<PlottedFigure> plot_scan(const Lake& lake, const ScanFigureRequest& request) {
  EIGENLAKE_ASSIGN_OR_RETURN(std::vector<Json> rows,
                             read_runs(lake, columns_of(request), request.where, request.num_threads));
  const size_t num_rows = rows.size();
  std::erase_if(rows, [](const Json& row) { return !real_in(row["x"]) || !real_in(row["y"]); });
  if (rows.empty())
    return fail(ErrorKind::kNotFound, "no run has a value of '{}' (of {} runs)", request.x, num_rows);
  EIGENLAKE_ASSIGN_OR_RETURN(const std::vector<Curve> curves, curves_of(rows, request.series.has_value()));
  const bool is_energy = !request.y || *request.y == kEnergy;
  const PlotAxis x{.label = label_of_x(request.x, rows)};
  PlottedFigure plotted;
  if (num_rows > rows.size())
    plotted.notes.push_back(fmt::format("{} of {} runs have no value of '{}' and are left out",
                                        num_rows - rows.size(), num_rows, request.x));
  describe(plotted.figure, curves, x.label, is_energy ? "total energy" : *request.y);
  if (!is_energy || !request.error_only) {
    PlotPanel panel{.x = x, .y = {.label = is_energy ? "total energy in hartree" : *request.y}};
    for (const Curve& curve : curves)
      panel.series.push_back(series_of(curve.name, curve.y, PlotStyle::kLineWithPoints));
    if (is_energy)
      for (PlotSeries& series : exact_series(curves)) panel.series.push_back(std::move(series));
    plotted.figure.panels.push_back(std::move(panel));
  }
  const bool has_errors =
      is_energy && std::ranges::any_of(curves, [](const Curve& curve) { return !curve.error.empty(); });
  if (has_errors) {
    ErrorCounts counts;
    plotted.figure.panels.push_back(error_panel_of(curves, x, counts));
    std::ranges::move(notes_on(counts), std::back_inserter(plotted.notes));
  }
  if (plotted.figure.panels.empty()) return fail(ErrorKind::kNotFound, "no run has an error to FCI");
  return plotted;
}

}  // namespace eigenlake
