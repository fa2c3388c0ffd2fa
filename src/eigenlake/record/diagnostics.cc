// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/record/diagnostics.h"

#include <utility>

#include "eigenlake/record/json_type.h"

namespace eigenlake {
namespace {

// The keys for the writer and the reader: visit(key, member).
template <typename Object, typename Visit>
void visit_members(Object& diagnostics, Visit visit) {
  visit("hf_total_energy", diagnostics.hf_total_energy);
  visit("mp2_total_energy", diagnostics.mp2_total_energy);
  visit("fci_total_energy", diagnostics.fci_total_energy);
  visit("num_particles_mean", diagnostics.num_particles_mean);
  visit("sz_mean", diagnostics.sz_mean);
  visit("s_squared_mean", diagnostics.s_squared_mean);
  visit("sector_leakage", diagnostics.sector_leakage);
  visit("in_sector", diagnostics.in_sector);
  visit("stop_reason", diagnostics.stop_reason);
  visit("engine", diagnostics.engine);
  visit("quality_flags", diagnostics.quality_flags);
  // No columns:
  visit("curvature_evaluations", diagnostics.curvature_evaluations);
  visit("lowest_curvature", diagnostics.lowest_curvature);
  visit("saddles_escaped", diagnostics.saddles_escaped);
  visit("reference_time", diagnostics.reference_time);
  visit("dipole_moment", diagnostics.dipole_moment);
  visit("natural_occupations", diagnostics.natural_occupations);
  visit("scf", diagnostics.scf);
}

template <typename Note, typename Visit>
void visit_note(Note& note, Visit visit) {
  visit("method", note.method);
  visit("guess", note.guess);
  visit("stability", note.stability);
  visit("level_shift", note.level_shift);
  visit("orbital_order", note.orbital_order);
}

Json json_of(const ScfNote& note) {
  Json json = Json::object();
  visit_note(note, [&json](const char* key, const auto& value) { json[key] = value; });
  return json;
}

template <typename T>
Json json_of(const T& value) {
  return value;
}

constexpr const char* kRestartEnergies = "restart_energies";

template <typename T>
bool read(const Json& json, T& target) {
  if (!has_type<T>(json)) return false;
  target = json.get<T>();
  return true;
}

bool read(const Json& json, ScfNote& target) {
  if (!json.is_object()) return false;
  bool good = true;
  visit_note(target, [&](const char* key, auto& member) {
    const auto found = json.find(key);
    if (found != json.end() && !found->is_null()) good = good && read(*found, member);
  });
  return good;
}

template <typename T>
bool read(const Json& json, std::vector<T>& target) {
  if (!json.is_array()) return false;
  for (const Json& item : json) {
    if (!read(item, target.emplace_back())) return false;
  }
  return true;
}

}  // namespace

std::string to_json(const Diagnostics& diagnostics) {
  Json json = Json::object();
  visit_members(diagnostics, [&json](const char* key, const auto& value) {
    if (value) json[key] = json_of(*value);
  });
  if (!diagnostics.restart_energies.empty()) json[kRestartEnergies] = diagnostics.restart_energies;
  return json.dump();
}

Result<Diagnostics> parse_diagnostics(std::string_view text) {
  auto json = parse_json_strictly(text);
  if (!json) return fail_with_context(std::move(json).error(), "in the record's diagnostics");
  if (!json->is_object()) {
    return fail(ErrorKind::kCorrupt, "diagnostics must be a JSON object, got {}", json->type_name());
  }
  Diagnostics diagnostics;
  std::string wrong_key;
  const auto read_into = [&](const char* key, auto& target) {
    const auto found = json->find(key);
    if (found != json->end() && !found->is_null() && !read(*found, target)) wrong_key = key;
  };
  visit_members(diagnostics, [&](const char* key, auto& target) {
    if (const auto found = json->find(key); found != json->end() && !found->is_null())
      read_into(key, target.emplace());
  });
  read_into(kRestartEnergies, diagnostics.restart_energies);
  if (wrong_key.empty()) return diagnostics;
  return fail(ErrorKind::kCorrupt, "{} in the record's diagnostics has the wrong type: {}", wrong_key,
              (*json)[wrong_key].dump());
}

}  // namespace eigenlake
