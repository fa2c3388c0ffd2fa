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

/// The move of one table's pointer, all or nothing together with others.
struct PointerSwap {
  TableIdentifier identifier;
  std::optional<std::string> expected;      ///< Nothing: there is no such table yet.
  std::string next;                         ///< URI of a metadata file that is durable.
  const TableMetadata* metadata = nullptr;  ///< What it says.
};

/// A catalog that keeps, for each table, the URI of its newest metadata file: what the SQL and the Hive
/// catalog have in common. Derived classes read and swap pointers; this one reads and writes the files.
///
/// A commit writes {location}/metadata/{number, five digits}-{uuid}.metadata.json, then swaps. Files of a
/// commit that surely failed are removed; those of one whose outcome is not known stay.
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

  /// The tables' pointers as they were at one moment; nothing where there is no table.
  virtual Result<Pointers> read_pointers(std::span<const TableIdentifier> identifiers) = 0;
  /// The same after every swap of this process that is still under way at the server has ended, however it
  /// ends: what resolves an unknown outcome.
  virtual Result<Pointers> read_pointers_after_swaps(std::span<const TableIdentifier> identifiers) = 0;
  /// Moves all or none. Errors: kConflict where a pointer is not what was expected; kCommitStateUnknown where
  /// the reply was lost; others, and then surely nothing was moved.
  virtual Result<> swap_pointers(std::span<const PointerSwap> swaps) = 0;
  /// Forgets a table. Errors: kConflict where the pointer is another one.
  virtual Result<> remove_pointer(const TableIdentifier& identifier, const std::string& expected) = 0;
  /// Where a new table of this name goes.
  virtual Result<std::string> new_location(const TableIdentifier& identifier);

  /// Writes the metadata files, swaps, and finds out what happened when the reply was lost.
  Result<std::vector<Table>> commit_pointers(std::span<const TableCommit> commits);
  const TablePlaces& places() const { return places_; }

 private:
  struct Successor;

  Result<Table> load_at(const TableIdentifier& identifier, const std::string& pointer);
  Result<Table> open_table(const TableIdentifier& identifier, const std::string& pointer,
                           std::shared_ptr<const TableMetadata> metadata);
  /// Where a table lies: where its metadata say, or, after a relocation, around its metadata file.
  Result<StoredPlace> place_of_table(const std::string& pointer, const TableMetadata& metadata) const;
  Result<TableMetadata> read_metadata(const std::string& uri);
  /// Where the file of a pointer into another warehouse belongs in the present one; nothing for other
  /// pointers.
  std::optional<std::string> uri_here(const TableIdentifier& identifier, const std::string& pointer) const;
  Result<Relocation> relocation_of(const TableIdentifier& identifier, const std::string& pointer);
  /// The error of loading them, with advice where the warehouse was moved.
  std::unexpected<Error> fail_to_load(std::span<const TableIdentifier> identifiers, const Pointers& pointers,
                                      Error error);
  Result<std::vector<std::optional<Table>>> load_all_at(std::span<const TableIdentifier> identifiers,
                                                        const Pointers& pointers);
  /// After a lost reply: success, kConflict or kCommitStateUnknown.
  Result<> resolve_swaps(std::span<const PointerSwap> swaps, const Error& error);
  Result<bool> was_swapped(const PointerSwap& swap, const std::optional<std::string>& pointer);
  Result<Table> move_pointer(const TableIdentifier& identifier, std::optional<std::string> expected,
                             const std::string& next, TableMetadata metadata);

  TablePlaces places_;
  MetadataCache cache_;
};

}  // namespace eigenlake::iceberg
