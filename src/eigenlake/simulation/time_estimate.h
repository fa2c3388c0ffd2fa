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
  double minimization = 0.0;  ///< All restarts: evaluations, the look at the curvature, the optimizer.
  double reference = 0.0;     ///< FCI.
  bool beside = false;        ///< The reference is computed by another thread than the minimization.

  double total() const {
    return hamiltonian + mapping + (beside ? std::max(minimization, reference) : minimization + reference);
  }
};

/// What a run takes on a team of threads, the steps' work times the machine's speed. The number of
/// evaluations is an assumption (assumed_evaluations), and symmetry other than by axes is not seen.
TimeEstimate estimate_time(const RunSize& size, const MachineSpeed& speed, int num_threads);

/// When the last of several runs ends that start in turn, so many side by side.
double seconds_side_by_side(std::span<const double> seconds, int num_jobs);

}  // namespace eigenlake
