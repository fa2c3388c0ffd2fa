#include "eigenlake/simulation/performance_json.h"

#include "eigenlake/json/json.h"

namespace eigenlake {

std::string performance_json(const SystemFigures& figures) {
  Json json = {{"timestamp", figures.timestamp_ms}};
  if (!figures.processor.empty()) json["processor"] = figures.processor;
  json["num_processors"] = figures.num_processors;
  const auto add = [&](const char* name, const auto& figure) {
    if (figure) json[name] = *figure;
  };
  add("load_1m", figures.load_1m);
  add("load_5m", figures.load_5m);
  add("load_15m", figures.load_15m);
  add("memory_total_bytes", figures.memory_total_bytes);
  add("memory_available_bytes", figures.memory_available_bytes);
  add("resident_bytes", figures.resident_bytes);
  add("uptime_seconds", figures.uptime_seconds);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace eigenlake
