// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/plot/plot_script.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eigenlake/plot/axis_scale.h"
#include "eigenlake/plot/plot_text.h"
#include "eigenlake/plot/quartiles.h"

namespace eigenlake {
namespace {

// Colours of Okabe and Ito, which readers with any colour vision tell apart; their yellow is too light for
// lines.
constexpr std::string_view kColours[] = {"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"};
constexpr std::string_view kReferenceColour = "#333333";
// Dashes and marks differ as well, for black and white.
constexpr std::string_view kDashes[] = {"solid", "(12,5)", "(3,4)", "(12,4,3,4)", "(20,6)"};
constexpr std::string_view kReferenceDashes[] = {"(7,4)", "(2,3)", "(8,3,2,3)"};
constexpr int kMarks[] = {7, 5, 9, 11, 13, 6, 4, 8, 10, 12};

constexpr double kDesignWidth = 900.0;   // All sizes are for an image so wide.
constexpr double kCharacterWidth = 7.4;  // Of the legend, in that image.
constexpr size_t kNameMax = 44;
constexpr size_t kTextLines = 7;        // Different characters that gnuplot has for lines.
constexpr size_t kLegendAbove = 4;      // More entries are at the right.
constexpr size_t kLegendMax = 20;       // The others are counted.
constexpr size_t kLevelCategories = 6;  // More have slanted names.

template <typename T, size_t kCount>
const T& cyclic(const T (&list)[kCount], size_t place) {
  return list[place % kCount];
}

std::vector<std::string> names_in(const PlotPanel& panel) {
  std::vector<std::string> names;
  for (const PlotSeries& series : panel.series) names.push_back(series.name);
  for (const PlotBoxes& boxes : panel.boxes) names.push_back(boxes.name);
  std::erase(names, "");
  return names;
}

/// Writes the script of one figure.
class ScriptWriter {
 public:
  ScriptWriter(const Figure& figure, const PlotFormat& format) : figure_(figure), format_(format) {}

  std::string write() {
    set_terminal();
    set_look();
    for (const PlotPanel& panel : figure_.panels) {
      for (const std::string& name : names_in(panel))
        longest_name_ = std::max(longest_name_, std::min(name.size(), kNameMax));
      legend_size_ = std::max(legend_size_, names_in(panel).size());
    }
    if (!is_text()) {
      add("set multiplot layout {},1 title {} noenhanced font ',{}'", figure_.panels.size(),
          quoted(figure_.title), font_size(is_svg() ? 16 : 12));
    }
    for (size_t place = 0; place < figure_.panels.size(); ++place) {
      // One label is enough for panels with the same axis.
      const bool is_last = place + 1 == figure_.panels.size();
      const bool repeats = !is_last && figure_.panels[place].x.label == figure_.panels[place + 1].x.label;
      write_panel(figure_.panels[place], repeats && !is_text());
    }
    if (!is_text()) add("unset multiplot");
    return std::move(script_);
  }

 private:
  bool is_text() const { return format_.medium == PlotMedium::kText; }
  double scale() const { return is_text() ? 1.0 : format_.width / kDesignWidth; }
  double font_size(double points) const { return points * (is_text() ? 1.0 : scale()); }

  template <typename... Args>
  void add(fmt::format_string<Args...> format, Args&&... args) {
    script_ += fmt::format(format, std::forward<Args>(args)...);
    script_ += '\n';
  }

  std::string quoted(std::string_view text) const {
    std::string line = one_line_of_utf8(text);
    if (format_.is_ascii) line = ascii_of(line);
    // gnuplot writes texts into CDATA sections of an SVG, which this would end.
    for (size_t end = line.find("]]>"); is_svg() && end != std::string::npos; end = line.find("]]>", end))
      line.replace(end, 3, "]] >");
    return gnuplot_quoted(line);
  }
  /// In a label of a tick a per cent sign would begin a format.
  std::string quoted_tick(std::string_view text) const {
    std::string doubled;
    for (const char c : shortened(one_line_of_utf8(text), kNameMax)) doubled.append(c == '%' ? 2 : 1, c);
    return quoted(doubled);
  }

  void set_terminal() {
    add("set encoding utf8");
    const int width = format_.width;
    const int height = format_.height;
    switch (format_.medium) {
      case PlotMedium::kSvg:
        add("set terminal svg size {},{} fixed noenhanced font 'DejaVu Sans,{:.2f}' linewidth {:.3f} "
            "background '#ffffff'",
            width, height, font_size(13), scale());
        break;
      case PlotMedium::kPng:
        add("set terminal pngcairo size {},{} noenhanced font 'DejaVu Sans,{:.2f}' linewidth {:.3f} "
            "background '#ffffff'",
            width, height, font_size(10), scale());
        break;
      case PlotMedium::kText:
        add("set terminal dumb size {},{} nofeed noenhanced mono", width, height);
    }
  }

