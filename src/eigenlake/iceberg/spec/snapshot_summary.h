// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "eigenlake/iceberg/spec/data_file.h"
#include "eigenlake/iceberg/spec/table_metadata.h"

namespace eigenlake::iceberg {

/// Collects the counts of a snapshot's summary, file by file.
///
/// Source: Iceberg table spec v2, appendix F "Snapshot Summary: Metrics".
class SnapshotChanges {
 public:
  explicit SnapshotChanges(const TableMetadata& metadata) : metadata_(&metadata) {}

  void add(const DataFile& file) { count(added_, file); }
  void remove(const DataFile& file) { count(removed_, file); }

  /// `own` with the operation, the counts of this change and the new totals. A total that the parent (the
  /// current snapshot) lacks is omitted: a wrong one is worse than none.
  SnapshotSummary summary(std::string_view operation, SnapshotSummary own) const;

 private:
  struct Counts {
    int64_t data_files = 0;
    int64_t delete_files = 0;
    int64_t records = 0;
    int64_t bytes = 0;
    int64_t position_deletes = 0;
    int64_t equality_deletes = 0;
  };
  void count(Counts& counts, const DataFile& file);

  const TableMetadata* metadata_;
  Counts added_;
  Counts removed_;
  std::set<std::string> partitions_;
};

}  // namespace eigenlake::iceberg
