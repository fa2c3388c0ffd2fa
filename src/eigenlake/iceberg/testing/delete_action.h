// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/iceberg/update/snapshot_action.h"

namespace eigenlake::iceberg::testing {

/// A commit of a delete file, as another engine makes it (merge on read).
class DeleteFileAction final : public SnapshotAction {
 public:
  DeleteFileAction(Table& table, DataFile file) : SnapshotAction(table), file_(std::move(file)) {}

 private:
  Result<std::optional<std::vector<ManifestFile>>> next_manifests(const TableMetadata& metadata) override {
    EIGENLAKE_ASSIGN_OR_RETURN(auto manifests, live_manifests(table(), metadata));
    const Manifest deletes{metadata.schema(),
                           metadata.partition_spec(),
                           ManifestContent::kDeletes,
                           {{ManifestEntry::Status::kAdded, snapshot_id(), {}, {}, file_}}};
    EIGENLAKE_ASSIGN_OR_RETURN(ManifestFile file, write_manifest(deletes, 0));
    manifests.push_back(std::move(file));
    return manifests;
  }
  SnapshotSummary summary(const TableMetadata&) const override { return {{"operation", "delete"}}; }

  DataFile file_;
};

}  // namespace eigenlake::iceberg::testing