  void set_look() {
    if (is_text()) return add("set tics nomirror");
    add("set border 3 linewidth 1 linecolor rgb '#333333'");
    add("set tics nomirror out textcolor rgb '#222222'");
    add("set grid linetype 1 linewidth 0.6 linecolor rgb '#dddddd'");
    add("set pointsize {:.3f}", 0.55 * (format_.medium == PlotMedium::kSvg ? scale() : scale()));
    add("set bars 0.6");
    add("set boxwidth 0.2 absolute");
  }

  void set_axis(char name, const PlotAxis& axis, const AxisScale& scale) {
    add("set {}label {} noenhanced", name, quoted(axis.label));
    add("{} logscale {}", axis.is_logarithmic ? "set" : "unset", name);
    add("set {}range [{}:{}] noextend", name, scale.low, scale.high);
    std::string ticks = "autofreq";
    if (scale.step > 0.0) ticks = fmt::format("{}", scale.step);
    if (!scale.ticks.empty()) {
      ticks = "(";
      for (const auto& [value, text] : scale.ticks)
        ticks += fmt::format("{}{} {}", ticks.size() > 1 ? ", " : "", quoted_tick(text), value);
      ticks += ")";
    }
    const bool slants = name == 'x' && !is_text() && axis.categories.size() > kLevelCategories;
    add("set {}tics {} {} format '%.{}f' noenhanced", name, slants ? "rotate by -35" : "norotate", ticks,
        axis.is_whole ? 0 : scale.decimals);
  }

  /// The legend is outside of the axes, so that it hides nothing, and leaves all panels the same width.
  void set_legend(ptrdiff_t num_names) {
    const bool above = legend_size_ <= kLegendAbove;
    if (is_text())
      return add("set key {}",
                 num_names == 0 ? "off" : "outside center bottom horizontal width 3 noenhanced");
    add("set lmargin at screen {:.4f}", 104.0 / kDesignWidth);
    const double names = static_cast<double>(longest_name_) * kCharacterWidth + 62.0;
    const double right = above ? 1.0 - 24.0 / kDesignWidth : 1.0 - std::min(0.45, names / kDesignWidth);
    add("set rmargin at screen {:.4f}", right);
    if (num_names == 0) return add("unset key");
    add("set key {} noenhanced Left reverse samplen 3.2 spacing 1.15 font ',{:.2f}'",
        above ? "outside above left horizontal"
              : fmt::format("at screen {:.4f}, graph 1 left top vertical", right + 0.01),
        font_size(is_svg() ? 12 : 9.2));
  }
  bool is_svg() const { return format_.medium == PlotMedium::kSvg; }

  static std::pair<std::vector<double>, std::vector<double>> values_of(const PlotPanel& panel) {
    std::vector<double> x;
    std::vector<double> y;
    for (const PlotSeries& series : panel.series) {
      for (const PlotPoint& point : series.points) {
        x.push_back(point.x);
        y.insert(y.end(), {point.y, point.low, point.high});
      }
    }
    for (const PlotBoxes& boxes : panel.boxes)
      for (const PlotBox& box : boxes.boxes) y.insert(y.end(), box.values.begin(), box.values.end());
    return {std::move(x), std::move(y)};
  }

  void write_panel(const PlotPanel& panel, bool hides_x_label) {
    const auto [x, y] = values_of(panel);
    constexpr bool kWithWideMargins = false;  // Columns are narrow.
    set_axis('x', panel.x, scale_of(panel.x, x, kWithWideMargins));
    if (hides_x_label) add("unset xlabel");
    set_axis('y', panel.y, scale_of(panel.y, y, is_text()));
    if (is_text()) add("set title {} noenhanced\nunset ylabel", quoted(panel.y.label));
    // A name that is in the legend of a panel above has the same line here.
    if (is_text()) shown_names_.clear();
    const std::vector<std::string> names = names_in(panel);
    set_legend(std::ranges::count_if(names, [&](const auto& name) { return !shown_names_.contains(name); }));
    parts_.clear();
    num_named_ = 0;
    // What is drawn later covers the rest of a text.
    if (is_text()) write_all_series(panel, true);
    write_all_series(panel, false);
    for (size_t i = 0; i < panel.boxes.size(); ++i) write_boxes(panel.boxes[i], i, panel.boxes.size());
    if (!is_text()) write_all_series(panel, true);
    if (parts_.empty()) parts_.push_back("NaN notitle");
    add("plot {}", fmt::join(parts_, ", \\\n  "));
  }

  void write_all_series(const PlotPanel& panel, bool references) {
    size_t place = 0;
    for (const PlotSeries& series : panel.series)
      if ((series.style == PlotStyle::kReference) == references) write_series(series, place++);
  }

  std::string title_of(const std::string& name) {
    if (name.empty() || shown_names_.contains(name) || ++num_named_ > kLegendMax) return "notitle";
    shown_names_.insert(name);
    const bool is_last = num_named_ == kLegendMax && legend_size_ > kLegendMax;
    return "title " + quoted(is_last ? fmt::format("and {} more", legend_size_ - kLegendMax + 1)
                                     : shortened(one_line_of_utf8(name), kNameMax));
  }

  /// A block of rows, and its name.
  template <typename WriteRows>
  std::string data_block(const WriteRows& write_rows) {
    const std::string name = fmt::format("$d{}", num_blocks_++);
    add("{} << EOD", name);
    write_rows();
    add("EOD");
    return name;
  }

