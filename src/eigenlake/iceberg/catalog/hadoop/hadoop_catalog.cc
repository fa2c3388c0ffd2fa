// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/hadoop/hadoop_catalog.h"

#include <algorithm>

#include "eigenlake/base/clock.h"
#include "eigenlake/base/joined.h"
#include "eigenlake/base/number_parsing.h"
#include "eigenlake/iceberg/catalog/metadata_log.h"
#include "eigenlake/iceberg/codec/table_metadata_json.h"
#include "eigenlake/iceberg/codec/table_metadata_parser.h"
#include "eigenlake/iceberg/spec/lake_error.h"
#include "eigenlake/iceberg/spec/table_metadata_update.h"
#include "eigenlake/iceberg/spec/unique_id.h"

namespace eigenlake::iceberg {
namespace {

std::optional<int> parse_version(std::string_view text) {
  const auto number = parse_number<int>(text);
  return number && *number >= 1 ? number : std::nullopt;
}

std::string relative_metadata(MetadataVersion version) {
  return "metadata/" + version.file_name();
}
std::string metadata_key(const std::string& directory, MetadataVersion version) {
  return directory + "/" + relative_metadata(version);
}
std::string hint_key(const std::string& directory) {
  return directory + "/metadata/version-hint.text";
}

std::string_view file_name_of(std::string_view key) {
  return key.substr(key.rfind('/') + 1);
}

/// Number 0 for a staged table.
MetadataVersion version_of(const Table& table) {
  if (table.is_staged()) return {};
  return parse_metadata_file_name(file_name_of(table.version())).value_or(MetadataVersion{});
}

std::optional<int> parse_hint(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.remove_suffix(1);
  return parse_version(text);
}

}  // namespace

HadoopCatalog::HadoopCatalog(std::shared_ptr<ObjectStore> store, std::string warehouse_key)
    : store_(std::move(store)), warehouse_key_(std::move(warehouse_key)) {}

std::string HadoopCatalog::namespace_key(const std::string& name_space) const {
  return warehouse_key_.empty() ? name_space : warehouse_key_ + "/" + name_space;
}

std::string HadoopCatalog::directory_of(const TableIdentifier& identifier) const {
  return namespace_key(identifier.name_space) + "/" + identifier.name;
}

Result<std::optional<MetadataVersion>> HadoopCatalog::find_version(const std::string& directory, int number) {
  if (!store_->has_cheap_head()) return find_listed_version(directory, number);
  for (const MetadataForm form : kMetadataForms) {
    const MetadataVersion version{number, form};
    EIGENLAKE_ASSIGN_OR_RETURN(const bool exists, store_->exists(metadata_key(directory, version)));
    if (exists) return version;
  }
  return std::nullopt;
}

/// By one request for all forms.
Result<std::optional<MetadataVersion>> HadoopCatalog::find_listed_version(const std::string& directory,
                                                                          int number) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto objects,
                             store_->list(fmt::format("{}/metadata/v{}.", directory, number)));
  std::optional<MetadataVersion> found;
  for (const ObjectInfo& object : objects) {
    const auto version = parse_metadata_file_name(file_name_of(object.key));
    if (version && (!found || version->form < found->form)) found = version;
  }
  return found;
}

Result<std::optional<MetadataVersion>> HadoopCatalog::version_from_hint(const std::string& directory) {
  const auto text = store_->get(hint_key(directory));
  if (!text && text.error().kind != ErrorKind::kNotFound) return std::unexpected(text.error());
  const auto hint = text ? parse_hint(*text) : std::nullopt;
  if (!hint) return std::nullopt;
  return find_version(directory, *hint);
}

Result<std::optional<MetadataVersion>> HadoopCatalog::newest_version(const std::string& directory) {
  EIGENLAKE_ASSIGN_OR_RETURN(std::optional<MetadataVersion> newest, version_from_hint(directory));
  if (!newest) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto names, store_->list_names(directory + "/metadata/"));
    for (const std::string& name : names) {
      const auto version = parse_metadata_file_name(name);
      if (version && version->number > newest.value_or(MetadataVersion{}).number) newest = version;
    }
  }
  // A successor may have another form.
  while (newest) {
    EIGENLAKE_ASSIGN_OR_RETURN(const auto next, find_version(directory, newest->number + 1));
    if (!next) break;
    newest = next;
  }
  return newest;
}

