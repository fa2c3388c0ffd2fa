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

/// A table as this process last saw it, and the way to change it.
///
/// A staged table (from Catalog::stage_create) has a place and metadata but is not in the catalog; its first
/// commit creates it, so that a table can appear together with its first snapshot and tag.
///
/// Paths in metadata ("recorded paths") lie below metadata().location. Where the lake was moved, the table
/// lies elsewhere (`was_moved`): `key_of` and `uri_of` map recorded paths to where the bytes are, and new
/// files are recorded below the old location too, so that one rule holds for all paths.
///
/// Threads: one thread at a time; several Table values of one table may be used by several threads.
class Table {
 public:
  /// For catalogs. `version` is the catalog's name of this state, empty for a staged table: a key of `store`,
  /// or a URI where `version_is_uri`.
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
  /// The catalog's name of this state: for HadoopCatalog the key of the metadata file, for catalogs that keep
  /// pointers the pointer as it is written there.
  const std::string& version() const { return version_; }
  /// URI of the metadata file of this state, for foreign readers; empty for a staged table.
  std::string metadata_uri() const;

  /// Where the table lies now, as a key and as a URI; without trailing slash.
  const std::string& directory_key() const { return directory_key_; }
  std::string location() const { return store_->uri_of(directory_key_); }
  /// True when the recorded location is another one than where the table lies.
  bool was_moved() const;

  /// Key of a recorded path. Errors: kNotFound when it lies neither below the recorded nor the actual
  /// location nor anywhere else in the store.
  Result<std::string> key_of(std::string_view recorded_path) const;
  /// The path to record for something at `relative` below the table ("data/x.parquet").
  std::string recorded_path(std::string_view relative) const;
  /// The key of the same.
  std::string key_below(std::string_view relative) const {
    return directory_key_ + "/" + std::string(relative);
  }

  /// Takes the state of the writer that was first: `newest`, of the same table. Errors: kConflict where this
  /// one was staged and the other writer created it with other columns or partitions.
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
