// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "eigenlake/base/error.h"

namespace eigenlake {

struct ExitCodeText {
  ExitCode code;
  std::string_view meaning;
};

/// All exit codes, in their order.
std::span<const ExitCodeText> exit_code_texts();

}  // namespace eigenlake