  void write_series(const PlotSeries& series, size_t place) {
    const std::string data = data_block([&] {
      for (const PlotPoint& point : series.points) {
        if (std::isfinite(point.y))
          add("{} {} {} {}", point.x, point.y, point.low, point.high);
        else
          add("");
      }
    });
    if (is_text()) return write_text_series(series, data, place);
    const bool has_errors = std::ranges::any_of(series.points, [](const auto& p) { return p.low < p.high; });
    const std::string colour = fmt::format("linecolor rgb '{}'", cyclic(kColours, place));
    const std::string mark = fmt::format("pointtype {}", cyclic(kMarks, place));
    const std::string line = fmt::format("linewidth 1.6 dashtype {}", cyclic(kDashes, place));
    if (has_errors)
      parts_.push_back(
          fmt::format("{} using 1:2:3:4 with yerrorbars {} pointtype -1 linewidth 1 notitle", data, colour));
    const std::string title = title_of(series.name);
    switch (series.style) {
      case PlotStyle::kReference:
        parts_.push_back(
            fmt::format("{} using 1:2 with lines linecolor rgb '{}' linewidth 1.2 dashtype {} {}", data,
                        kReferenceColour, cyclic(kReferenceDashes, place), title));
        break;
      case PlotStyle::kLine:
        parts_.push_back(fmt::format("{} using 1:2 with lines {} {} {}", data, colour, line, title));
        break;
      case PlotStyle::kLineWithPoints:
        parts_.push_back(
            fmt::format("{} using 1:2 with linespoints {} {} {} {}", data, colour, line, mark, title));
        break;
      case PlotStyle::kPoints:
        parts_.push_back(fmt::format("{} using 1:2 with points {} {} {}", data, colour, mark, title));
    }
  }

  void write_text_series(const PlotSeries& series, const std::string& data, size_t place) {
    constexpr std::string_view kDrawn[] = {"lines", "linespoints", "points", "lines"};
    const bool is_reference = series.style == PlotStyle::kReference;
    parts_.push_back(fmt::format(
        "{} using 1:2 with {} linetype {} pointtype {} {}", data, kDrawn[static_cast<size_t>(series.style)],
        is_reference ? 0 : static_cast<int>(place % kTextLines) + 1, place + 1, title_of(series.name)));
  }

  /// The boxes of one name stand at its place in each category; points are spread over the box.
  void write_boxes(const PlotBoxes& boxes, size_t place, size_t num_names) {
    const double slot = 0.8 / static_cast<double>(num_names);
    const double width = std::min(0.3, slot * 0.8);
    const auto centre = [&](const PlotBox& box) {
      return static_cast<double>(box.category) +
             (static_cast<double>(place) - (static_cast<double>(num_names) - 1) / 2) * slot;
    };
    const std::string summary = data_block([&] {
      for (const PlotBox& box : boxes.boxes) {
        const Quartiles q = quartiles_of(box.values);
        add("{} {} {} {} {} {} {}", centre(box), q.first, q.min, q.max, q.third, q.median, width);
      }
    });
    const std::string points = data_block([&] {
      for (const PlotBox& box : boxes.boxes)
        for (size_t i = 0; i < box.values.size(); ++i)
          add("{} {}", centre(box) + width * 0.7 * spread(i, box.values.size()), box.values[i]);
    });
    const std::string title = title_of(boxes.name);
    if (is_text()) {
      parts_.push_back(fmt::format("{} using 1:2 with points pointtype {} {}", points, place + 1, title));
      return;
    }
    const std::string colour = fmt::format("linecolor rgb '{}'", cyclic(kColours, place));
    parts_.push_back(
        fmt::format("{} using 1:2:3:4:5:7 with candlesticks fillstyle empty whiskerbars 0.5 {} "
                    "linewidth 1.2 notitle",
                    summary, colour));
    parts_.push_back(
        fmt::format("{} using 1:6:6:6:6:7 with candlesticks {} linewidth 2.6 notitle", summary, colour));
    parts_.push_back(fmt::format("{} using 1:2 with points {} pointtype {} {}", points, colour,
                                 cyclic(kMarks, place), title));
  }

  /// Places in [-0.5, 0.5], the same at each call and far from one another.
  static double spread(size_t place, size_t count) {
    if (count < 2) return 0.0;
    constexpr double kGoldenRatio = 0.6180339887498949;
    const double turns = static_cast<double>(place) * kGoldenRatio;
    return turns - std::floor(turns) - 0.5;
  }

  const Figure& figure_;
  const PlotFormat& format_;
  std::string script_;
  std::vector<std::string> parts_;  ///< Of the present plot command.
  std::set<std::string> shown_names_;
  size_t longest_name_ = 0;
  size_t legend_size_ = 0;
  size_t num_named_ = 0;
  size_t num_blocks_ = 0;
};

}  // namespace

std::string plot_script(const Figure& figure, const PlotFormat& format) {
  return ScriptWriter(figure, format).write();
}

}  // namespace eigenlake
