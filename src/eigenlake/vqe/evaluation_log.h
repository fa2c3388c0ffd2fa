#pragma once

#include <string>
#include <vector>

#include "eigenlake/quantum/estimator.h"

namespace eigenlake {

/// One call of an estimator and its answer.
struct LoggedEvaluation {
  std::vector<double> parameters;
  std::vector<double> gradient;  ///< Empty where none was asked for.
  Evaluation evaluation;
};

/// Every evaluation of a search so far: all that a stopped one needs to go on. Some optimizers hide their
/// state; but one that is given the same answers takes the same way, so a search resumes by replaying them,
/// which computes nothing.
///
/// No command keeps one yet.
struct EvaluationLog {
  std::string experiment_id;  ///< Whose evaluations these are; empty before the first search.
  double seconds = 0.0;       ///< Wall time that the search took, all calls together.
  std::vector<std::vector<LoggedEvaluation>> restarts;  ///< Of each, in the order of its calls.
};

}  // namespace eigenlake
