// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/hive/hive_catalog.h"

#include <algorithm>
#include <chrono>
#include <thread>

#include "eigenlake/base/assert.h"
#include "eigenlake/iceberg/catalog/hive/hive_table.h"

namespace eigenlake::iceberg {
namespace {

std::unexpected<Error> lost_to_another(const TableIdentifier& identifier, std::string_view expected,
                                       std::string_view found) {
  return fail(ErrorKind::kConflict, "expected {} at {}, found it at {}", identifier.to_string(), expected,
              found);
}

/// Servers that compare the pointer answer so.
bool says_modified(const Error& error) {
  return error.message.contains("has been modified");
}

}  // namespace

HiveCatalog::HiveCatalog(MetastoreAddress address, TablePlaces places, HiveCatalogOptions options)
    : PointerCatalog(std::move(places)), pool_(std::move(address)), options_(options) {}

std::string HiveCatalog::describe() const {
  const auto& server = pool_.address().servers.front();
  return fmt::format("Hive Metastore thrift://{}:{}", server.host, server.port);
}

Result<std::optional<hive_api::Table>> HiveCatalog::find(const TableIdentifier& identifier) {
  auto found = pool_.read(
      [&](MetastoreClient& client) { return client.get_table(identifier.name_space, identifier.name); });
  if (found) return *std::move(found);
  if (found.error().kind == ErrorKind::kNotFound) return std::nullopt;
  return std::unexpected(std::move(found).error());
}

Result<HiveCatalog::Pointers> HiveCatalog::read_pointers(std::span<const TableIdentifier> identifiers) {
  Pointers pointers;
  for (const TableIdentifier& identifier : identifiers) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto table, find(identifier));
    const bool is_iceberg = table && is_iceberg_table(*table);
    pointers.push_back(is_iceberg ? metadata_location_of(*table) : std::nullopt);
  }
  return pointers;
}

Result<HiveCatalog::Pointers> HiveCatalog::read_pointers_after_swaps(std::span<const TableIdentifier>) {
  return fail(ErrorKind::kUnavailable, "a metastore does not report whether a call has ended");
}

Result<std::vector<TableIdentifier>> HiveCatalog::list_tables(const std::string& name_space) {
  std::vector<TableIdentifier> tables;
  const auto read = pool_.read([&](MetastoreClient& client) -> Result<> {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto names, client.get_all_tables(name_space));
    if (names.empty()) return {};
    EIGENLAKE_ASSIGN_OR_RETURN(const auto found, client.get_tables(name_space, names));
    tables.clear();
    for (const hive_api::Table& table : found)
      if (is_iceberg_table(table)) tables.push_back({name_space, table.tableName});
    return {};
  });
  if (!read && read.error().kind != ErrorKind::kNotFound) return std::unexpected(read.error());
  std::ranges::sort(tables);
  return tables;
}

Result<std::string> HiveCatalog::new_location(const TableIdentifier& identifier) {
  const auto database =
      pool_.read([&](MetastoreClient& client) { return client.get_database(identifier.name_space); });
  if (!database && database.error().kind != ErrorKind::kNotFound) return std::unexpected(database.error());
  const std::string parent = database ? database->locationUri : "";
  if (parent.empty()) return places().new_location(identifier);
  // As the warehouse spells it: the metastore writes "file:/x" for "file:///x".
  const auto place = places().find(parent);
  return (place ? place->store->uri_of(place->key) : parent) + "/" + identifier.name;
}

Result<> HiveCatalog::ensure_database(const std::string& name) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto client, pool_.lease());
  const auto found = client->get_database(name);
  if (found || found.error().kind != ErrorKind::kNotFound)
    return found ? Result<>() : std::unexpected(found.error());
  hive_api::Database database;
  database.name = name;
  database.locationUri = places().namespace_location(name);
  auto created = client->create_database(database);
  if (!created && created.error().kind != ErrorKind::kAlreadyExists) return created;
  return {};
}

