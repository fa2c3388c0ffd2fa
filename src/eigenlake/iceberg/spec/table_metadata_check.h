// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/spec/table_metadata.h"

namespace eigenlake::iceberg {

/// Checks that current schema, default spec, sort order, current snapshot and refs exist, and that ids are
/// unique and within the recorded last ones. Errors: kCorrupt, naming the field.
Result<> check_table_metadata(const TableMetadata& metadata);

}  // namespace eigenlake::iceberg
