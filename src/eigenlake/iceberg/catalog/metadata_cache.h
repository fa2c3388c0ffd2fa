// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "eigenlake/iceberg/spec/table_metadata.h"

namespace eigenlake::iceberg {

/// The newest state of each table that this process read or wrote, so that consecutive commits read nothing
/// back. Names of states are never reused.
///
/// Threads: any.
class MetadataCache {
 public:
  /// Null for another state than the kept one.
  std::shared_ptr<const TableMetadata> find(const std::string& table, std::string_view state) const {
    const std::lock_guard lock(mutex_);
    const auto found = tables_.find(table);
    return found == tables_.end() || found->second.state != state ? nullptr : found->second.metadata;
  }
  void keep(const std::string& table, std::string state, std::shared_ptr<const TableMetadata> metadata) {
    const std::lock_guard lock(mutex_);
    tables_[table] = {std::move(state), std::move(metadata)};
  }

 private:
  struct Kept {
    std::string state;
    std::shared_ptr<const TableMetadata> metadata;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Kept> tables_;
};

}  // namespace eigenlake::iceberg
