#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/iceberg/catalog/metadata_cache.h"
#include "eigenlake/iceberg/codec/metadata_file.h"

namespace eigenlake::iceberg {

/// Tables as directories: {warehouse}/{namespace}/{table}/metadata/v{N}.metadata.json, the number of a recent
/// version in version-hint.text. A table whose newest version is v{N}.gz.metadata.json, as other engines
/// write it with write.metadata.compression-codec = gzip, goes on in that form.
///
/// A commit creates v{N+1}.metadata.json exclusively, which is what decides between writers, and then
/// replaces the hint. The hint may lag behind after a crash, so readers probe upward from it. Other engines
/// that commit by rename into the same directory are seen, but two kinds of locking must not be mixed on one
/// table.
///
/// Table properties: write.metadata.previous-versions-max (100) bounds the metadata log;
/// write.metadata.delete-after-commit.enabled (false) removes the files that fall out of it.
///
/// Source: Iceberg table spec, "File System Tables"; Java's HadoopTableOperations for the file names.
class HadoopCatalog final : public Catalog {
 public:
  /// `warehouse_key` is the warehouse's place in the store, empty for its root.
  explicit HadoopCatalog(std::shared_ptr<ObjectStore> store, std::string warehouse_key = "");

  Result<Table> load_table(const TableIdentifier& identifier) override;
  Result<bool> table_exists(const TableIdentifier& identifier) override;
  Result<std::vector<TableIdentifier>> list_tables(const std::string& name_space) override;
  Result<Table> stage_create(const TableIdentifier& identifier, const CreateTableOptions& options) override;
  /// Both write the state anew as v{N}.metadata.json, so that the table must lie where its name says.
  Result<Table> register_table(const TableIdentifier& identifier, const std::string& metadata_uri) override;
  Result<Table> repoint_table(const TableIdentifier& identifier, const std::string& metadata_uri) override;
  Result<> drop_table(const TableIdentifier& identifier) override;
  Result<> forget_table(const TableIdentifier& identifier) override;
  Result<Table> commit(const Table& base, TableMetadata metadata) override;

  /// Writes the hint of a table anew where it does not name the newest version, as after a crash between the
  /// two steps of a commit: readers that do not probe upward see the table again.
  Result<> repair(const TableIdentifier& identifier) override;
  std::string describe() const override;

  ObjectStore& store() const { return *store_; }

 private:
  /// Creates the object where nothing is, on any store: one that cannot decide between writers needs a guard
  /// that lets only one of them come here.
  Result<> create_exclusively(const std::string& key, std::span<const std::string_view> pieces);
  void write_hint(const std::string& directory, int version);
  std::string directory_of(const TableIdentifier& identifier) const;
  std::string namespace_key(const std::string& name_space) const;
  Result<std::optional<MetadataVersion>> version_from_hint(const std::string& directory);
  /// Nothing where there is no table.
  Result<std::optional<MetadataVersion>> newest_version(const std::string& directory);
  /// Metadata that another catalog wrote for a table at this one's place.
  Result<TableMetadata> read_foreign_metadata(const TableIdentifier& identifier,
                                              const std::string& metadata_uri);
  /// What the file at `key` is among all that ever had this name; "" where that is not worth asking.
  std::string state_of(const std::string& key);
  /// Creates version `version` exclusively and the hint after it.
  Result<Table> publish(const Table& base, MetadataVersion version, TableMetadata metadata);
  /// Finds out what became of a creation that ended in `error`. Errors: kConflict; kCommitStateUnknown;
  /// `error`.
  Result<> resolve_commit(const std::string& key, const std::string& json, const Error& error);

  std::shared_ptr<ObjectStore> store_;
  std::string warehouse_key_;
  MetadataCache cache_;
};

}  // namespace eigenlake::iceberg
