// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/pointer_catalog.h"

#include <algorithm>

#include "eigenlake/base/clock.h"
#include "eigenlake/base/side_by_side.h"
#include "eigenlake/iceberg/catalog/metadata_log.h"
#include "eigenlake/iceberg/codec/table_metadata_json.h"
#include "eigenlake/iceberg/codec/table_metadata_parser.h"
#include "eigenlake/iceberg/spec/lake_error.h"
#include "eigenlake/iceberg/spec/table_metadata_update.h"
#include "eigenlake/iceberg/spec/unique_id.h"

namespace eigenlake::iceberg {
namespace {

/// Of a load whose pointer moved and whose old file was removed meanwhile.
constexpr int kLoadAttempts = 5;

/// The pointer, and where it costs nothing the etag, which shows later damage.
std::string state_of(ObjectStore& store, const std::string& key, const std::string& pointer) {
  if (!store.has_cheap_head()) return pointer;
  const auto info = store.head(key);
  return info ? pointer + " " + info->etag : pointer;
}

}  // namespace

/// The next state of a table and its file.
struct PointerCatalog::Successor {
  TableMetadata metadata;
  std::string key;
};

Result<TableMetadata> PointerCatalog::read_metadata(const std::string& uri) {
  EIGENLAKE_ASSIGN_OR_RETURN(const StoredPlace place, places_.find(uri));
  auto metadata = read_table_metadata(*place.store, place.key);
  if (!metadata && metadata.error().kind == ErrorKind::kNotFound)
    return fail_with_context(metadata.error(), "while reading " + uri);
  if (!metadata) return fail_to_read_lake(std::move(metadata).error(), uri);
  return metadata;
}

Result<StoredPlace> PointerCatalog::place_of_table(const std::string& pointer,
                                                   const TableMetadata& metadata) const {
  constexpr std::string_view kFolder = "/metadata/";
  const auto key = pointer.empty() ? std::nullopt : places_.key_in_warehouse(pointer);
  const size_t folder = key ? key->rfind(kFolder) : std::string::npos;
  const bool is_beside = folder != std::string::npos && !key->substr(folder + kFolder.size()).contains('/') &&
                         metadata.property("write.metadata.path", "").empty();
  if (is_beside && !places_.key_in_warehouse(without_trailing_slash(metadata.location)))
    return StoredPlace{places_.warehouse(), key->substr(0, folder)};
  return places_.find(metadata.location);
}

Result<Table> PointerCatalog::open_table(const TableIdentifier& identifier, const std::string& pointer,
                                         std::shared_ptr<const TableMetadata> metadata) {
  EIGENLAKE_ASSIGN_OR_RETURN(StoredPlace place, place_of_table(pointer, *metadata));
  return Table(*this, std::move(place.store), identifier, std::move(place.key), pointer, std::move(metadata),
               true);
}

Result<Table> PointerCatalog::load_at(const TableIdentifier& identifier, const std::string& pointer) {
  EIGENLAKE_ASSIGN_OR_RETURN(const StoredPlace place, places_.find(pointer));
  std::string state = state_of(*place.store, place.key, pointer);
  auto metadata = cache_.find(identifier.to_string(), state);
  if (metadata == nullptr) {
    EIGENLAKE_ASSIGN_OR_RETURN(TableMetadata read, read_metadata(pointer));
    metadata = std::make_shared<const TableMetadata>(std::move(read));
    cache_.keep(identifier.to_string(), std::move(state), metadata);
  }
  return open_table(identifier, pointer, std::move(metadata));
}

Result<std::vector<std::optional<Table>>> PointerCatalog::load_all_at(
    std::span<const TableIdentifier> identifiers, const Pointers& pointers) {
  std::vector<std::optional<Table>> tables(identifiers.size());
  EIGENLAKE_RETURN_IF_ERROR(wait_side_by_side(identifiers.size(), [&](size_t i) -> Result<> {
    if (!pointers[i]) return {};
    EIGENLAKE_ASSIGN_OR_RETURN(Table table, load_at(identifiers[i], *pointers[i]));
    tables[i].emplace(std::move(table));
    return {};
  }));
  return tables;
}

Result<std::vector<std::optional<Table>>> PointerCatalog::load_tables(
    std::span<const TableIdentifier> identifiers) {
  EIGENLAKE_ASSIGN_OR_RETURN(Pointers pointers, read_pointers(identifiers));
  for (int attempt = 1;; ++attempt) {
    auto tables = load_all_at(identifiers, pointers);
    if (tables) return tables;
    if (tables.error().kind == ErrorKind::kNotFound && attempt < kLoadAttempts) {
      // A writer may have removed old metadata files since.
      EIGENLAKE_ASSIGN_OR_RETURN(Pointers newer, read_pointers(identifiers));
      if (std::exchange(pointers, std::move(newer)) != pointers) continue;
    }
    return fail_to_load(identifiers, pointers, std::move(tables).error());
  }
}

std::optional<std::string> PointerCatalog::uri_here(const TableIdentifier& identifier,
                                                    const std::string& pointer) const {
  const std::string tail = fmt::format("/{}/{}/metadata/", identifier.name_space, identifier.name);
  const size_t begin = pointer.rfind(tail);
  if (begin == std::string::npos || places_.key_in_warehouse(pointer)) return std::nullopt;
  return places_.new_location(identifier) + "/metadata/" + pointer.substr(begin + tail.size());
}

std::unexpected<Error> PointerCatalog::fail_to_load(std::span<const TableIdentifier> identifiers,
                                                    const Pointers& pointers, Error error) {
  for (size_t i = 0; commits_together() && i < identifiers.size(); ++i) {
    const auto here = pointers[i] ? uri_here(identifiers[i], *pointers[i]) : std::nullopt;
    const auto key = here ? places_.key_in_warehouse(*here) : std::nullopt;
    const auto is_here = key ? places_.warehouse()->exists(*key) : Result<bool>(false);
    if (!is_here || !*is_here) continue;
    error = fail(ErrorKind::kStore,
                 "the catalog has {} at {}, but it lies at {}: the lake was moved; 'eigenlake catalog "
                 "relocate' updates the catalog's pointers",
                 identifiers[i].to_string(), *pointers[i], *here)
                .error();
    break;
  }
  // Not kNotFound, which means that there is no table.
  return fail_to_read_lake(std::move(error), describe());
}

Result<Relocation> PointerCatalog::relocation_of(const TableIdentifier& identifier,
                                                 const std::string& pointer) {
  const auto here = uri_here(identifier, pointer);
  if (!here) return Relocation{identifier, pointer, pointer};
  const auto there = read_metadata(pointer);
  const auto metadata = read_metadata(*here);
  if (!metadata && metadata.error().kind != ErrorKind::kNotFound) return std::unexpected(metadata.error());
  if (!metadata && there) return Relocation{identifier, pointer, pointer};
  if (!metadata)
    return fail(ErrorKind::kStore, "no metadata of {} at {} or {}", identifier.to_string(), *here, pointer);
  const bool is_other = there && there->table_uuid != metadata->table_uuid;
  const std::string_view location = without_trailing_slash(metadata->location);
  const std::string folder = fmt::format("/{}/{}", identifier.name_space, identifier.name);
  if (is_other || !location.ends_with(folder))
    return fail(ErrorKind::kConflict, "expected the table of {} at {}, found another one (uuid {}, of {})",
                pointer, *here, metadata->table_uuid, location);
  return Relocation{identifier, pointer, *here};
}

Result<std::vector<Relocation>> PointerCatalog::plan_relocation(const std::string& name_space) {
  if (!commits_together()) return Catalog::plan_relocation(name_space);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto identifiers, list_tables(name_space));
  EIGENLAKE_ASSIGN_OR_RETURN(const Pointers pointers, read_pointers(identifiers));
  std::vector<Relocation> relocations;
  for (size_t i = 0; i < identifiers.size(); ++i) {
    if (!pointers[i]) continue;  // Dropped meanwhile.
    EIGENLAKE_ASSIGN_OR_RETURN(relocations.emplace_back(), relocation_of(identifiers[i], *pointers[i]));
  }
  return relocations;
}

