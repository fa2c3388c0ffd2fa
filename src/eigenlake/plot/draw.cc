// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/plot/draw.h"

#include <fmt/format.h>

#include "eigenlake/base/markup_text.h"
#include "eigenlake/plot/gnuplot.h"
#include "eigenlake/plot/plot_script.h"
#include "eigenlake/plot/plot_text.h"

namespace eigenlake {
namespace {

constexpr std::string_view kUnnamed = "<title>gnuplot_plot_";
constexpr int kImageWidth = 900;
constexpr int kPanelHeight = 380;
constexpr int kHeadHeight = 120;
constexpr int kPngScale = 2;  // Dots that printers and dense screens show.
constexpr int kTextWidth = 80;
constexpr int kTextHeight = 24;

PlotFormat with_size(PlotFormat format, size_t num_panels) {
  const bool is_text = format.medium == PlotMedium::kText;
  const int scale = format.medium == PlotMedium::kPng ? kPngScale : 1;
  if (format.width == 0) format.width = is_text ? kTextWidth : kImageWidth * scale;
  if (format.height == 0)
    format.height =
        is_text ? kTextHeight : (kHeadHeight + kPanelHeight * static_cast<int>(num_panels)) * scale;
  return format;
}

/// Replaces what is between `begin` and `end`, once.
void replace_between(std::string& text, std::string_view begin, std::string_view end, std::string_view by) {
  const size_t from = text.find(begin);
  if (from == std::string::npos) return;
  const size_t to = text.find(end, from + begin.size());
  if (to == std::string::npos) return;
  text.replace(from, to + end.size() - from, by);
}

/// Gives the picture the words of the figure: gnuplot's own are its name and version.
std::string with_words(std::string svg, const Figure& figure) {
  const auto escaped = [](const std::string& text) { return markup_text(one_line_of_utf8(text)); };
  replace_between(svg, "<title>", "</title>",
                  fmt::format("<title id=\"title\">{}</title>", escaped(figure.title)));
  replace_between(svg, "<desc>", "</desc>",
                  fmt::format("<desc id=\"description\">{}</desc>", escaped(figure.description)));
  while (svg.contains(kUnnamed)) replace_between(svg, kUnnamed, "</title>", "");
  replace_between(svg, "<svg", " ", "<svg role=\"img\" aria-labelledby=\"title description\" ");
  return svg;
}

/// Without blank lines around it, and without blanks at the ends of lines.
std::string trimmed_lines(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const size_t last = line.find_last_not_of(" \f\r");
    line = last == std::string_view::npos ? "" : line.substr(0, last + 1);
    const bool is_blank = line.empty() && (result.empty() || result.ends_with("\n\n"));
    if (!is_blank) result.append(line) += '\n';
  }
  while (result.ends_with("\n\n")) result.pop_back();
  return result;
}

}  // namespace

std::optional<PlotMedium> medium_of_file(std::string_view file) {
  if (file.ends_with(".svg")) return PlotMedium::kSvg;
  if (file.ends_with(".png")) return PlotMedium::kPng;
  return std::nullopt;
}

Result<std::string> draw(const Figure& figure, const PlotFormat& format) {
  const PlotFormat sized = with_size(format, figure.panels.size());
  std::string script = plot_script(figure, sized);
  // What is written in letters gets its quotes afterwards; in a picture they are typographic ones.
  if (format.medium == PlotMedium::kPng) script = with_quotes(script, "’");
  EIGENLAKE_ASSIGN_OR_RETURN(std::string drawn, run_gnuplot(script));
  if (format.medium != PlotMedium::kPng) drawn = with_quotes(drawn, "'");
  if (drawn.empty()) return fail(ErrorKind::kInternal, "gnuplot drew nothing");
  if (format.medium == PlotMedium::kSvg) return with_words(std::move(drawn), figure);
  if (format.medium == PlotMedium::kPng) return drawn;
  const std::string title = one_line_of_utf8(figure.title);
  return (format.is_ascii ? ascii_of(title) : title) + "\n\n" + trimmed_lines(drawn);
}

}  // namespace eigenlake
