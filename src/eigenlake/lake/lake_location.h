#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// Where a user says that a lake lies: paths or URIs ("file:///…", "s3://bucket/prefix").
struct LakeLocation {
  std::string lake = "./lake";
  std::optional<std::string> raw;        ///< Raw objects elsewhere than in LAKE/raw-results.
  std::optional<std::string> warehouse;  ///< Tables elsewhere than in LAKE/features/warehouse.
};

/// The roots of a lake's three stores, as absolute paths or as URIs without a trailing slash.
struct LakeRoots {
  std::string name;       ///< What people know the lake by: `lake`, or the warehouse where that was named.
  std::string raw;        ///< Holds experiments/experiment.vqe/…
  std::string warehouse;  ///< Holds quantum_features/…
  /// What is written about the lake itself: the folder .eigenlake beside the warehouse's own, or beside
  /// "features" where the warehouse ends in features/warehouse, so that every way to one warehouse leads to
  /// one state.
  std::string state;
  /// Up to where folders are made durable; empty where nothing lies in the local file system.
  std::filesystem::path durable_from;
};

/// Errors: kInvalidInput for an empty place or a URI without a bucket; kStore where there is no working
/// folder.
Result<LakeRoots> resolve_lake(const LakeLocation& location);

/// True for "s3://…" and the like; false for paths and for "file:" URIs.
bool is_remote(std::string_view place);

/// The path that a "file:" URI or a path means. Requires: !is_remote(place).
std::filesystem::path local_path_of(std::string_view place);

}  // namespace eigenlake
