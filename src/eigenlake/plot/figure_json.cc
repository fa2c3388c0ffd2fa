// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/plot/figure_json.h"

#include <cmath>

#include "eigenlake/plot/quartiles.h"

namespace eigenlake {
namespace {

constexpr const char* kStyles[] = {"line", "line with points", "points", "reference"};

Json to_json(const PlotAxis& axis) {
  Json json = {{"label", axis.label}, {"scale", axis.is_logarithmic ? "logarithmic" : "linear"}};
  if (!axis.categories.empty()) json["categories"] = axis.categories;
  return json;
}

Json to_json(const PlotSeries& series) {
  Json points = Json::array();
  for (const PlotPoint& point : series.points) {
    if (!std::isfinite(point.y)) continue;
    Json json = {{"x", point.x}, {"y", point.y}};
    if (point.low < point.high) json.update({{"low", point.low}, {"high", point.high}});
    points.push_back(std::move(json));
  }
  return {{"name", series.name},
          {"style", kStyles[static_cast<size_t>(series.style)]},
          {"points", std::move(points)}};
}

Json to_json(const PlotBoxes& boxes, const PlotAxis& axis) {
  Json list = Json::array();
  for (const PlotBox& box : boxes.boxes) {
    const Quartiles quartiles = quartiles_of(box.values);
    list.push_back({{"category", axis.categories.at(box.category)},
                    {"values", box.values},
                    {"min", quartiles.min},
                    {"first_quartile", quartiles.first},
                    {"median", quartiles.median},
                    {"third_quartile", quartiles.third},
                    {"max", quartiles.max}});
  }
  return {{"name", boxes.name}, {"boxes", std::move(list)}};
}

Json to_json(const PlotPanel& panel) {
  Json json = {{"x", to_json(panel.x)}, {"y", to_json(panel.y)}};
  json["series"] = Json::array();
  for (const PlotSeries& series : panel.series) json["series"].push_back(to_json(series));
  if (panel.boxes.empty()) return json;
  json["distributions"] = Json::array();
  for (const PlotBoxes& boxes : panel.boxes) json["distributions"].push_back(to_json(boxes, panel.x));
  return json;
}

}  // namespace

Json to_json(const Figure& figure) {
  Json json = {{"title", figure.title}, {"description", figure.description}};
  json["panels"] = Json::array();
  for (const PlotPanel& panel : figure.panels) json["panels"].push_back(to_json(panel));
  return json;
}

}  // namespace eigenlake
