// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "eigenlake/iceberg/spec/table_metadata.h"
#include "eigenlake/object_store/object_store.h"

namespace eigenlake::iceberg {

/// Reads a metadata file of format version 1 or 2 and checks it (check_table_metadata). Version 1 is
/// upgraded, with sequence numbers 0.
///
/// Errors: kCorrupt with the field; kUnsupported for format version 3 or later.
/// Cost:   linear in the text, which is kept: snapshots are parts of it.
Result<TableMetadata> parse_table_metadata(std::string json);

/// Reads the metadata file at `key`. Errors: also of read_metadata_text().
Result<TableMetadata> read_table_metadata(ObjectStore& store, std::string_view key);

}  // namespace eigenlake::iceberg
