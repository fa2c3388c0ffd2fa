// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/table_places.h"

#include <filesystem>

#include "eigenlake/object_store/local_object_store.h"

namespace eigenlake::iceberg {

TablePlaces::TablePlaces(std::shared_ptr<ObjectStore> warehouse, std::string warehouse_key,
                         StoreProvider provider)
    : warehouse_(std::move(warehouse)),
      warehouse_key_(std::move(warehouse_key)),
      provider_(provider ? std::move(provider) : local_store_around) {}

Result<StoredPlace> TablePlaces::find(std::string_view uri) const {
  const std::string_view place = without_trailing_slash(uri);
  if (auto key = key_in_warehouse(place)) return StoredPlace{warehouse_, *std::move(key)};
  EIGENLAKE_ASSIGN_OR_RETURN(auto store, provider_(place));
  EIGENLAKE_ASSIGN_OR_RETURN(std::string key, store->key_of(place));
  return StoredPlace{std::move(store), std::move(key)};
}

std::optional<std::string> TablePlaces::key_in_warehouse(std::string_view uri) const {
  auto key = warehouse_->key_of(uri);
  return key && !key->empty() ? std::optional(*std::move(key)) : std::nullopt;
}

std::string TablePlaces::namespace_location(const std::string& name_space) const {
  return warehouse_->uri_of(warehouse_key_.empty() ? name_space : warehouse_key_ + "/" + name_space);
}

std::string TablePlaces::new_location(const TableIdentifier& identifier) const {
  return namespace_location(identifier.name_space) + "/" + identifier.name;
}

Result<std::shared_ptr<ObjectStore>> local_store_around(std::string_view uri) {
  std::string_view path = uri;
  for (const std::string_view scheme : {"file://", "file:"})
    if (path.starts_with(scheme)) path.remove_prefix(scheme.size());
  if (!path.starts_with('/') || path.size() < 2)
    return fail(ErrorKind::kUnsupported, "{} is neither in the warehouse nor a local place", uri);
  return std::make_shared<LocalObjectStore>(std::filesystem::path(path).parent_path());
}

}  // namespace eigenlake::iceberg
