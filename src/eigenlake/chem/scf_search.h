// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "eigenlake/base/error.h"
#include "eigenlake/chem/scf_problem.h"

namespace eigenlake {

/// A density from which an SCF calculation starts.
struct ScfGuess {
  std::string_view name;
  SpinDensities densities;
};

/// A stationary point of the SCF energy.
struct ScfSolution {
  bool converged = false;
  SpinOrbitals orbitals;   ///< Occupied first, in no particular order otherwise.
  double energy = 0.0;     ///< With the nuclear repulsion, hartree.
  std::string_view guess;  ///< Where the way to it began: a guess, "exchanged orbitals", "restricted".
  /// Lowest eigenvalue of the Hessian in the method's own rotations, hartree per radian²; an upper bound
  /// where it is well above zero, infinite where nothing can be rotated.
  double lowest_curvature = 0.0;
  bool stable = false;
  bool second_order = false;  ///< The second-order solver converged it.
  int saddles_left = 0;       ///< Unstable points on the way that were left downhill.
  int iterations = 0;         ///< Steps on the way to it.
  double largest_gradient = 0.0;
  std::vector<double> energies;  ///< Of the last steps, hartree.
};

/// Makes further guesses where other solutions are likely.
using ScfGuessMaker = std::function<Result<std::vector<ScfGuess>>()>;

/// The lowest solution of an RHF or ROHF problem that can be found at a proportionate cost: from the first
/// guess by DIIS, or by the second-order solver where that does not converge, then downhill along unstable
/// directions until the Hessian has none. Where the curvature is small or convergence was slow, other
/// solutions are likely; then further guesses follow, and descents from determinants with frontier orbitals
/// exchanged, until none leads lower or a number of Fock matrices that depends on the number of functions is
/// spent.
///
/// Deterministic. The solution may be unconverged. Errors: those of make_guesses.
Result<ScfSolution> find_restricted(const ScfProblem& problem, const ScfGuess& first,
                                    const ScfGuessMaker& make_guesses, const ScfOptions& options);

/// The same for UHF, beginning at a restricted solution; never above it.
Result<ScfSolution> find_unrestricted(const ScfProblem& problem, const SpinOrbitals& restricted,
                                      const ScfGuessMaker& make_guesses, const ScfOptions& options);

}  // namespace eigenlake
