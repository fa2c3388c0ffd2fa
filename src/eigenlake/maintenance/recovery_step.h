// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace eigenlake {

/// What a recovery did, or in a dry run would do, about one table.
struct RecoveryStep {
  std::string table;
  std::string what;
  bool is_whole = true;  ///< False where something stays lost; `what` says what.
};

}  // namespace eigenlake
