#include "eigenlake/vqe/vqe_result.h"

#include <array>

namespace eigenlake {

std::string_view name_of(StopReason reason) {
  static constexpr std::array<std::string_view, 6> kNames = {
      "converged", "max_iterations", "max_evaluations", "line_search", "interrupted", "stalled"};
  return kNames.at(static_cast<size_t>(reason));
}

}  // namespace eigenlake
