// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/chem/energy_expansion.h"

namespace eigenlake {

/// Curvatures above this count as not negative, hartree per radian².
inline constexpr double kStableCurvature = -1e-5;

/// The direction of the lowest curvature of the energy.
struct LowestCurvature {
  double value = 0.0;  ///< Lowest eigenvalue of the Hessian; an upper bound of it where it is large.
  Eigen::VectorXd direction;
  bool stable() const { return value > kStableCurvature; }
};

/// The lowest eigenvalue of the Hessian in the method's own rotations (internal stability), all symmetries
/// included, to `accuracy`, or as far as is needed to see that it is above `enough`. Infinite where nothing
/// can be rotated.
///
/// Cost:   some ten Fock matrices.
/// Source: Seeger & Pople, J. Chem. Phys. 66, 3045 (1977).
LowestCurvature lowest_curvature(const EnergyExpansion& expansion, double enough, double accuracy);

/// The orbitals lower in energy along ± the direction, at the best of a few angles; both signs are tried.
SpinOrbitals step_down(const ScfProblem& problem, const EnergyExpansion& expansion,
                       const Eigen::VectorXd& direction);

}  // namespace eigenlake
