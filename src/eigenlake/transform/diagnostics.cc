#include "eigenlake/transform/diagnostics.h"

#include "eigenlake/json/json.h"

namespace eigenlake {
namespace {

void read(const Json& value, std::optional<double>& out) {
  if (value.is_number()) out = value.get<double>();
}

void read(const Json& value, std::optional<bool>& out) {
  if (value.is_boolean()) out = value.get<bool>();
}

void read(const Json& value, std::optional<std::string>& out) {
  if (value.is_string()) out = value.get<std::string>();
}

void read(const Json& value, std::optional<std::vector<std::string>>& out) {
  if (!value.is_array()) return;
  out.emplace();
  for (const auto& element : value) {
    if (element.is_string()) out->push_back(element.get<std::string>());
  }
}

template <typename T>
void read_key(const Json& object, const char* key, std::optional<T>& out) {
  const auto found = object.find(key);
  if (found != object.end()) read(*found, out);
}

}  // namespace

Diagnostics parse_diagnostics(const std::optional<std::string>& json) {
  Diagnostics result;
  if (!json) return result;
  const auto document = parse_json(*json);
  if (!document || !document->is_object()) {
    result.quality_flags = {"diagnostics_unreadable"};
    return result;
  }
  read_key(*document, "hf_total_energy", result.hf_total_energy);
  read_key(*document, "mp2_total_energy", result.mp2_total_energy);
  read_key(*document, "fci_total_energy", result.fci_total_energy);
  read_key(*document, "num_particles_mean", result.num_particles_mean);
  read_key(*document, "sz_mean", result.sz_mean);
  read_key(*document, "s_squared_mean", result.s_squared_mean);
  read_key(*document, "sector_leakage", result.sector_leakage);
  read_key(*document, "in_sector", result.in_sector);
  read_key(*document, "stop_reason", result.stop_reason);
  read_key(*document, "engine", result.engine);
  read_key(*document, "quality_flags", result.quality_flags);
  return result;
}

}  // namespace eigenlake
