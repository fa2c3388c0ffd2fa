// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <set>
#include <string>

#include "eigenlake/iceberg/spec/table_metadata.h"

namespace eigenlake::iceberg {

/// Recorded paths of the table and partition statistics of the wanted snapshots.
///
/// Source: Iceberg table spec v2, "Table Statistics" and "Partition Statistics".
std::set<std::string> statistics_files(const TableMetadata& metadata,
                                       const std::function<bool(int64_t snapshot_id)>& is_wanted);

void remove_statistics(TableMetadata& metadata, const std::set<int64_t>& snapshot_ids);

}  // namespace eigenlake::iceberg
