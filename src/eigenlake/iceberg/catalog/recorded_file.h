#pragma once

#include <string_view>

#include "eigenlake/iceberg/catalog/table.h"

namespace eigenlake::iceberg {

/// Where the file of a recorded path is found now, be it in the table's store or outside of it where that is
/// allowed (Catalog::allow_outside). What removes files asks Table::key_of, which knows the store alone.
/// Errors: kUnsupported for a place that is not allowed.
Result<StoredPlace> find_recorded(const Table& table, std::string_view recorded_path);

}  // namespace eigenlake::iceberg
