// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace eigenlake {

/// What the program was built from, and how.
struct BuildInfo {
  std::string_view commit;  ///< Short, with "-dirty" after changes; empty outside of a Git repository.
  std::string_view build_type;
  std::string_view march;  ///< Of the compiler's option; empty without it.
};

/// Defined by cmake/WriteCommit.cmake.
BuildInfo build_info();

/// "0.2.0 (a02dd52508ea)"
std::string version_text();

}  // namespace eigenlake
