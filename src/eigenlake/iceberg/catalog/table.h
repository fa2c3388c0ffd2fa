// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "eigenlake/iceberg/spec/table_metadata.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake::iceberg {

class Catalog;

/// A path or URI without the slashes at its end.
std::string_view without_trailing_slash(std::string_view path);

/// Where a file or folder lies.
struct StoredPlace {
  std::shared_ptr<ObjectStore> store;
  std::string key;

  std::string uri() const { return store->uri_of(key); }
};

struct TableIdentifier {
  std::string name_space;
  std::string name;

  auto operator<=>(const TableIdentifier& other) const = default;
  std::string to_string() const { return name_space + "." + name; }
};

/// A table as this process last saw it.
///
/// A staged table (from Catalog::stage_create) is not in the catalog; its first commit creates it, together
/// with its first snapshot and tag.
///
/// Paths in metadata ("recorded paths") lie below metadata().location, also those of new files of a moved
/// table (`was_moved`); `key_of` gives their actual place.
///
/// Threads: one at a time; several Table values of one table may be used by several threads.
class Table {
 public:
  /// For catalogs. `version` is empty for a staged table, a key of `store`, or with `version_is_uri` a URI.
  Table(Catalog& catalog, std::shared_ptr<ObjectStore> store, TableIdentifier identifier,
        std::string directory_key, std::string version, std::shared_ptr<const TableMetadata> metadata,
        bool version_is_uri = false);

  const TableIdentifier& identifier() const { return identifier_; }
  const TableMetadata& metadata() const { return *metadata_; }
  std::shared_ptr<const TableMetadata> shared_metadata() const { return metadata_; }
  ObjectStore& store() const { return *store_; }
  const std::shared_ptr<ObjectStore>& shared_store() const { return store_; }
  Catalog& catalog() const { return *catalog_; }
  bool is_staged() const { return version_.empty(); }
  /// The catalog's name of this state: the key of the metadata file, or the pointer.
  const std::string& version() const { return version_; }
  /// URI of the metadata file; empty for a staged table.
  std::string metadata_uri() const;

  /// The present place, without trailing slash.
  const std::string& directory_key() const { return directory_key_; }
  std::string location() const { return store_->uri_of(directory_key_); }
  /// True if the recorded location is not the present one.
  bool was_moved() const;

  /// Errors: kNotFound for a path outside the recorded and the actual location and the store.
  Result<std::string> key_of(std::string_view recorded_path) const;
  /// The recorded path of `relative` below the table ("data/x.parquet").
  std::string recorded_path(std::string_view relative) const;
  std::string key_below(std::string_view relative) const {
    return directory_key_ + "/" + std::string(relative);
  }

  /// Adopts `newest`, the state of another writer. Errors: kConflict if this one was staged and the other
  /// writer created it with other columns or partitions.
  Result<> follow(Table newest);

 private:
  Catalog* catalog_;
  std::shared_ptr<ObjectStore> store_;
  TableIdentifier identifier_;
  std::string directory_key_;
  std::string version_;
  std::shared_ptr<const TableMetadata> metadata_;
  bool version_is_uri_ = false;
};

}  // namespace eigenlake::iceberg
