// SPDX-License-Identifier: Apache-2.0
#include <fstream>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/plot/axis_scale.h"
#include "eigenlake/plot/draw.h"
#include "eigenlake/plot/figure_json.h"
#include "eigenlake/plot/gnuplot.h"
#include "eigenlake/plot/plot_script.h"
#include "eigenlake/plot/plot_text.h"
#include "eigenlake/plot/quartiles.h"

namespace eigenlake {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Le;
using ::testing::Not;
using ::testing::StartsWith;

PlotPoint at(double x, double y) {
  return {x, y, y, y};
}

Figure curve_named(const std::string& name) {
  PlotPanel panel{.x = {.label = name}, .y = {.label = name, .is_logarithmic = true}};
  panel.series = {{name, PlotStyle::kLineWithPoints, {at(0, 1), {1, 0.1, 0.05, 0.2}, at(2, 0.001)}}};
  return {.title = name, .description = name, .panels = {panel}};
}

Figure boxes_named(const std::string& name) {
  PlotPanel panel{.x = {.categories = {name, "H2"}}, .y = {.label = "evaluations"}};
  panel.boxes = {{name, {{0, {1, 2, 3, 4}}, {1, {5}}}}, {"b", {{1, {2, 9}}}}};
  return {.title = name, .description = name, .panels = {panel}};
}

std::string drawn(const Figure& figure, const PlotFormat& format) {
  const auto result = draw(figure, format);
  EXPECT_TRUE(result) << result.error().to_string();
  return result.value_or("");
}

TEST(Draw, SvgHasTitleDescriptionAndSeries) {
  const std::string svg = drawn(curve_named("N2 <a> & \"b\""), {.medium = PlotMedium::kSvg});
  EXPECT_THAT(svg, HasSubstr("<title id=\"title\">N2 &lt;a&gt; &amp; &quot;b&quot;</title>"));
  EXPECT_THAT(svg, HasSubstr("<desc id=\"description\">N2 &lt;a&gt;"));
  EXPECT_THAT(svg, HasSubstr("width=\"900\""));
  EXPECT_THAT(svg, Not(HasSubstr("GNUPLOT 5")));
}

TEST(Draw, NamesDoNotEndTheSectionsOfAnSvg) {
  for (const Figure& figure : {curve_named("a]]>b"), boxes_named("]]>")}) {
    const std::string svg = drawn(figure, {.medium = PlotMedium::kSvg});
    EXPECT_THAT(svg, HasSubstr("]] >"));
    const auto count = [&](std::string_view part) {
      size_t number = 0;
      for (size_t place = svg.find(part); place != std::string::npos; place = svg.find(part, place + 1))
        ++number;
      return number;
    };
    EXPECT_EQ(count("]]>"), count("<![CDATA["));
  }
}

TEST(Draw, PngHasTheSizeThatIsAskedFor) {
  const std::string png = drawn(curve_named("H2"), {.medium = PlotMedium::kPng, .width = 640, .height = 300});
  EXPECT_THAT(png, StartsWith("\x89PNG"));
  EXPECT_EQ(png.substr(16, 8), std::string("\0\0\x02\x80\0\0\x01\x2c", 8));
}

TEST(Draw, SameFigureGivesTheSameBytes) {
  for (const PlotMedium medium : {PlotMedium::kSvg, PlotMedium::kPng, PlotMedium::kText})
    EXPECT_EQ(drawn(boxes_named("H2"), {.medium = medium}), drawn(boxes_named("H2"), {.medium = medium}));
}

TEST(Draw, TextKeepsItsWidthAndIsAscii) {
  const std::string text = drawn(curve_named("Å λ bond"),
                                 {.medium = PlotMedium::kText, .width = 40, .height = 16, .is_ascii = true});
  EXPECT_THAT(text, HasSubstr("A ? bond"));
  size_t begin = 0;
  for (size_t end = text.find('\n'); end != std::string::npos; begin = end + 1, end = text.find('\n', begin))
    EXPECT_THAT(end - begin, Le(40));
  for (const char c : text) EXPECT_GE(static_cast<unsigned char>(c), '\n');
  for (const char c : text) EXPECT_LT(static_cast<unsigned char>(c), 0x80);
}

/// None of these may be run, read or written by gnuplot, nor break the drawing.
TEST(Draw, HostileTextIsOnlyText) {
  const std::string mark = ::testing::TempDir() + "plot_was_steered";
  const std::vector<std::string> texts = {
      "'; system('touch " + mark + "') #",
      "`touch " + mark + "`",
      "\n!touch " + mark + "\n",
      "EOD\nset output '" + mark + "'\n",
      "\\\n\"`touch " + mark + "`\"",
      "@x $d0 %s %n %d%%%5.2f {/Symbol a} ^2_3 & ~a{b} \\047",
      "''",
      "'",
      "\\'",
      "\\",
      "#",
      "a\tb\rc\x01\x7f",
      "\xff\xfe\xc3 \xed\xa0\x80 \xf5\x80\x80\x80",
      "\"",
      "",
      "NaN",
      std::string("nul\0byte", 8),
      "</title><script>x</script>",
      std::string(5000, '\''),
  };
  for (const std::string& text : texts) {
    for (const PlotMedium medium : {PlotMedium::kSvg, PlotMedium::kPng, PlotMedium::kText}) {
      const std::string curve = drawn(curve_named(text), {.medium = medium});
      EXPECT_NE(curve, "");
      EXPECT_TRUE(medium == PlotMedium::kText || !curve.contains("<script>")) << text;
      EXPECT_NE(drawn(boxes_named(text), {.medium = medium}), "");
    }
    EXPECT_FALSE(std::ifstream(mark).is_open()) << text;
  }
}

TEST(Draw, QuotesAreShown) {
  const std::string name = "labels['a'] '' \"b\" `c`";
  EXPECT_THAT(drawn(curve_named(name), {.medium = PlotMedium::kText, .width = 100}), HasSubstr(name));
  EXPECT_THAT(drawn(curve_named(name), {.medium = PlotMedium::kSvg}), HasSubstr("labels['a']"));
}

TEST(Draw, ValuesThatAreNoNumbersInterruptALine) {
  Figure figure = curve_named("H2");
  figure.panels[0].series[0].points[1].y = std::numeric_limits<double>::quiet_NaN();
  EXPECT_THAT(plot_script(figure, {.width = 900, .height = 400}), Not(HasSubstr("nan")));
  EXPECT_NE(drawn(figure, {.medium = PlotMedium::kSvg}), "");
  figure.panels[0].series.clear();
  EXPECT_NE(drawn(figure, {.medium = PlotMedium::kSvg}), "");
}

TEST(Draw, ManySeriesAreDrawnAndTheLegendCountsTheRest) {
  Figure figure = curve_named("H2");
  for (int i = 0; i < 40; ++i)
    figure.panels[0].series.push_back({"curve " + std::to_string(i), PlotStyle::kLine, {at(0, 1), at(1, 2)}});
  const std::string svg = drawn(figure, {.medium = PlotMedium::kSvg});
  EXPECT_THAT(svg, HasSubstr("and 22 more"));
  EXPECT_THAT(svg, HasSubstr("gnuplot_plot_42"));
}

TEST(Gnuplot, MissingProgramIsSaid) {
  const auto result = run_gnuplot("", "gnuplot-that-is-not-there");
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().kind, ErrorKind::kNotFound);
  EXPECT_THAT(result.error().message, HasSubstr("apt-get install gnuplot-nox"));
}

