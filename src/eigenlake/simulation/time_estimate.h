// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <span>

#include "eigenlake/simulation/machine_speed.h"
#include "eigenlake/simulation/run_size.h"

namespace eigenlake {

/// Seconds of each step of a run.
struct TimeEstimate {
  double hamiltonian = 0.0;   ///< Integrals, SCF, transformation.
  double mapping = 0.0;       ///< To Pauli terms.
  double minimization = 0.0;  ///< All restarts: evaluations, curvature, optimizer.
  double reference = 0.0;     ///< FCI.
  bool beside = false;        ///< Another thread computes the reference during the minimization.

  double total() const {
    return hamiltonian + mapping + (beside ? std::max(minimization, reference) : minimization + reference);
  }
};

/// The time of a run: the steps' work times the machine's speed. Assumes assumed_evaluations and only
/// symmetry by axes.
TimeEstimate estimate_time(const RunSize& size, const MachineSpeed& speed, int num_threads);

/// When the last of several runs ends, with `num_jobs` at the same time.
double seconds_side_by_side(std::span<const double> seconds, int num_jobs);

}  // namespace eigenlake
