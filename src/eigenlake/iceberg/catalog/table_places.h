// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "eigenlake/iceberg/catalog/table.h"

namespace eigenlake::iceberg {

/// Opens a store in which a URI lies: afterwards `key_of(uri)` succeeds there, with a key that is not empty.
using StoreProvider = std::function<Result<std::shared_ptr<ObjectStore>>(std::string_view uri)>;

/// The places of a catalog's tables: mostly below the warehouse, but an entry may point anywhere.
///
/// Threads: const functions from any thread.
class TablePlaces {
 public:
  /// `warehouse_key` is the warehouse's place in the store, empty for its root. `provider` opens URIs
  /// outside; without one only local files are found.
  explicit TablePlaces(std::shared_ptr<ObjectStore> warehouse, std::string warehouse_key = "",
                       StoreProvider provider = {});

  /// Errors: kUnsupported for an unknown scheme; of the provider.
  Result<StoredPlace> find(std::string_view uri) const;
  /// None for a URI outside the warehouse.
  std::optional<std::string> key_in_warehouse(std::string_view uri) const;
  const std::shared_ptr<ObjectStore>& warehouse() const { return warehouse_; }
  /// As Java's JdbcCatalog chooses them.
  std::string new_location(const TableIdentifier& identifier) const;
  std::string namespace_location(const std::string& name_space) const;

 private:
  std::shared_ptr<ObjectStore> warehouse_;
  std::string warehouse_key_;
  StoreProvider provider_;
};

/// Opens the folder around a local file or folder: "file:///x/y", "file:/x/y" or "/x/y".
/// Errors: kUnsupported for other schemes.
Result<std::shared_ptr<ObjectStore>> local_store_around(std::string_view uri);

}  // namespace eigenlake::iceberg
