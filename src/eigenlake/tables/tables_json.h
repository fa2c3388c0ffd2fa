// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace eigenlake {

/// The text of schemas/tables.json as it was when the program was built (cmake/EmbeddedTables.cmake).
std::string_view tables_json();

}  // namespace eigenlake
