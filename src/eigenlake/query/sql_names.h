// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/spec/schema.h"

namespace eigenlake {

/// Whether SQL, which ignores the case of names, can have the table as a view: it has columns, all names are
/// UTF-8 and not empty, and no two columns or fields of a struct have the same one.
/// Errors: kUnsupported, naming them.
Result<> check_sql_names(std::string_view table, const iceberg::Schema& schema);

/// Whether the two names are the same in SQL.
bool is_same_sql_name(std::string_view a, std::string_view b);

/// A name for a message: unchanged, or quoted with escapes where it is not plain UTF-8 text.
std::string shown_name(std::string_view name);

}  // namespace eigenlake
