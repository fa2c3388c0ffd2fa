// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "eigenlake/iceberg/catalog/table.h"

namespace eigenlake::iceberg {

/// The present place of a recorded path. What removes files asks Table::key_of instead.
/// Errors: kUnsupported outside the store and the allowed places (Catalog::allow_outside).
Result<StoredPlace> find_recorded(const Table& table, std::string_view recorded_path);

}  // namespace eigenlake::iceberg
