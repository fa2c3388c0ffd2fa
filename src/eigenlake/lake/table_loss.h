#pragma once

#include <string>

#include "eigenlake/base/error.h"

namespace eigenlake {

/// Why a table is not what the lake had, and what to do.
struct TableLoss {
  std::string what;
  std::string advice;

  /// kStore, with both.
  Error error() const { return {ErrorKind::kStore, fmt::format("{}; {}", what, advice), {}}; }
};

}  // namespace eigenlake
