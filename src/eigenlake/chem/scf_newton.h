// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "eigenlake/chem/energy_expansion.h"

namespace eigenlake {

struct NewtonOutcome {
  EnergyExpansion expansion;  ///< At the orbitals reached.
  bool converged = false;
  std::vector<double> energies;  ///< Of each step that was tried, hartree.
};

/// Walks downhill from `orbitals` with second-order steps that a trust region bounds, until the largest
/// element of the gradient is below options.gradient_threshold; max_iterations bounds the steps. The energy
/// never rises. It ends at a point whose gradient vanishes, which may be a saddle of the start's symmetry.
///
/// Source: Steihaug, SIAM J. Numer. Anal. 20, 626 (1983), for the step.
NewtonOutcome minimize_by_newton(const ScfProblem& problem, SpinOrbitals orbitals, const ScfOptions& options);

}  // namespace eigenlake
