#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "eigenlake/iceberg/spec/table_metadata.h"

namespace eigenlake::iceberg {

/// The members of a metadata file that grow with the number of snapshots, read from a file that has them next
/// to each other in the spelling of table_metadata_to_json.
struct ScannedSnapshots {
  decltype(TableMetadata::refs) refs;
  std::vector<Snapshot> snapshots;  ///< Parts of the text that was scanned.
  std::vector<SnapshotLogEntry> snapshot_log;
  std::string rest;  ///< The document without these members.
};

/// Reads those members faster than a reader of any JSON can, as a commit has to read all of them for the one
/// that it adds. Nothing where they are spelled differently (spaces, another order of names, a member that is
/// not known, \u, a negative number): such a file, correct or not, is for the general reader.
std::optional<ScannedSnapshots> scan_snapshots(const std::shared_ptr<const std::string>& text);

}  // namespace eigenlake::iceberg
