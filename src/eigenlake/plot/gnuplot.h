// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "eigenlake/base/error.h"

namespace eigenlake {

inline constexpr const char* kGnuplot = "gnuplot";

/// Runs the program gnuplot on a script and returns what it prints. It reads no file of settings and is not
/// connected to a display.
///
/// Errors: kNotFound  no such program on the PATH;
///         kInternal  with its message, if it does not accept the script;
///         kStore     if the process cannot be started.
Result<std::string> run_gnuplot(std::string_view script, const char* program = kGnuplot);

/// "5.4 patchlevel 4". Errors: as above.
Result<std::string> gnuplot_version(const char* program = kGnuplot);

}  // namespace eigenlake
