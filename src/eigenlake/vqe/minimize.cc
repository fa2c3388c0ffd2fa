#include "eigenlake/vqe/minimize.h"

#include "eigenlake/base/assert.h"
#include "eigenlake/vqe/lbfgsb.h"
#include "eigenlake/vqe/nlopt_adapter.h"

namespace eigenlake {

OptimizerOutcome minimize(OptimizerKind kind, const Objective& objective, std::span<const double> start,
                          const OptimizerOptions& options) {
  EIGENLAKE_ASSERT(options.max_iterations >= 1);
  return kind == OptimizerKind::kLbfgsb ? minimize_by_lbfgsb(objective, start, options)
                                        : minimize_by_nlopt(kind, objective, start, options);
}

}  // namespace eigenlake
