// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "eigenlake/cli/commands/commands.h"
#include "eigenlake/cli/commands/lake_session.h"
#include "eigenlake/cli/output/result_file.h"
#include "eigenlake/cli/settings/maintenance_options.h"
#include "eigenlake/cli/settings/plot_options.h"
#include "eigenlake/cli/settings/query_options.h"
#include "eigenlake/cli/settings/selection_options.h"
#include "eigenlake/plot/draw.h"
#include "eigenlake/plot/figure_json.h"
#include "eigenlake/session/figures/comparison_figure.h"
#include "eigenlake/session/figures/convergence_figure.h"
#include "eigenlake/session/figures/scan_figure.h"

namespace eigenlake {
namespace {

std::optional<std::string> given(const Invocation& invocation, const Option<std::string>& option) {
  if (!invocation.configuration.has(option)) return std::nullopt;
  return invocation[option];
}

/// Checks which options go together. Errors: kUsage.
Result<> check_request(const Invocation& invocation) {
  const Configuration& configuration = invocation.configuration;
  const bool has_x = configuration.has(option::kX);
  const bool has_column = configuration.has(option::kCompare);
  const bool has_ids = !invocation.operands.empty();
  if (has_ids + has_x + has_column == 0)
    return fail(ErrorKind::kUsage,
                "eigenlake plot requires an EXPERIMENT_ID, --x or --compare, for instance --x scan_value");
  if (has_ids + has_x + has_column > 1)
    return fail(ErrorKind::kUsage, "EXPERIMENT_ID, --x and --compare exclude each other");
  if (has_ids && configuration.has(option::kWhere))
    return fail(ErrorKind::kUsage, "--where requires --x or --compare");
  for (const auto* needs_x : {&option::kY, &option::kSeries})
    if (configuration.has(*needs_x) && !has_x)
      return fail(ErrorKind::kUsage, "{} requires --x", needs_x->flag());
  if (configuration.has(option::kY) && invocation[option::kErrorOnly])
    return fail(ErrorKind::kUsage, "--y and --error exclude each other");
  return {};
}

/// Where the drawing goes; none: to the terminal.
Result<std::optional<ResultFile>> read_output(const Invocation& invocation, PlotFormat& format) {
  format.width = invocation.configuration.has(option::kWidth) ? invocation[option::kWidth] : 0;
  format.height = invocation.configuration.has(option::kHeight) ? invocation[option::kHeight] : 0;
  const auto file = given(invocation, option::kOutput);
  if (!file) {
    format.medium = PlotMedium::kText;
    format.is_ascii = !invocation.process.is_utf8;
    if (format.width == 0) format.width = invocation.process.terminal_width;
    return std::nullopt;
  }
  const auto medium = medium_of_file(*file);
  if (!medium) return fail(ErrorKind::kUsage, "--output of plot must end in .svg or .png, got '{}'", *file);
  format.medium = *medium;
  EIGENLAKE_ASSIGN_OR_RETURN(ResultFile result, ResultFile::at(*file, {}));
  return std::optional(std::move(result));
}

Result<PlottedFigure> plot_figure(const Invocation& invocation, const Lake& lake) {
  const Configuration& configuration = invocation.configuration;
  const auto where = given(invocation, option::kWhere);
  const bool error_only = invocation[option::kErrorOnly];
  const int num_threads = invocation.num_threads();
  if (configuration.has(option::kX))
    return plot_scan(lake, {.x = invocation[option::kX],
                            .y = given(invocation, option::kY),
                            .series = given(invocation, option::kSeries),
                            .where = where,
                            .error_only = error_only,
                            .num_threads = num_threads});
  if (configuration.has(option::kCompare))
    return plot_comparison(lake, {invocation[option::kCompare], where, error_only, num_threads});
  return plot_convergence(lake, {invocation.operands, error_only, num_threads});
}

Result<ExitCode> run_plot(Invocation& invocation) {
  EIGENLAKE_RETURN_IF_ERROR(check_request(invocation));
  PlotFormat format;
  EIGENLAKE_ASSIGN_OR_RETURN(const auto file, read_output(invocation, format));
  EIGENLAKE_ASSIGN_OR_RETURN(const Lake lake, open_lake(invocation, LakeAccess::kRead));
  EIGENLAKE_ASSIGN_OR_RETURN(const PlottedFigure plotted, plot_figure(invocation, lake));
  for (const std::string& note : plotted.notes) invocation.note(note);
  if (invocation.json()) invocation.print(to_json(plotted.figure));
  if (invocation.json() && !file) return ExitCode::kOk;
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string drawn, draw(plotted.figure, format));
  if (!file) {
    invocation.process.out << drawn;
    return ExitCode::kOk;
  }
  EIGENLAKE_RETURN_IF_ERROR(file->write([&](const TextSink& sink) { return sink(drawn); }));
  return ExitCode::kOk;
}

}  // namespace

Command plot_command() {
  return {
      .name = "plot",
      .purpose = Purpose::kLook,
      .summary = "Plot the convergence of runs, a scan, or a comparison",
      .description =
          "Draws into a file of SVG or PNG, or as text on the terminal. With experiments: their energies "
          "over "
          "the evaluations, and their errors to FCI on a logarithmic axis; a unique prefix of an id is "
          "enough. With --x: the energies over an SQL expression, with the FCI curve and the errors. With "
          "--compare: errors and evaluations for each value of a column, as boxes with their points. The "
          "program gnuplot draws. With --json the data of the figure are printed.",
      .example =
          "eigenlake plot 3f2a\n"
          "eigenlake plot --x scan_value -o scan.svg\n"
          "eigenlake plot --compare optimizer -o compare.png",
      .operands = {"[EXPERIMENT_ID…]", 0, kAnyNumber},
      .options = joined_settings({option::kPlotOptions, Settings{&option::kWhere, &option::kOutput}}),
      .only_reads = true,
      .run = run_plot};
}

}  // namespace eigenlake
