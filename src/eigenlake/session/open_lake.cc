// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/session/open_lake.h"

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/iceberg/catalog/outside_data.h"
#include "eigenlake/lake/lake_catalog.h"
#include "eigenlake/object_store/open_object_store.h"

namespace eigenlake {
namespace {

/// For tables outside of the warehouse: the bucket of a URI, or the folder around a local path.
iceberg::StoreProvider store_provider(const S3Options& s3) {
  return [s3](std::string_view uri) -> Result<std::shared_ptr<ObjectStore>> {
    if (!is_remote(uri)) return iceberg::local_store_around(uri);
    const size_t bucket = uri.find("://") + 3;
    return open_object_store(uri.substr(0, uri.find('/', bucket)), s3);
  };
}

std::shared_ptr<const iceberg::OutsideData> outside_data_of(const LakeAddress& address) {
  std::vector<std::string> places;
  for (const std::string& place : address.outside_places)
    places.push_back(is_remote(place) ? place : std::filesystem::absolute(local_path_of(place)).string());
  return std::make_shared<const iceberg::OutsideData>(std::move(places), store_provider(address.s3));
}

}  // namespace

LakeConnections connections_of(const LakeAddress& address, LakeAccess access) {
  LakeConnections connections;
  connections.open_store = [s3 = address.s3](const std::string& root) { return open_object_store(root, s3); };
  const auto open_catalog = [address, access,
                             outside = outside_data_of(address)](LakeParts& parts) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto chosen, choose_catalog(address.catalog, parts, access));
    EIGENLAKE_RETURN_IF_ERROR(open_lake_catalog(chosen, store_provider(address.s3), parts));
    parts.catalog->allow_outside(outside);
    return {};
  };
  connections.open_catalog = open_catalog;
  return connections;
}

Result<Lake> open_lake(const LakeAddress& address, LakeAccess access) {
  auto lake = Lake::open(address.location, access, connections_of(address, access));
  // Where no lake can be created, the store is at fault, not the input.
  if (!lake && access == LakeAccess::kWrite && lake.error().kind == ErrorKind::kNotFound)
    lake.error().kind = ErrorKind::kStore;
  if (lake && access == LakeAccess::kWrite) EIGENLAKE_RETURN_IF_ERROR(record_new_catalog(*lake));
  return lake;
}

Result<Lake> open_existing_lake(const LakeAddress& address, LakeAccess access) {
  auto existing = open_lake(address, LakeAccess::kRead);
  if (!existing || access == LakeAccess::kRead) return existing;
  return open_lake(address, access);
}

}  // namespace eigenlake
