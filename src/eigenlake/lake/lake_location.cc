// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/lake/lake_location.h"

#include <string_view>

namespace eigenlake {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kSchemeEnd = "://";
constexpr std::string_view kStateFolder = ".eigenlake";

Result<std::string> absolute_local(std::string_view place) {
  std::error_code error;
  fs::path result = fs::absolute(local_path_of(place), error).lexically_normal();
  if (error) return fail(ErrorKind::kStore, "{}: {}", place, error.message());
  if (!result.has_filename() && result.has_relative_path()) result = result.parent_path();
  return result.string();
}

/// Without trailing slashes; a local one absolute.
Result<std::string> normal_place(std::string_view place, std::string_view what) {
  if (place.empty()) return fail(ErrorKind::kInvalidInput, "the place of the {} is empty", what);
  if (!is_remote(place)) return absolute_local(place);
  while (place.ends_with('/')) place.remove_suffix(1);
  const size_t bucket = place.find(kSchemeEnd);
  if (bucket == std::string_view::npos || bucket + kSchemeEnd.size() >= place.size())
    return fail(ErrorKind::kInvalidInput, "the place of the {} has no bucket: '{}'", what, place);
  return std::string(place);
}

/// Without our own folders, which people may include.
std::string raw_root_of(std::string place) {
  for (const std::string_view ours : {"/experiment.vqe", "/experiments"})
    if (place.ends_with(ours)) place.resize(place.size() - ours.size());
  return place;
}

/// "s3://bucket" has no parent but itself.
std::string parent_of(const std::string& place) {
  const size_t slash = place.rfind('/');
  const size_t scheme = place.find(kSchemeEnd);
  const bool is_bucket = scheme != std::string::npos && slash < scheme + kSchemeEnd.size();
  return slash == std::string::npos || is_bucket ? place : place.substr(0, slash);
}

std::string state_of(const std::string& warehouse) {
  constexpr std::string_view kUsual = "/features/warehouse";
  const bool is_usual = warehouse.ends_with(kUsual) && !warehouse.ends_with(":/" + std::string(kUsual));
  const std::string beside =
      is_usual ? warehouse.substr(0, warehouse.size() - kUsual.size()) : parent_of(warehouse);
  return fmt::format("{}/{}", beside, kStateFolder);
}

}  // namespace

bool is_remote(std::string_view place) {
  return place.find(kSchemeEnd) != std::string_view::npos && !place.starts_with("file:");
}

fs::path local_path_of(std::string_view place) {
  if (place.starts_with("file://")) return place.substr(7);
  if (place.starts_with("file:")) return place.substr(5);
  return place;
}

Result<LakeRoots> resolve_lake(const LakeLocation& location) {
  LakeRoots roots;
  EIGENLAKE_ASSIGN_OR_RETURN(const std::string lake, normal_place(location.lake, "lake"));
  roots.raw = lake + "/raw-results";
  roots.warehouse = lake + "/features/warehouse";
  roots.name = lake;
  if (location.raw) {
    EIGENLAKE_ASSIGN_OR_RETURN(const std::string raw, normal_place(*location.raw, "raw objects"));
    roots.raw = raw_root_of(raw);
  }
  if (location.warehouse) {
    EIGENLAKE_ASSIGN_OR_RETURN(roots.warehouse, normal_place(*location.warehouse, "warehouse"));
    roots.name = roots.warehouse;
  }
  roots.state = state_of(roots.warehouse);
  if (!is_remote(roots.state)) roots.durable_from = parent_of(roots.state);
  return roots;
}

}  // namespace eigenlake
