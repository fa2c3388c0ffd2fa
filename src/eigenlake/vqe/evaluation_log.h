// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "eigenlake/quantum/estimator.h"

namespace eigenlake {

/// One call of an estimator and its answer.
struct LoggedEvaluation {
  std::vector<double> parameters;
  std::vector<double> gradient;  ///< Empty if the call was for the energy alone.
  Evaluation evaluation;
};

/// Every evaluation of a search so far. Some optimizers hide their state, but the same answers lead to the
/// same steps, so a stopped search resumes by replaying them.
///
/// No command keeps one yet.
struct EvaluationLog {
  std::string experiment_id;                            ///< Empty before the first search.
  double seconds = 0.0;                                 ///< Wall time of the search, all calls together.
  std::vector<std::vector<LoggedEvaluation>> restarts;  ///< Of each, in the order of its calls.
};

}  // namespace eigenlake
