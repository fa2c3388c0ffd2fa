// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/iceberg/catalog/metadata_cache.h"
#include "eigenlake/iceberg/codec/metadata_file.h"

namespace eigenlake::iceberg {

/// Tables as directories: {warehouse}/{namespace}/{table}/metadata/v{N}.metadata.json, a recent N in
/// version-hint.text. A table whose newest version is v{N}.gz.metadata.json stays compressed;
/// v{N}.metadata.json.gz of older engines is read.
///
/// A commit creates v{N+1}.metadata.json exclusively, which decides between writers, then replaces the hint.
/// The hint may be stale after a crash, so readers and writers probe upward from it, for each form of the
/// name. Commits of other engines by rename are seen, but two kinds of locking must not be mixed on one
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
  /// The others are unreadable folders and those with metadata of pointer catalogs
  /// (00001-{uuid}.metadata.json).
  Result<NamespaceListing> list_all(const std::string& name_space) override;
  Error explain_absence(const TableIdentifier& identifier) override;
  Result<Table> stage_create(const TableIdentifier& identifier, const CreateTableOptions& options) override;
  /// Both write the state as a new v{N}.metadata.json: the table must lie where its name says.
  Result<Table> register_table(const TableIdentifier& identifier, const std::string& metadata_uri) override;
  Result<Table> repoint_table(const TableIdentifier& identifier, const std::string& metadata_uri) override;
  Result<> drop_table(const TableIdentifier& identifier) override;
  Result<> forget_table(const TableIdentifier& identifier) override;
  Result<Table> commit(const Table& base, TableMetadata metadata) override;

  /// Rewrites a hint that does not name the newest version, as after a crash during a commit.
  Result<> repair(const TableIdentifier& identifier) override;
  std::string describe() const override;

  ObjectStore& store() const { return *store_; }

 private:
  /// On a store without exclusive creation this requires a guard, which admits one writer.
  Result<> create_exclusively(const std::string& key, std::span<const std::string_view> pieces);
  void write_hint(const std::string& directory, int version);
  std::string directory_of(const TableIdentifier& identifier) const;
  std::string namespace_key(const std::string& name_space) const;
  /// The file of that version in any form.
  Result<std::optional<MetadataVersion>> find_version(const std::string& directory, int number);
  Result<std::optional<MetadataVersion>> find_listed_version(const std::string& directory, int number);
  Result<std::optional<MetadataVersion>> version_from_hint(const std::string& directory);
  /// None for a missing table.
  Result<std::optional<MetadataVersion>> newest_version(const std::string& directory);
  Result<std::vector<TableIdentifier>> list_folders(const std::string& name_space);
  /// Name of the newest metadata file of a pointer catalog; empty without any.
  std::string pointed_metadata(const std::string& directory);
  /// Metadata that another catalog wrote for this table.
  Result<TableMetadata> read_foreign_metadata(const TableIdentifier& identifier,
                                              const std::string& metadata_uri);
  /// Identifies the file among all of this name; "" if that is costly.
  std::string state_of(const std::string& key);
  /// Creates `version` exclusively, then the hint.
  Result<Table> publish(const Table& base, MetadataVersion version, TableMetadata metadata);
  /// The outcome of a creation that ended in `error`. Errors: kConflict; kCommitStateUnknown; `error`.
  Result<> resolve_commit(const std::string& key, const std::string& json, const Error& error);

  std::shared_ptr<ObjectStore> store_;
  std::string warehouse_key_;
  MetadataCache cache_;
};

}  // namespace eigenlake::iceberg
