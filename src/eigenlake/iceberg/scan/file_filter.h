#pragma once

#include "eigenlake/iceberg/spec/data_file.h"
#include "eigenlake/iceberg/spec/manifest_list.h"
#include "eigenlake/iceberg/spec/predicate.h"

namespace eigenlake::iceberg {

/// False only when no row of the file can pass, by its partition values (through their transforms), null
/// counts and bounds. Requires: check_filter(filter, schema).
bool may_match(const Filter& filter, const Schema& schema, const PartitionSpec& spec, const DataFile& file);

/// The same for all files of a manifest, by its partition summaries.
bool may_match(const Filter& filter, const Schema& schema, const PartitionSpec& spec,
               const ManifestFile& manifest);

}  // namespace eigenlake::iceberg
