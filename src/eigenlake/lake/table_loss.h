// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// Why a table is not the expected one, and what to do.
struct TableLoss {
  std::string what;
  std::string advice;

  Error error() const { return {ErrorKind::kStore, fmt::format("{}; {}", what, advice), {}}; }
};

}  // namespace eigenlake