Result<Table> HadoopCatalog::load_table(const TableIdentifier& identifier) {
  const std::string directory = directory_of(identifier);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto version, newest_version(directory));
  if (!version)
    return fail(ErrorKind::kNotFound, "no table {} at {}", identifier.to_string(), store_->uri_of(directory));
  const std::string key = metadata_key(directory, *version);
  const std::string state = state_of(key);
  if (auto known = state.empty() ? nullptr : cache_.find(directory, state))
    return Table(*this, store_, identifier, directory, key, std::move(known));
  // Not kNotFound, which means that there is no table.
  auto parsed = read_table_metadata(*store_, key);
  if (!parsed) return fail_to_read_lake(std::move(parsed).error(), store_->uri_of(key));
  auto metadata = std::make_shared<const TableMetadata>(*std::move(parsed));
  if (!state.empty()) cache_.keep(directory, state, metadata);
  return Table(*this, store_, identifier, directory, key, std::move(metadata));
}

std::string HadoopCatalog::state_of(const std::string& key) {
  if (!store_->has_cheap_head()) return "";
  // A recreated table uses the same names.
  const auto info = store_->head(key);
  return info ? key + " " + info->etag : "";
}

Result<bool> HadoopCatalog::table_exists(const TableIdentifier& identifier) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto version, newest_version(directory_of(identifier)));
  return version.has_value();
}

Result<std::vector<TableIdentifier>> HadoopCatalog::list_tables(const std::string& name_space) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto folders, list_folders(name_space));
  std::vector<TableIdentifier> tables;
  for (const TableIdentifier& identifier : folders) {
    EIGENLAKE_ASSIGN_OR_RETURN(const bool exists, table_exists(identifier));
    if (exists) tables.push_back(identifier);
  }
  return tables;
}

Result<std::vector<TableIdentifier>> HadoopCatalog::list_folders(const std::string& name_space) {
  EIGENLAKE_ASSIGN_OR_RETURN(const auto names, store_->list_names(namespace_key(name_space) + "/"));
  std::vector<TableIdentifier> folders;
  for (const std::string& name : names)
    if (name.ends_with('/')) folders.push_back({name_space, name.substr(0, name.size() - 1)});
  return folders;
}

Result<NamespaceListing> HadoopCatalog::list_all(const std::string& name_space) {
  EIGENLAKE_ASSIGN_OR_RETURN(auto folders, list_folders(name_space));
  NamespaceListing listing;
  for (TableIdentifier& identifier : folders) {
    const auto exists = table_exists(identifier);
    if (exists && *exists) {
      listing.tables.push_back(std::move(identifier));
    } else if (!exists || !pointed_metadata(directory_of(identifier)).empty()) {
      listing.others.push_back(std::move(identifier));
    }
  }
  return listing;
}

std::string HadoopCatalog::pointed_metadata(const std::string& directory) {
  const auto names = store_->list_names(directory + "/metadata/");
  if (!names) return "";
  const auto number_of = [](const std::string& name) {
    return name.contains(".metadata.json") ? metadata_file_number(name) : -1;
  };
  const auto newest = std::ranges::max_element(*names, {}, number_of);
  return newest == names->end() || number_of(*newest) < 0 ? "" : *newest;
}

Error HadoopCatalog::explain_absence(const TableIdentifier& identifier) {
  const std::string directory = directory_of(identifier);
  const std::string pointed = pointed_metadata(directory);
  if (pointed.empty()) return Catalog::explain_absence(identifier);
  return fail(ErrorKind::kUnsupported,
              "no metadata file such as v1.metadata.json in {}/metadata, but {} of another kind of catalog; "
              "'eigenlake catalog register {}' registers the table",
              store_->uri_of(directory), pointed, identifier.name)
      .error();
}

