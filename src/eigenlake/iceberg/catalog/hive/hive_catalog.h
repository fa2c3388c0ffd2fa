// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/iceberg/catalog/hive/metastore_client.h"
#include "eigenlake/iceberg/catalog/hive/metastore_lock.h"
#include "eigenlake/iceberg/catalog/pointer_catalog.h"

namespace eigenlake::iceberg {

struct HiveCatalogOptions {
  MetastoreLockOptions lock;
  /// How often and how long apart the pointer is read after a lost reply.
  int resolve_attempts = 10;
  int64_t resolve_wait_ms = 500;
};

/// Pointers in a Hive Metastore, as parameters of its tables: shared with Spark's HiveCatalog and Trino.
///
/// A commit holds the metastore's exclusive lock on the table, reads metadata_location again, and alters the
/// table. From Hive 4 on servers also compare the pointer; 3.1.3 ignores that. Tables are committed one at a
/// time.
///
/// After a lost reply the pointer is read again under the lock; ours means success, anything else
/// kCommitStateUnknown, because the metastore may still be executing the call.
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
  /// After a lost reply.
  Result<> resolve(const PointerSwap& swap, const Error& error);

  MetastorePool pool_;
  HiveCatalogOptions options_;
};

}  // namespace eigenlake::iceberg
