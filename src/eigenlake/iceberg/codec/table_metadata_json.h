// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/iceberg/spec/table_metadata.h"

namespace eigenlake::iceberg {

/// A compact metadata file of format version 2, as pieces: snapshots are not copied.
class TableMetadataText {
 public:
  /// Requires: the texts of the snapshots outlive this.
  explicit TableMetadataText(const TableMetadata& metadata);

  /// Parts of this object and of the snapshots.
  std::vector<std::string_view> pieces() const;

 private:
  std::string head_;
  std::vector<std::string_view> snapshots_;
  std::string tail_;
};

std::string table_metadata_to_json(const TableMetadata& metadata);

}  // namespace eigenlake::iceberg
