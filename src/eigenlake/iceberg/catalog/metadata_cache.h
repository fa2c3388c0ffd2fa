#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "eigenlake/iceberg/spec/table_metadata.h"

namespace eigenlake::iceberg {

/// The newest state of each table as this process last read or wrote it, so that a process that commits batch
/// after batch does not read back what it has written. A state is known by a name that no other state ever
/// has.
///
/// Threads: any.
class MetadataCache {
 public:
  /// Null where this state is not the one that is kept of the table.
  std::shared_ptr<const TableMetadata> find(const std::string& table, std::string_view state) const;
  /// Replaces what is kept of the table.
  void keep(const std::string& table, std::string state, std::shared_ptr<const TableMetadata> metadata);

 private:
  struct Kept {
    std::string state;
    std::shared_ptr<const TableMetadata> metadata;
  };
  mutable std::mutex mutex_;
  std::map<std::string, Kept> tables_;
};

}  // namespace eigenlake::iceberg
