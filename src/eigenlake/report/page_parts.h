// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace eigenlake {

// The files of src/eigenlake/report/page, compiled into the program.
std::string_view page_html();
std::string_view page_css();
std::string_view page_js();  ///< All scripts, in their order.

}  // namespace eigenlake
