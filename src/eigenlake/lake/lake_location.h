// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// The user's places: paths or URIs ("file:///…", "s3://bucket/prefix").
struct LakeLocation {
  std::string lake = "./lake";
  std::optional<std::string> raw;        ///< Raw objects elsewhere than in LAKE/raw-results.
  std::optional<std::string> warehouse;  ///< Tables elsewhere than in LAKE/features/warehouse.
};

/// Absolute paths, or URIs without a trailing slash.
struct LakeRoots {
  std::string name;       ///< For messages: `lake`, or the warehouse if given.
  std::string raw;        ///< Holds experiments/experiment.vqe/…
  std::string warehouse;  ///< Holds quantum_features/…
  /// The folder .eigenlake beside the warehouse, or beside "features" for …/features/warehouse, so that every
  /// way to one warehouse leads to one state.
  std::string state;
  /// Up to where folders are made durable; empty without local places.
  std::filesystem::path durable_from;
};

/// Errors: kInvalidInput for an empty place or a URI without bucket; kStore without a working folder.
Result<LakeRoots> resolve_lake(const LakeLocation& location);

/// True for "s3://…" and the like, not for paths and "file:" URIs.
bool is_remote(std::string_view place);

/// Of a path or "file:" URI. Requires: !is_remote(place).
std::filesystem::path local_path_of(std::string_view place);

}  // namespace eigenlake
