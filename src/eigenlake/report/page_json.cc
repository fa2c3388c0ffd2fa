// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/report/page_json.h"

#include <algorithm>
#include <functional>
#include <map>

namespace eigenlake {
namespace {

constexpr int kPageDataVersion = 1;
/// Fewer different texts than this share of the runs are listed once and referred to by their place.
constexpr size_t kRepeatsMin = 2;

/// The places of the values among the different ones; empty where most values differ or one is no text.
std::vector<Json> places_of(const std::vector<Json>& values, Json& different) {
  std::map<std::string, size_t> found;
  std::vector<Json> places;
  different = Json::array();
  for (const Json& value : values) {
    if (!value.is_string()) return {};
    const auto [at, is_new] = found.emplace(value.get_ref<const std::string&>(), found.size());
    if (is_new) different.push_back(value);
    if (found.size() * kRepeatsMin > values.size()) return {};
    places.push_back(at->second);
  }
  return places;
}

Json json_of(const ReportColumn& column) {
  Json json = {{"name", column.info.name},
               {"title", column.info.title},
               {"group", column.info.group},
               {"unit", column.info.unit},
               {"shown", column.info.shown}};
  Json different;
  if (std::ranges::adjacent_find(column.values, std::not_equal_to<>()) == column.values.end()) {
    json["all"] = column.values.empty() ? Json() : column.values.front();
  } else if (auto places = places_of(column.values, different); !places.empty()) {
    json["texts"] = std::move(different);
    json["values"] = std::move(places);
  } else {
    json["values"] = column.values;
  }
  return json;
}

Json json_of(const ReportCurve& curve) {
  return {{"run", curve.run},        {"evaluations", curve.evaluations},
          {"stride", curve.stride},  {"reference", curve.reference},
          {"exact", curve.is_exact}, {"above", curve.above}};
}

Json json_of(const ReportBatch& batch) {
  return {{"id", batch.id},
          {"name", batch.name},
          {"processed_at", batch.processed_at},
          {"source", batch.source},
          {"runs", batch.runs}};
}

Json json_of(const ReportGeometry& geometry) {
  return {{"symbols", geometry.symbols}, {"coordinates", geometry.coordinates}};
}

template <typename T>
Json list_of(const std::vector<T>& items) {
  Json list = Json::array();
  for (const T& item : items) list.push_back(json_of(item));
  return list;
}

}  // namespace

std::string page_json(const ReportData& data) {
  Json provenance = Json::array();
  for (const auto& [what, value] : data.provenance) provenance.push_back({what, value});
  const Json json = {{"version", kPageDataVersion},
                     {"title", data.title},
                     {"runs", data.num_runs()},
                     {"notes", data.notes},
                     {"provenance", std::move(provenance)},
                     {"batches", list_of(data.batches)},
                     {"columns", list_of(data.columns)},
                     {"curves", list_of(data.curves)},
                     {"geometries", list_of(data.geometries)},
                     {"geometry_of", data.geometry_of}};
  std::string text;
  for (const char c : json.dump(-1, ' ', false, Json::error_handler_t::replace)) {
    if (c == '<')
      text += "\\u003c";
    else
      text += c;
  }
  return text;
}

}  // namespace eigenlake