Result<Table> HadoopCatalog::stage_create(const TableIdentifier& identifier,
                                          const CreateTableOptions& options) {
  const std::string directory = directory_of(identifier);
  EIGENLAKE_RETURN_IF_ERROR(check_object_key(directory));
  EIGENLAKE_ASSIGN_OR_RETURN(const bool exists, table_exists(identifier));
  if (exists) return fail(ErrorKind::kAlreadyExists, "table {} already exists", identifier.to_string());
  EIGENLAKE_ASSIGN_OR_RETURN(
      TableMetadata metadata,
      new_table_metadata(new_uuid(), store_->uri_of(directory), options.schema, options.partition_spec,
                         options.sort_order, options.properties, now_ms()));
  return Table(*this, store_, identifier, directory, "",
               std::make_shared<const TableMetadata>(std::move(metadata)));
}

Result<TableMetadata> HadoopCatalog::read_foreign_metadata(const TableIdentifier& identifier,
                                                           const std::string& metadata_uri) {
  auto key = store_->key_of(metadata_uri);
  if (!key) return fail_with_context(std::move(key).error(), "while registering " + identifier.to_string());
  auto metadata = read_table_metadata(*store_, *key);
  if (!metadata) return fail_to_read_lake(std::move(metadata).error(), metadata_uri);
  const auto recorded = store_->key_of(without_trailing_slash(metadata->location));
  const bool is_here = key->starts_with(directory_of(identifier) + "/metadata/");
  if (is_here || (recorded && *recorded == directory_of(identifier))) return metadata;
  return fail(ErrorKind::kInvalidInput, "in a Hadoop catalog {} must lie at {}, but it lies at {}",
              identifier.to_string(), store_->uri_of(directory_of(identifier)), metadata->location);
}

Result<Table> HadoopCatalog::register_table(const TableIdentifier& identifier,
                                            const std::string& metadata_uri) {
  EIGENLAKE_ASSIGN_OR_RETURN(const bool exists, table_exists(identifier));
  if (exists) return fail(ErrorKind::kAlreadyExists, "table {} already exists", identifier.to_string());
  EIGENLAKE_ASSIGN_OR_RETURN(TableMetadata metadata, read_foreign_metadata(identifier, metadata_uri));
  const Table staged(*this, store_, identifier, directory_of(identifier), "",
                     std::make_shared<const TableMetadata>(metadata));
  return publish(staged, {.number = 1}, std::move(metadata));
}

Result<Table> HadoopCatalog::repoint_table(const TableIdentifier& identifier,
                                           const std::string& metadata_uri) {
  EIGENLAKE_ASSIGN_OR_RETURN(const Table base, load_table(identifier));
  EIGENLAKE_ASSIGN_OR_RETURN(TableMetadata metadata, read_foreign_metadata(identifier, metadata_uri));
  EIGENLAKE_RETURN_IF_ERROR(check_same_table(base, metadata));
  return publish(base, version_of(base).next(), std::move(metadata));
}

Result<> HadoopCatalog::drop_table(const TableIdentifier& identifier) {
  const std::string directory = directory_of(identifier);
  EIGENLAKE_ASSIGN_OR_RETURN(auto objects, store_->list(directory + "/"));
  const auto version = [](const ObjectInfo& object) {
    return parse_metadata_file_name(file_name_of(object.key)).value_or(MetadataVersion{}).number;
  };
  // From the newest on, so that readers find an older complete table or none.
  EIGENLAKE_RETURN_IF_ERROR(store_->remove(hint_key(directory)));
  std::ranges::sort(objects, std::greater(), version);
  for (const ObjectInfo& object : objects) EIGENLAKE_RETURN_IF_ERROR(store_->remove(object.key));
  return {};
}

Result<> HadoopCatalog::forget_table(const TableIdentifier& identifier) {
  EIGENLAKE_ASSIGN_OR_RETURN(const bool exists, table_exists(identifier));
  if (!exists) return {};
  return fail(ErrorKind::kUnsupported, "{} has metadata of {}; move the folder away",
              store_->uri_of(directory_of(identifier)), identifier.to_string());
}

Result<> HadoopCatalog::repair(const TableIdentifier& identifier) {
  const std::string directory = directory_of(identifier);
  EIGENLAKE_ASSIGN_OR_RETURN(const auto newest, newest_version(directory));
  if (!newest) return {};
  const auto text = store_->get(hint_key(directory));
  if (text && parse_hint(*text) == newest->number) return {};
  return store_->put_unsynced(hint_key(directory), std::to_string(newest->number));
}

