// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/outside_data.h"

#include <algorithm>

#include "eigenlake/object_store/local_object_store.h"

namespace eigenlake::iceberg {
namespace {

/// For comparisons: local places in one spelling, s3a and s3n as s3.
std::string normal_uri(std::string_view uri) {
  for (const std::string_view scheme : {"s3a://", "s3n://"})
    if (uri.starts_with(scheme)) return "s3://" + std::string(uri.substr(scheme.size()));
  if (!uri.starts_with("file:") && !uri.starts_with('/')) return std::string(uri);
  const LocalObjectStore all("/");
  const auto key = all.key_of(uri);
  return key ? "file:///" + *key : std::string(uri);
}

bool lies_below(std::string_view uri, std::string_view place) {
  return uri.starts_with(place) && (place.ends_with('/') || uri.substr(place.size()).starts_with('/'));
}

/// Up to the last slash.
std::string_view folder_of(std::string_view uri) {
  return uri.substr(0, std::max<size_t>(uri.rfind('/'), 1));
}

}  // namespace

OutsideData::OutsideData(std::vector<std::string> places, StoreProvider provider)
    : provider_(provider ? std::move(provider) : local_store_around) {
  for (const std::string& place : places)
    places_.push_back({normal_uri(without_trailing_slash(place)), nullptr});
}

Result<StoredPlace> OutsideData::find(std::string_view uri) const {
  const std::string normal = normal_uri(uri);
  const std::lock_guard lock(mutex_);
  const auto place =
      std::ranges::find_if(places_, [&](const Place& known) { return lies_below(normal, known.uri); });
  if (place == places_.end())
    return fail(ErrorKind::kUnsupported,
                "{} lies outside the warehouse and the allowed places; --allow-data {} allows it", uri,
                folder_of(normal));
  if (place->store == nullptr) {
    constexpr std::string_view kLocal = "file://";
    if (normal.starts_with(kLocal)) {
      place->store = std::make_shared<LocalObjectStore>(place->uri.substr(kLocal.size()));
    } else {
      EIGENLAKE_ASSIGN_OR_RETURN(place->store, provider_(normal));
    }
  }
  EIGENLAKE_ASSIGN_OR_RETURN(std::string key, place->store->key_of(normal));
  return StoredPlace{place->store, std::move(key)};
}

}  // namespace eigenlake::iceberg
