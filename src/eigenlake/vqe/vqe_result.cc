// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/vqe/vqe_result.h"

#include "eigenlake/base/named_enum.h"

namespace eigenlake {

std::string_view name_of(StopReason reason) {
  constexpr NamedEnum<StopReason, 6> kReasons{
      .what = "reason",
      .names = {"converged", "max_iterations", "max_evaluations", "line_search", "interrupted", "stalled"}};
  return kReasons.name_of(reason);
}

}  // namespace eigenlake
