// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/chem/molecular_hamiltonian.h"
#include "eigenlake/determinants/determinant_hamiltonian.h"
#include "eigenlake/determinants/determinant_layout.h"
#include "eigenlake/determinants/spin_strings.h"
#include "eigenlake/quantum/ansatz.h"
#include "eigenlake/quantum/estimator.h"
#include "eigenlake/quantum/sector_rotation.h"

namespace eigenlake {

/// Energy and gradient of an ansatz in the space of determinants with fixed numbers of alpha and beta
/// electrons: C(n, N_alpha) · C(n, N_beta) real amplitudes instead of 4^n complex ones.
///
/// Cost:    one product H|ψ⟩ and one sweep of the excitations for an energy, three sweeps with the gradient,
///          for any number of parameters.
/// Threads: one at a time; bits do not depend on the pool's size.
class SectorEvaluator final : public ExactEstimator {
 public:
  /// Requires: an ansatz of the sector with the orbitals and electrons of the Hamiltonian; `pool` outlives
  ///           the evaluator and may be null (one thread).
  SectorEvaluator(const MolecularHamiltonian& hamiltonian, const Ansatz& ansatz, ThreadPool* pool = nullptr);

  /// Bytes of an evaluator of this size. Never overflows.
  static double memory_bytes(int num_orbitals, int num_alpha, int num_beta);

  int num_parameters() const override { return num_parameters_; }
  Evaluation evaluate(std::span<const double> parameters) override;
  Evaluation evaluate_with_gradient(std::span<const double> parameters, std::span<double> gradient) override;
  StateProperties properties(std::span<const double> parameters) override;
  OneParticleDensity one_particle_density(std::span<const double> parameters) override;
  /// Twice the difference of orbital energies for each excitation of a parameter.
  std::vector<double> rough_hessian_diagonal() const override;

  /// Amplitudes of the state, [C(n, N_alpha), C(n, N_beta)], row-major; strings of a spin are ordered by
  /// their occupation as a binary number with orbital 0 as the lowest bit. Valid until the next call.
  std::span<const double> state(std::span<const double> parameters);

 private:
  void prepare(std::span<const double> parameters);
  std::vector<double> angles_of(std::span<const double> parameters) const;

  OrbitalSpace orbitals_;
  int num_parameters_;
  std::vector<FermionicExcitation> excitations_;
  SpinStrings alpha_;
  SpinStrings beta_;
  SectorRotations rotations_;
  DeterminantHamiltonian hamiltonian_;
  DeterminantLayout layout_;
  DeterminantVector state_;
  DeterminantVector dual_;
  std::vector<double> compact_;  ///< The state without the padding of its rows, for state().
  Eigen::VectorXd orbital_energies_;
  ThreadPool* pool_;
};

}  // namespace eigenlake
