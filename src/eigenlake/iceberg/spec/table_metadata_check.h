#pragma once

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/spec/table_metadata.h"

namespace eigenlake::iceberg {

/// What must hold between the parts of a metadata file: current schema, default spec, sort order, current
/// snapshot and refs name something that is there, ids are unique and below the recorded last ones.
///
/// Errors: kCorrupt, naming the field.
Result<> check_table_metadata(const TableMetadata& metadata);

}  // namespace eigenlake::iceberg