Result<> PointerCatalog::relocate(std::span<const Relocation> relocations) {
  std::vector<TableMetadata> metadata;
  std::vector<PointerSwap> swaps;
  metadata.reserve(relocations.size());  // Swaps point to it.
  for (const Relocation& relocation : relocations) {
    if (!relocation.moves()) continue;
    EIGENLAKE_ASSIGN_OR_RETURN(metadata.emplace_back(), read_metadata(relocation.to));
    swaps.push_back({relocation.identifier, relocation.from, relocation.to, &metadata.back()});
  }
  if (swaps.empty()) return {};
  return swap_surely(swaps);
}

Result<> PointerCatalog::swap_surely(std::span<const PointerSwap> swaps) {
  auto done = swap_pointers(swaps);
  if (!done && done.error().kind == ErrorKind::kCommitStateUnknown) done = resolve_swaps(swaps, done.error());
  return done;
}

Result<Table> PointerCatalog::load_table(const TableIdentifier& identifier) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto tables, load_tables(std::span(&identifier, 1)));
  if (!tables[0]) return std::unexpected(explain_absence(identifier));
  return *std::move(tables[0]);
}

Result<bool> PointerCatalog::table_exists(const TableIdentifier& identifier) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Pointers pointers, read_pointers(std::span(&identifier, 1)));
  return pointers[0].has_value();
}

