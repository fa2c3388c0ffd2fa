// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace eigenlake {

struct PlotAxis {
  std::string label = {};
  bool is_logarithmic = false;               ///< Only values above 0 are drawn.
  std::optional<double> shown_max = {};      ///< Larger values of a linear axis lie outside of the picture.
  bool is_whole = false;                     ///< Its values are whole numbers: no ticks between them.
  std::vector<std::string> categories = {};  ///< Names of the values 0, 1, 2 …; empty: numbers.
};

/// A value of `y` that is not a number interrupts the line.
struct PlotPoint {
  double x = 0.0;
  double y = 0.0;
  double low = 0.0;  ///< Ends of the error bar; both are `y` where there is none.
  double high = 0.0;
};

enum class PlotStyle { kLine, kLineWithPoints, kPoints, kReference };

struct PlotSeries {
  std::string name = {};
  PlotStyle style = PlotStyle::kLineWithPoints;
  std::vector<PlotPoint> points = {};
};

/// All values of one name in one category, drawn as a box with its points.
struct PlotBox {
  size_t category = 0;
  std::vector<double> values = {};
};

struct PlotBoxes {
  std::string name = {};
  std::vector<PlotBox> boxes = {};
};

struct PlotPanel {
  PlotAxis x = {};
  PlotAxis y = {};
  std::vector<PlotSeries> series = {};
  std::vector<PlotBoxes> boxes = {};
};

/// A drawing as data: panels below one another. All texts may come from others.
struct Figure {
  std::string title = {};
  std::string description = {};  ///< For readers who do not see it.
  std::vector<PlotPanel> panels = {};
};

}  // namespace eigenlake
