// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "eigenlake/iceberg/catalog/table.h"

namespace eigenlake::iceberg {

/// Prepares metadata to follow `base`: a later time, and an entry of the metadata log for `base_file`, the
/// recorded path of base's metadata file.
///
/// Table property: write.metadata.previous-versions-max (100) bounds the log.
void prepare_successor(const Table& base, std::string base_file, TableMetadata& metadata);

/// Recorded paths of metadata files that fell out of the log between `base` and `after` and are to be
/// removed; none unless write.metadata.delete-after-commit.enabled.
std::vector<std::string> dropped_metadata_files(const Table& base, const TableMetadata& after);

/// Removes them; one that cannot be removed becomes an orphan.
void remove_dropped_metadata(const Table& base, const TableMetadata& after);

/// The number of a metadata file by its name: 7 for "…/v7.metadata.json", "…/v7.gz.metadata.json" and
/// "…/00007-{uuid}.metadata.json"; −1 for others.
int metadata_file_number(std::string_view path);

}  // namespace eigenlake::iceberg
