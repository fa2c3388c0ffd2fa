// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "eigenlake/base/error.h"

namespace eigenlake::iceberg {

/// The error of reading a table's file, with its place as context. The file is no input of the caller: one
/// that is missing, damaged or too large is kStore. Other kinds (kUnsupported, kUnavailable) stay.
std::unexpected<Error> fail_to_read_lake(Error error, std::string_view place);

/// Also with the table, and with advice if the file is lost or damaged.
std::unexpected<Error> fail_to_read_file(Error error, std::string_view table, std::string_view place);

}  // namespace eigenlake::iceberg
