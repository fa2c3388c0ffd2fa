#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/iceberg/spec/table_metadata.h"

namespace eigenlake::iceberg {

/// Reads a metadata file of format version 1 or 2 and checks what the spec demands of it: ids that are
/// referred to exist, the current snapshot is main's, and the like. Version 1 comes back upgraded (sequence
/// numbers 0).
///
/// Errors: kCorrupt with the field and what was found; kUnsupported for format version 3 or later.
/// Cost:   linear in the text, which is kept: snapshots are parts of it.
Result<TableMetadata> parse_table_metadata(std::string json);

/// A metadata file of format version 2, compact, as pieces: snapshots are written from where they were read.
class TableMetadataText {
 public:
  /// Refers to the snapshots of `metadata`, whose texts have to stay.
  explicit TableMetadataText(const TableMetadata& metadata);

  /// Parts of this object and of the snapshots.
  std::vector<std::string_view> pieces() const;

 private:
  std::string head_;
  std::vector<std::string_view> snapshots_;
  std::string tail_;
};

/// The same as one text.
std::string table_metadata_to_json(const TableMetadata& metadata);

}  // namespace eigenlake::iceberg