Result<Table> HadoopCatalog::commit(const Table& base, TableMetadata metadata) {
  const std::string& directory = base.directory_key();
  EIGENLAKE_ASSIGN_OR_RETURN(const auto newest, newest_version(directory));
  // Names of removed old versions are free again, so the newest is compared as well.
  if (newest.value_or(MetadataVersion{}) != version_of(base))
    return fail(ErrorKind::kConflict, "expected newest version {} of {}, found {}", version_of(base).number,
                base.identifier().to_string(), newest.value_or(MetadataVersion{}).number);
  prepare_successor(base, base.recorded_path(relative_metadata(version_of(base))), metadata);
  return publish(base, version_of(base).next(), std::move(metadata));
}

Result<Table> HadoopCatalog::publish(const Table& base, MetadataVersion version, TableMetadata metadata) {
  const std::string& directory = base.directory_key();
  const std::string key = metadata_key(directory, version);
  const TableMetadataText text(metadata);
  std::vector<std::string_view> pieces = text.pieces();
  std::string compressed;
  if (version.is_gzip()) pieces = {compressed = gzip_metadata(joined(pieces))};
  if (auto created = create_exclusively(key, pieces); !created)
    EIGENLAKE_RETURN_IF_ERROR(resolve_commit(key, joined(pieces), created.error()));
  write_hint(directory, version.number);
  remove_dropped_metadata(base, metadata);
  auto published = std::make_shared<const TableMetadata>(std::move(metadata));
  if (auto state = state_of(key); !state.empty()) cache_.keep(directory, std::move(state), published);
  return Table(*this, store_, base.identifier(), directory, key, std::move(published));
}

std::string HadoopCatalog::describe() const {
  return "Hadoop catalog at " + store_->uri_of(warehouse_key_);
}

void HadoopCatalog::write_hint(const std::string& directory, int version) {
  // The table is committed; but some readers do not probe, so a failed write is repeated.
  constexpr int kAttempts = 3;
  for (int attempt = 0; attempt < kAttempts; ++attempt)
    if (store_->put_unsynced(hint_key(directory), std::to_string(version))) return;
}

Result<> HadoopCatalog::create_exclusively(const std::string& key, std::span<const std::string_view> pieces) {
  const auto permission = ask_guard();
  if (permission) EIGENLAKE_RETURN_IF_ERROR(*permission);
  EIGENLAKE_ASSIGN_OR_RETURN(const bool is_exclusive, store_->honours_put_if_absent());
  if (is_exclusive) return store_->put_pieces_if_absent(key, pieces);
  if (!permission)
    return fail(ErrorKind::kUnsupported,
                "a commit to {} requires a store that creates objects exclusively, or a lease on the "
                "warehouse; the SQL catalog requires neither",
                store_->uri_of(key));
  EIGENLAKE_ASSIGN_OR_RETURN(const bool exists, store_->exists(key));
  if (exists) return fail(ErrorKind::kAlreadyExists, "{} already exists", store_->uri_of(key));
  return store_->put(key, joined(pieces));
}

Result<> HadoopCatalog::resolve_commit(const std::string& key, const std::string& json, const Error& error) {
  const auto found = store_->get(key);
  if (found && *found == json) {
    // Ours, but perhaps not durable: write the same bytes again.
    const auto repeated = store_->put(key, json);
    if (repeated) return {};
    return fail(ErrorKind::kCommitStateUnknown, "unknown whether {} is durable: {}; then: {}",
                store_->uri_of(key), error.message, repeated.error().message);
  }
  if (found) return fail(ErrorKind::kConflict, "another writer created {}", store_->uri_of(key));
  const bool was_rejected = error.kind != ErrorKind::kUnavailable && error.kind != ErrorKind::kAlreadyExists;
  if (found.error().kind == ErrorKind::kNotFound && was_rejected) return std::unexpected(error);
  return fail(ErrorKind::kCommitStateUnknown, "unknown whether {} was created: {}", store_->uri_of(key),
              error.message);
}

}  // namespace eigenlake::iceberg
