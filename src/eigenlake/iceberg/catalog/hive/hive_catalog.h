#pragma once

#include "eigenlake/iceberg/catalog/hive/metastore_client.h"
#include "eigenlake/iceberg/catalog/hive/metastore_lock.h"
#include "eigenlake/iceberg/catalog/pointer_catalog.h"

namespace eigenlake::iceberg {

struct HiveCatalogOptions {
  MetastoreLockOptions lock;
  /// After a lost reply: how often and how long apart the pointer is looked at before the outcome counts as
  /// not known.
  int resolve_attempts = 10;
  int64_t resolve_wait_ms = 500;
};

/// Pointers in a Hive Metastore, as parameters of its tables: shared with Spark's HiveCatalog and Trino's
/// hive_metastore.
///
/// A commit holds the metastore's exclusive lock on the table, reads metadata_location again under it, and
/// alters the table. Servers that compare by themselves (from Hive 4 on) are told what to expect, but nothing
/// relies on it: 3.1.3 ignores that. Tables are committed one at a time.
///
/// A reply of alter_table or create_table that is lost: the pointer is read again, still under the lock; ours
/// there means success, anything else kCommitStateUnknown, because the metastore may not be done with it.
///
/// Threads: any.
class HiveCatalog final : public PointerCatalog {
 public:
  HiveCatalog(MetastoreAddress address, TablePlaces places, HiveCatalogOptions options = {});

  Result<std::vector<TableIdentifier>> list_tables(const std::string& name_space) override;
  std::string describe() const override;

 protected:
  Result<Pointers> read_pointers(std::span<const TableIdentifier> identifiers) override;
  Result<Pointers> read_pointers_after_swaps(std::span<const TableIdentifier> identifiers) override;
  Result<> swap_pointers(std::span<const PointerSwap> swaps) override;
  Result<> remove_pointer(const TableIdentifier& identifier, const std::string& expected) override;
  Result<std::string> new_location(const TableIdentifier& identifier) override;

 private:
  Result<std::optional<hive_api::Table>> find(const TableIdentifier& identifier);
  Result<> create(const PointerSwap& swap);
  Result<> alter(const PointerSwap& swap, hive_api::Table table);
  Result<> ensure_database(const std::string& name);
  /// What became of a call without reply.
  Result<> resolve(const PointerSwap& swap, const Error& error);

  MetastorePool pool_;
  HiveCatalogOptions options_;
};

}  // namespace eigenlake::iceberg
