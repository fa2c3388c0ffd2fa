#pragma once

#include <optional>
#include <string>
#include <vector>

#include "eigenlake/lake/lake.h"
#include "eigenlake/object_store/s3_options.h"

namespace eigenlake {

/// Where a lake lies, and how its stores and its catalog are reached.
struct LakeAddress {
  LakeLocation location = {};
  S3Options s3 = {};
  std::optional<iceberg::CatalogOptions> catalog = {};  ///< None: the one that the lake remembers.
  /// Places outside of the lake where tables of it may have data: URIs, or local folders.
  std::vector<std::string> outside_places = {};
};

/// How its stores and its catalog are opened.
LakeConnections connections_of(const LakeAddress& address, LakeAccess access);

/// The lake there. Errors: of Lake::open; kStore for a place where no lake can be made.
Result<Lake> open_lake(const LakeAddress& address, LakeAccess access);

/// The same of a lake that must be there, whatever the access. Errors: kNotFound too.
Result<Lake> open_existing_lake(const LakeAddress& address, LakeAccess access);

}  // namespace eigenlake