Result<std::string> PointerCatalog::new_location(const TableIdentifier& identifier) {
  return places_.new_location(identifier);
}

Result<Table> PointerCatalog::stage_create(const TableIdentifier& identifier,
                                           const CreateTableOptions& options) {
  EIGENLAKE_RETURN_IF_ERROR(check_object_key(identifier.name_space + "/" + identifier.name));
  EIGENLAKE_ASSIGN_OR_RETURN(const bool exists, table_exists(identifier));
  if (exists) return fail(ErrorKind::kAlreadyExists, "table {} already exists", identifier.to_string());
  EIGENLAKE_ASSIGN_OR_RETURN(std::string location, new_location(identifier));
  EIGENLAKE_ASSIGN_OR_RETURN(
      TableMetadata metadata,
      new_table_metadata(new_uuid(), std::move(location), options.schema, options.partition_spec,
                         options.sort_order, options.properties, now_ms()));
  return open_table(identifier, "", std::make_shared<const TableMetadata>(std::move(metadata)));
}

Result<Table> PointerCatalog::move_pointer(const TableIdentifier& identifier,
                                           std::optional<std::string> expected, const std::string& next,
                                           TableMetadata metadata) {
  const PointerSwap swap{identifier, std::move(expected), next, &metadata};
  EIGENLAKE_RETURN_IF_ERROR(swap_surely(std::span(&swap, 1)));
  return open_table(identifier, next, std::make_shared<const TableMetadata>(std::move(metadata)));
}

Result<Table> PointerCatalog::register_table(const TableIdentifier& identifier,
                                             const std::string& metadata_uri) {
  auto metadata = read_metadata(metadata_uri);
  if (!metadata) return fail_to_read_lake(std::move(metadata).error(), describe());
  auto table = move_pointer(identifier, std::nullopt, metadata_uri, *std::move(metadata));
  if (!table && table.error().kind == ErrorKind::kConflict)
    return fail(ErrorKind::kAlreadyExists, "table {} already exists in the {}", identifier.to_string(),
                describe());
  return table;
}

Result<Table> PointerCatalog::repoint_table(const TableIdentifier& identifier,
                                            const std::string& metadata_uri) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Table base, load_table(identifier));
  auto metadata = read_metadata(metadata_uri);
  if (!metadata) return fail_to_read_lake(std::move(metadata).error(), describe());
  EIGENLAKE_RETURN_IF_ERROR(check_same_table(base, *metadata));
  return move_pointer(identifier, base.version(), metadata_uri, *std::move(metadata));
}

Result<> PointerCatalog::drop_table(const TableIdentifier& identifier) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Table table, load_table(identifier));
  EIGENLAKE_RETURN_IF_ERROR(remove_pointer(identifier, table.version()));
  EIGENLAKE_ASSIGN_OR_RETURN(const auto objects, table.store().list(table.directory_key() + "/"));
  std::vector<std::string> keys;
  for (const ObjectInfo& object : objects) keys.push_back(object.key);
  return table.store().remove_all(keys);
}

