// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eigenlake/iceberg/catalog/catalog.h"
#include "eigenlake/iceberg/catalog/metadata_cache.h"
#include "eigenlake/iceberg/catalog/table_places.h"

namespace eigenlake::iceberg {

/// The move of one table's pointer.
struct PointerSwap {
  TableIdentifier identifier;
  std::optional<std::string> expected;      ///< None for a new table.
  std::string next;                         ///< URI of a durable metadata file.
  const TableMetadata* metadata = nullptr;  ///< Its content.
};

/// A catalog that keeps the URI of each table's newest metadata file: the base of the SQL and Hive catalogs,
/// which read and swap pointers; this class reads and writes the files.
///
/// A commit writes {location}/metadata/{number, five digits}-{uuid}.metadata.json, then swaps. Files of a
/// failed commit are removed; those of an unknown outcome stay.
///
/// Source: Java's BaseMetastoreTableOperations for the names of files.
class PointerCatalog : public Catalog {
 public:
  explicit PointerCatalog(TablePlaces places) : places_(std::move(places)) {}

  Result<Table> load_table(const TableIdentifier& identifier) override;
  Result<std::vector<std::optional<Table>>> load_tables(
      std::span<const TableIdentifier> identifiers) override;
  Result<bool> table_exists(const TableIdentifier& identifier) override;
  Result<Table> stage_create(const TableIdentifier& identifier, const CreateTableOptions& options) override;
  Result<Table> register_table(const TableIdentifier& identifier, const std::string& metadata_uri) override;
  Result<Table> repoint_table(const TableIdentifier& identifier, const std::string& metadata_uri) override;
  Result<std::vector<Relocation>> plan_relocation(const std::string& name_space) override;
  Result<> relocate(std::span<const Relocation> relocations) override;
  Result<> drop_table(const TableIdentifier& identifier) override;
  Result<> forget_table(const TableIdentifier& identifier) override;
  Result<Table> commit(const Table& base, TableMetadata metadata) override;

 protected:
  using Pointers = std::vector<std::optional<std::string>>;

  /// The pointers at one moment; none for a missing table.
  virtual Result<Pointers> read_pointers(std::span<const TableIdentifier> identifiers) = 0;
  /// The same once the server has ended every swap of this process, which resolves an unknown outcome.
  virtual Result<Pointers> read_pointers_after_swaps(std::span<const TableIdentifier> identifiers) = 0;
  /// Moves all or none. Errors: kConflict for an unexpected pointer; kCommitStateUnknown for a lost reply;
  /// others if surely nothing was moved.
  virtual Result<> swap_pointers(std::span<const PointerSwap> swaps) = 0;
  /// Errors: kConflict for another pointer.
  virtual Result<> remove_pointer(const TableIdentifier& identifier, const std::string& expected) = 0;
  virtual Result<std::string> new_location(const TableIdentifier& identifier);

  /// Writes the metadata files, swaps, and resolves a lost reply.
  Result<std::vector<Table>> commit_pointers(std::span<const TableCommit> commits);
  const TablePlaces& places() const { return places_; }

 private:
  struct Successor;

  Result<Table> load_at(const TableIdentifier& identifier, const std::string& pointer);
  Result<Table> open_table(const TableIdentifier& identifier, const std::string& pointer,
                           std::shared_ptr<const TableMetadata> metadata);
  /// As its metadata says or, after a relocation, around its metadata file.
  Result<StoredPlace> place_of_table(const std::string& pointer, const TableMetadata& metadata) const;
  Result<TableMetadata> read_metadata(const std::string& uri);
  /// The place in the present warehouse of a pointer into another one; none for other pointers.
  std::optional<std::string> uri_here(const TableIdentifier& identifier, const std::string& pointer) const;
  Result<Relocation> relocation_of(const TableIdentifier& identifier, const std::string& pointer);
  /// With advice if the warehouse was moved.
  std::unexpected<Error> fail_to_load(std::span<const TableIdentifier> identifiers, const Pointers& pointers,
                                      Error error);
  Result<std::vector<std::optional<Table>>> load_all_at(std::span<const TableIdentifier> identifiers,
                                                        const Pointers& pointers);
  /// After a lost reply: success, kConflict or kCommitStateUnknown.
  Result<> resolve_swaps(std::span<const PointerSwap> swaps, const Error& error);
  /// Swaps, and resolves a lost reply.
  Result<> swap_surely(std::span<const PointerSwap> swaps);
  Result<bool> was_swapped(const PointerSwap& swap, const std::optional<std::string>& pointer);
  Result<Table> move_pointer(const TableIdentifier& identifier, std::optional<std::string> expected,
                             const std::string& next, TableMetadata metadata);

  TablePlaces places_;
  MetadataCache cache_;
};

}  // namespace eigenlake::iceberg
