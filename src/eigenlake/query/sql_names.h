#pragma once

#include <string>
#include <string_view>

#include "eigenlake/base/error.h"
#include "eigenlake/iceberg/spec/schema.h"

namespace eigenlake {

/// Whether SQL, which does not tell upper from lower case in names, can have the table as a view: it has
/// columns, all names are UTF-8 and not empty, and no two columns or fields of a struct have the same one.
/// Errors: kUnsupported, naming them.
Result<> check_sql_names(std::string_view table, const iceberg::Schema& schema);

/// Whether SQL takes the two names for one.
bool is_same_sql_name(std::string_view a, std::string_view b);

/// A name for a message: as it is, or where it is not plain UTF-8 text, quoted with escapes.
std::string shown_name(std::string_view name);

}  // namespace eigenlake
