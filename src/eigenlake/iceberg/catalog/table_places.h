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

/// Where the tables of a catalog lie that records their places: mostly below the warehouse, but an entry may
/// point anywhere.
///
/// Threads: const functions from any thread.
class TablePlaces {
 public:
  /// `warehouse_key` is the warehouse's place in the store, empty for its root. URIs outside of `warehouse`
  /// go to `provider`; without one local files are found and nothing else.
  explicit TablePlaces(std::shared_ptr<ObjectStore> warehouse, std::string warehouse_key = "",
                       StoreProvider provider = {});

  /// The place of a URI. Errors: kUnsupported for a scheme that nobody opens; those of the provider.
  Result<StoredPlace> find(std::string_view uri) const;
  /// The key of a URI below the warehouse; nothing for one that lies elsewhere.
  std::optional<std::string> key_in_warehouse(std::string_view uri) const;
  const std::shared_ptr<ObjectStore>& warehouse() const { return warehouse_; }
  /// Location of a new table, and of a namespace, below the warehouse: as Java's JdbcCatalog chooses it.
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
