// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eigenlake/lake/lake.h"
#include "eigenlake/object_store/s3_options.h"

namespace eigenlake {

/// Where a lake is, and how its stores and its catalog are reached.
struct LakeAddress {
  LakeLocation location = {};
  S3Options s3 = {};
  std::optional<iceberg::CatalogOptions> catalog = {};  ///< None: the one recorded in the lake.
  /// URIs or local folders outside of the lake where its tables may have data.
  std::vector<std::string> outside_places = {};
};

LakeConnections connections_of(const LakeAddress& address, LakeAccess access);

/// Errors: of Lake::open; kStore for a place where no lake can be created.
Result<Lake> open_lake(const LakeAddress& address, LakeAccess access);

/// The same for a lake that must exist. Errors: also kNotFound.
Result<Lake> open_existing_lake(const LakeAddress& address, LakeAccess access);

}  // namespace eigenlake
