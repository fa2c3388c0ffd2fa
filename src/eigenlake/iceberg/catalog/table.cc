// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/iceberg/catalog/table.h"

namespace eigenlake::iceberg {
namespace {

/// The part of `path` after `directory` and a slash.
std::optional<std::string_view> below(std::string_view path, std::string_view directory) {
  if (!path.starts_with(directory) || !path.substr(directory.size()).starts_with('/')) return std::nullopt;
  return path.substr(directory.size() + 1);
}

}  // namespace

std::string_view without_trailing_slash(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path;
}

Table::Table(Catalog& catalog, std::shared_ptr<ObjectStore> store, TableIdentifier identifier,
             std::string directory_key, std::string version, std::shared_ptr<const TableMetadata> metadata,
             bool version_is_uri)
    : catalog_(&catalog),
      store_(std::move(store)),
      identifier_(std::move(identifier)),
      directory_key_(std::move(directory_key)),
      version_(std::move(version)),
      metadata_(std::move(metadata)),
      version_is_uri_(version_is_uri) {}

std::string Table::metadata_uri() const {
  return is_staged() || version_is_uri_ ? version_ : store_->uri_of(version_);
}

bool Table::was_moved() const {
  const auto recorded = store_->key_of(without_trailing_slash(metadata_->location));
  return !recorded || *recorded != directory_key_;
}

Result<std::string> Table::key_of(std::string_view recorded_path) const {
  const auto relative = below(recorded_path, without_trailing_slash(metadata_->location));
  if (!relative) return store_->key_of(recorded_path);
  const bool has_idle_parts = relative->starts_with('/') || relative->starts_with("./") ||
                              relative->contains("//") || relative->contains("/./");
  if (!has_idle_parts) return key_below(*relative);
  // The store resolves them.
  return store_->key_of(fmt::format("{}/{}", location(), *relative));
}

std::string Table::recorded_path(std::string_view relative) const {
  return fmt::format("{}/{}", without_trailing_slash(metadata_->location), relative);
}

Result<> Table::follow(Table newest) {
  const bool was_staged = is_staged();
  const auto mine = metadata_;
  *this = std::move(newest);
  const bool same_layout = mine->schema().fields == metadata_->schema().fields &&
                           mine->partition_spec() == metadata_->partition_spec();
  if (was_staged && !same_layout)
    return fail(ErrorKind::kConflict, "another writer created {} with other columns",
                identifier_.to_string());
  return {};
}

}  // namespace eigenlake::iceberg
