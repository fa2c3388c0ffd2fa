// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace eigenlake {

/// Settings of the command line: name, and values in their order.
using GivenFlags = std::map<std::string, std::vector<std::string>, std::less<>>;

}  // namespace eigenlake
