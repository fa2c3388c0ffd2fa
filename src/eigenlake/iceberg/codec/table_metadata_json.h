#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/iceberg/spec/table_metadata.h"

namespace eigenlake::iceberg {

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
