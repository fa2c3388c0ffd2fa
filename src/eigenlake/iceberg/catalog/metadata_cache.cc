#include "eigenlake/iceberg/catalog/metadata_cache.h"

#include <utility>

namespace eigenlake::iceberg {

std::shared_ptr<const TableMetadata> MetadataCache::find(const std::string& table,
                                                         std::string_view state) const {
  const std::lock_guard lock(mutex_);
  const auto found = tables_.find(table);
  return found == tables_.end() || found->second.state != state ? nullptr : found->second.metadata;
}

void MetadataCache::keep(const std::string& table, std::string state,
                         std::shared_ptr<const TableMetadata> metadata) {
  const std::lock_guard lock(mutex_);
  tables_[table] = {std::move(state), std::move(metadata)};
}

}  // namespace eigenlake::iceberg
