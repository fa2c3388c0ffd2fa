// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/iceberg/spec/data_file.h"
#include "eigenlake/iceberg/spec/manifest_list.h"
#include "eigenlake/iceberg/spec/predicate.h"

namespace eigenlake::iceberg {

/// False only if partition values, null counts or bounds exclude all rows. Requires: check_filter(filter,
/// schema).
bool may_match(const Filter& filter, const Schema& schema, const PartitionSpec& spec, const DataFile& file);

/// The same for all files of a manifest.
bool may_match(const Filter& filter, const Schema& schema, const PartitionSpec& spec,
               const ManifestFile& manifest);

}  // namespace eigenlake::iceberg