Result<> PointerCatalog::forget_table(const TableIdentifier& identifier) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Pointers pointers, read_pointers(std::span(&identifier, 1)));
  return pointers[0] ? remove_pointer(identifier, *pointers[0]) : Result<>();
}

Result<Table> PointerCatalog::commit(const Table& base, TableMetadata metadata) {
  const TableCommit commit{&base, std::move(metadata)};
  EIGENLAKE_ASSIGN_OR_RETURN(std::vector<Table> tables, commit_pointers(std::span(&commit, 1)));
  return std::move(tables[0]);
}

Result<std::vector<Table>> PointerCatalog::commit_pointers(std::span<const TableCommit> commits) {
  std::vector<Successor> successors;
  std::vector<PointerSwap> swaps;
  successors.reserve(commits.size());  // Swaps point to the metadata.
  for (const auto& [base, metadata] : commits) {
    Successor& next = successors.emplace_back(metadata);
    prepare_successor(*base, base->version(), next.metadata);
    const int number = metadata_file_number(base->version()) + 1;
    const std::string file = fmt::format("metadata/{:05}-{}.metadata.json", number, new_uuid());
    next.key = base->key_below(file);
    const auto expected = base->is_staged() ? std::nullopt : std::optional(base->version());
    // Readers follow the pointer, so it names the actual place; paths in the file are recorded ones.
    const std::string uri = base->was_moved() ? base->store().uri_of(next.key) : base->recorded_path(file);
    swaps.push_back({base->identifier(), expected, uri, &next.metadata});
  }
  auto done = wait_side_by_side(commits.size(), [&](size_t i) {
    return commits[i].base->store().put(successors[i].key, table_metadata_to_json(successors[i].metadata));
  });
  if (done) done = swap_surely(swaps);
  if (!done) {
    // Best effort: a file that stays is an orphan.
    const bool keeps_files = done.error().kind == ErrorKind::kCommitStateUnknown;
    for (size_t i = 0; i < commits.size() && !keeps_files; ++i)
      std::ignore = commits[i].base->store().remove(successors[i].key);
    return std::unexpected(std::move(done).error());
  }
  std::vector<Table> tables;
  for (size_t i = 0; i < commits.size(); ++i) {
    const Table& base = *commits[i].base;
    remove_dropped_metadata(base, successors[i].metadata);
    auto metadata = std::make_shared<const TableMetadata>(std::move(successors[i].metadata));
    cache_.keep(base.identifier().to_string(), state_of(base.store(), successors[i].key, swaps[i].next),
                metadata);
    tables.emplace_back(*this, base.shared_store(), base.identifier(), base.directory_key(), swaps[i].next,
                        std::move(metadata), true);
  }
  return tables;
}

Result<bool> PointerCatalog::was_swapped(const PointerSwap& swap, const std::optional<std::string>& pointer) {
  if (!pointer || pointer == swap.expected) return false;
  if (*pointer == swap.next) return true;
  // Later commits have it in their log.
  EIGENLAKE_ASSIGN_OR_RETURN(const TableMetadata metadata, read_metadata(*pointer));
  return std::ranges::any_of(metadata.metadata_log,
                             [&](const MetadataLogEntry& entry) { return entry.metadata_file == swap.next; });
}

Result<> PointerCatalog::resolve_swaps(std::span<const PointerSwap> swaps, const Error& error) {
  std::vector<TableIdentifier> identifiers;
  for (const PointerSwap& swap : swaps) identifiers.push_back(swap.identifier);
  const auto unknown = [&](const Error& reason) {
    return fail(ErrorKind::kCommitStateUnknown, "unknown whether {} was committed to the {}: {}; then: {}",
                swaps[0].identifier.to_string(), describe(), error.message, reason.message);
  };
  const auto pointers = read_pointers_after_swaps(identifiers);
  if (!pointers) return unknown(pointers.error());
  for (size_t i = 0; i < swaps.size(); ++i) {
    const auto swapped = was_swapped(swaps[i], (*pointers)[i]);
    if (!swapped) return unknown(swapped.error());
    if (*swapped) return {};  // All or none: one is enough.
  }
  return fail(ErrorKind::kConflict, "{} was not committed to the {}: {}", swaps[0].identifier.to_string(),
              describe(), error.message);
}

}  // namespace eigenlake::iceberg
