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
/// write it with write.metadata.compression-codec = gzip, goes on in that form; v{N}.metadata.json.gz, which
/// older ones wrote, is read, too.
///
/// A commit creates v{N+1}.metadata.json exclusively, which is what decides between writers, and then
/// replaces the hint. The hint may lag behind after a crash, so readers and writers probe upward from it, for
/// each form of the name: engines differ in it. Other engines that commit by rename into the same directory
/// are seen, but two kinds of locking must not be mixed on one table.
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
  /// Among the others are folders that cannot be looked at and those whose metadata files have the names of
  /// catalogs that keep pointers, such as 00001-{uuid}.metadata.json.
  Result<NamespaceListing> list_all(const std::string& name_space) override;
  Error explain_absence(const TableIdentifier& identifier) override;
  Result<Table> stage_create(const TableIdentifier& identifier, const CreateTableOptions& options) override;
  /// Both write the state anew as v{N}.metadata.json, so that the table, or this file of it, must lie where
  /// its name says.
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
  /// The file of that version, in whatever form it has; nothing where there is none.
  Result<std::optional<MetadataVersion>> find_version(const std::string& directory, int number);
  Result<std::optional<MetadataVersion>> find_listed_version(const std::string& directory, int number);
  Result<std::optional<MetadataVersion>> version_from_hint(const std::string& directory);
  /// Nothing where there is no table.
  Result<std::optional<MetadataVersion>> newest_version(const std::string& directory);
  Result<std::vector<TableIdentifier>> list_folders(const std::string& name_space);
  /// Name of the newest metadata file that a catalog which keeps pointers wrote here; empty without any.
  std::string pointed_metadata(const std::string& directory);
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