TEST(Gnuplot, InvalidScriptIsAnErrorWithItsMessage) {
  const auto result = run_gnuplot("plot 'file that is not there'\n");
  ASSERT_FALSE(result);
  EXPECT_THAT(result.error().message, HasSubstr("gnuplot ended with 1: "));
}

TEST(Gnuplot, LargeScriptAndLargeOutputDoNotBlock) {
  std::string script = "set print '-'\n";
  for (int i = 0; i < 20'000; ++i) script += "print '" + std::string(100, 'x') + "'\n";
  const auto result = run_gnuplot(script);
  ASSERT_TRUE(result) << result.error().to_string();
  EXPECT_EQ(result->size(), 20'000U * 101);
}

TEST(Gnuplot, VersionIsPrinted) {
  const auto version = gnuplot_version();
  ASSERT_TRUE(version);
  EXPECT_THAT(*version, HasSubstr("patchlevel"));
}

TEST(AxisScale, LogarithmicAxisHasTicksAtPowers) {
  const AxisScale scale = scale_of({.is_logarithmic = true}, {0.0, -1.0, 0.02, 5.0}, true);
  EXPECT_LT(scale.low, 0.02);
  EXPECT_GT(scale.high, 5.0);
  EXPECT_THAT(scale.ticks,
              ElementsAre(std::pair(0.1, std::string("1e-1")), std::pair(1.0, std::string("1e0"))));
}

TEST(AxisScale, NarrowAndWideLogarithmicAxesHaveTwoToNineTicks) {
  for (const double high : {1.0, 1.5, 9.0, 1e3, 1e9, 1e30}) {
    const size_t count = scale_of({.is_logarithmic = true}, {1.0, high}, false).ticks.size();
    EXPECT_GE(count, 2U) << high;
    EXPECT_LE(count, 9U) << high;
  }
  EXPECT_GE(scale_of({.is_logarithmic = true}, {}, false).ticks.size(), 2U);
}

TEST(AxisScale, LabelsOfALinearAxisDiffer) {
  const AxisScale scale = scale_of({}, {-107.4952, -107.4948}, false);
  EXPECT_DOUBLE_EQ(scale.step, 5e-5);
  EXPECT_EQ(scale.decimals, 5);
  EXPECT_EQ(scale_of({.is_whole = true}, {0, 3}, false).step, 1.0);
  EXPECT_LT(scale_of({}, {-1.0}, false).low, -1.0);
  EXPECT_LT(scale_of({.shown_max = 1.0}, {0.0, 0.5, 100.0}, false).high, 2.0);
}

TEST(Quartiles, AreThoseOfNumPy) {
  const Quartiles q = quartiles_of({7, 1, 4, 2});  // np.percentile([7, 1, 4, 2], [0, 25, 50, 75, 100])
  EXPECT_DOUBLE_EQ(q.min, 1.0);
  EXPECT_DOUBLE_EQ(q.first, 1.75);
  EXPECT_DOUBLE_EQ(q.median, 3.0);
  EXPECT_DOUBLE_EQ(q.third, 4.75);
  EXPECT_DOUBLE_EQ(q.max, 7.0);
  EXPECT_DOUBLE_EQ(quartiles_of({3}).first, 3.0);
}

TEST(PlotText, IsCutAtACharacter) {
  EXPECT_EQ(shortened("ÅÅÅÅ", 4), "ÅÅÅÅ");
  EXPECT_EQ(shortened("ÅÅÅÅÅ", 4), "ÅÅÅ…");
  EXPECT_EQ(one_line_of_utf8("a\nb\xff"), "a b\xEF\xBF\xBD");
  EXPECT_EQ(with_quotes(gnuplot_quoted("'a''b"), "?"), "'?a??b'");
}

TEST(FigureJson, HasPointsErrorsAndQuartiles) {
  const Json curve = to_json(curve_named("N2"));
  EXPECT_EQ(curve["panels"][0]["y"]["scale"], "logarithmic");
  EXPECT_EQ(curve["panels"][0]["series"][0]["points"][1]["high"], 0.2);
  EXPECT_FALSE(curve["panels"][0]["series"][0]["points"][0].contains("high"));
  const Json boxes = to_json(boxes_named("N2"))["panels"][0]["distributions"];
  EXPECT_EQ(boxes[0]["boxes"][0]["category"], "N2");
  EXPECT_EQ(boxes[0]["boxes"][0]["median"], 2.5);
}

TEST(MediumOfFile, IsItsSuffix) {
  EXPECT_EQ(medium_of_file("a.svg"), PlotMedium::kSvg);
  EXPECT_EQ(medium_of_file("a.png"), PlotMedium::kPng);
  EXPECT_EQ(medium_of_file("a.pdf"), std::nullopt);
  EXPECT_EQ(medium_of_file("-"), std::nullopt);
}

}  // namespace
}  // namespace eigenlake
