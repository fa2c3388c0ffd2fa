// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include <Eigen/Dense>

#include "eigenlake/chem/scf_problem.h"

namespace eigenlake {

/// The energy of a determinant to second order in rotations of its orbitals, C exp(−κ) with κ antisymmetric:
/// E(x) = energy + gradient·x + x·H x / 2, in hartree and radian. The coordinates x are the elements κ_pq, p
/// > q, between orbitals of different occupation: for RHF and ROHF the same rotation for both spins (closed,
/// open and empty orbitals), for UHF those of the alpha orbitals, then those of the beta ones.
///
/// Source: Helgaker, Jørgensen & Olsen, Molecular Electronic-Structure Theory (2000), sections 10.1 and 10.8.
class EnergyExpansion {
 public:
  /// Cost: one Fock matrix.
  EnergyExpansion(const ScfProblem& problem, SpinOrbitals orbitals);

  double energy() const { return energy_; }  ///< With the nuclear repulsion, hartree.
  const SpinOrbitals& orbitals() const { return orbitals_; }
  const StopRequest& stop() const { return problem_->stop; }
  Eigen::Index size() const { return gradient_.size(); }
  const Eigen::VectorXd& gradient() const { return gradient_; }
  double largest_gradient() const { return size() == 0 ? 0.0 : gradient_.cwiseAbs().maxCoeff(); }

  /// The Hessian's diagonal without its two-electron part: differences of orbital energies.
  const Eigen::VectorXd& diagonal() const { return diagonal_; }

  /// H x. Cost: one Fock matrix.
  Eigen::VectorXd hessian_times(const Eigen::VectorXd& x) const;

  /// The orbitals rotated by x (to second order as exp(−κ), and exactly orthonormal).
  SpinOrbitals rotated(const Eigen::VectorXd& x) const;

 private:
  struct Pair {
    Eigen::Index p;
    Eigen::Index q;
  };

  void choose_pairs();
  void expand();
  bool unrestricted() const { return problem_->method == ScfMethod::kUhf; }
  SpinDensities unpacked(const Eigen::VectorXd& x) const;
  Eigen::VectorXd packed(const Eigen::MatrixXd& alpha, const Eigen::MatrixXd& beta) const;

  const ScfProblem* problem_;
  SpinOrbitals orbitals_;
  SpinDensities fock_;            ///< Over the orbitals of each spin.
  Eigen::VectorXd alpha_, beta_;  ///< Occupations, 0 or 1.
  std::vector<Pair> pairs_;       ///< Of the alpha orbitals, or of both spins'.
  std::vector<Pair> beta_pairs_;
  double energy_ = 0.0;
  Eigen::VectorXd gradient_;
  Eigen::VectorXd diagonal_;
};

}  // namespace eigenlake
