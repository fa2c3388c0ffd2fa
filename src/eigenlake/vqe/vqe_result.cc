#include "eigenlake/vqe/vqe_result.h"

#include "eigenlake/base/assert.h"

namespace eigenlake {

std::string_view name_of(StopReason reason) {
  switch (reason) {
    case StopReason::kConverged:
      return "converged";
    case StopReason::kMaxIterations:
      return "max_iterations";
    case StopReason::kMaxEvaluations:
      return "max_evaluations";
    case StopReason::kLineSearch:
      return "line_search";
    case StopReason::kInterrupted:
      return "interrupted";
  }
  EIGENLAKE_ASSERT(false);
}

}  // namespace eigenlake