Result<> HiveCatalog::create(const PointerSwap& swap) {
  EIGENLAKE_RETURN_IF_ERROR(ensure_database(swap.identifier.name_space));
  hive_api::Table table = new_hive_table(swap.identifier);
  update_hive_table(table, std::nullopt, swap.next, *swap.metadata);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto client, pool_.lease());
  return client->create_table(table);
}

Result<> HiveCatalog::alter(const PointerSwap& swap, hive_api::Table table) {
  update_hive_table(table, swap.expected, swap.next, *swap.metadata);
  hive_api::EnvironmentContext context;
  context.properties = {{"DO_NOT_UPDATE_STATS", "true"},
                        {"expected_parameter_key", "metadata_location"},
                        {"expected_parameter_value", *swap.expected}};
  EIGENLAKE_ASSIGN_OR_RETURN(const auto client, pool_.lease());
  return client->alter_table(table, context);
}

Result<> HiveCatalog::swap_pointers(std::span<const PointerSwap> swaps) {
  EIGENLAKE_ASSERT(swaps.size() == 1);
  const PointerSwap& swap = swaps.front();
  EIGENLAKE_ASSIGN_OR_RETURN(const auto lock, MetastoreLock::acquire(pool_, swap.identifier.name_space,
                                                                     swap.identifier.name, options_.lock));
  EIGENLAKE_ASSIGN_OR_RETURN(auto table, find(swap.identifier));
  const std::string expected = swap.expected.value_or("nowhere");
  const auto location = table ? metadata_location_of(*table) : std::nullopt;
  if (table.has_value() != swap.expected.has_value() || location != swap.expected)
    return lost_to_another(swap.identifier, expected, location.value_or(table ? "no metadata" : "nowhere"));
  EIGENLAKE_RETURN_IF_ERROR(lock->check());

  auto done = swap.expected ? alter(swap, *std::move(table)) : create(swap);
  if (done) {
    // Without the lock another writer may have changed the pointer in between.
    const auto held = lock->check();
    return held ? Result<>() : resolve(swap, held.error());
  }
  if (done.error().kind == ErrorKind::kUnavailable) return resolve(swap, done.error());
  if (done.error().kind == ErrorKind::kStore) {
    // The server's own commit may have succeeded all the same.
    const auto now = find(swap.identifier);
    const auto place = now && *now ? metadata_location_of(**now) : std::nullopt;
    return now && place == swap.expected ? done : resolve(swap, done.error());
  }
  const bool was_first = done.error().kind == ErrorKind::kAlreadyExists || says_modified(done.error());
  return was_first ? lost_to_another(swap.identifier, expected, done.error().message) : done;
}

Result<> HiveCatalog::resolve(const PointerSwap& swap, const Error& error) {
  for (int attempt = 0; attempt < options_.resolve_attempts; ++attempt) {
    if (attempt > 0) std::this_thread::sleep_for(std::chrono::milliseconds(options_.resolve_wait_ms));
    const auto table = find(swap.identifier);
    if (table && *table && metadata_location_of(**table) == swap.next) return {};
  }
  return fail(ErrorKind::kCommitStateUnknown, "unknown whether {} moved to {}: {}",
              swap.identifier.to_string(), swap.next, error.message);
}

Result<> HiveCatalog::remove_pointer(const TableIdentifier& identifier, const std::string& expected) {
  EIGENLAKE_ASSIGN_OR_RETURN(
      const auto lock, MetastoreLock::acquire(pool_, identifier.name_space, identifier.name, options_.lock));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto table, find(identifier));
  const auto location = table ? metadata_location_of(*table) : std::nullopt;
  if (location != expected) return lost_to_another(identifier, expected, location.value_or("nowhere"));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto client, pool_.lease());
  return client->drop_table(identifier.name_space, identifier.name);
}

}  // namespace eigenlake::iceberg
