#pragma once

#include <string_view>

#include "eigenlake/base/error.h"

namespace eigenlake::iceberg {

/// The error of reading a file that belongs to a table, with its place as context. Such a file is the lake's
/// business and not the caller's input: missing, damaged or beyond a reader's limits it is kStore. Other
/// kinds (kUnsupported, kUnavailable) stay.
std::unexpected<Error> fail_to_read_lake(Error error, std::string_view place);

/// The same of one of the files that a table's metadata name, with the table and, where the file is lost or
/// damaged, what to do.
std::unexpected<Error> fail_to_read_file(Error error, std::string_view table, std::string_view place);

}  // namespace eigenlake::iceberg
