#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "eigenlake/base/thread_pool.h"
#include "eigenlake/chem/molecular_hamiltonian.h"
#include "eigenlake/quantum/ansatz.h"
#include "eigenlake/quantum/estimator.h"

namespace eigenlake {

/// Energy and gradient of an ansatz in the space of determinants with fixed numbers of alpha and beta
/// electrons: C(n, N_alpha) · C(n, N_beta) real amplitudes instead of 4^n complex ones.
///
/// Cost:    one product H|ψ⟩ and one sweep of the excitations for an energy, three sweeps for the gradient as
///          well, whatever the number of parameters.
/// Threads: one evaluator is used from one thread at a time; bits do not depend on the pool's size.
class SectorEvaluator final : public ExactEstimator {
 public:
  /// Requires: the ansatz is one of the sector and has the orbitals and electrons of the Hamiltonian; `pool`
  /// outlives the evaluator and may
  ///           be null (one thread).
  SectorEvaluator(const MolecularHamiltonian& hamiltonian, const Ansatz& ansatz, ThreadPool* pool = nullptr);
  ~SectorEvaluator() override;

  /// Bytes that an evaluator of this size allocates, for a check before it is built. Never an overflow.
  static double memory_bytes(int num_orbitals, int num_alpha, int num_beta);

  int num_parameters() const override;
  Evaluation evaluate(std::span<const double> parameters) override;
  Evaluation evaluate_with_gradient(std::span<const double> parameters, std::span<double> gradient) override;
  StateProperties properties(std::span<const double> parameters) override;
  OneParticleDensity one_particle_density(std::span<const double> parameters) override;
  /// Twice the difference of orbital energies for each excitation that a parameter turns.
  std::vector<double> rough_hessian_diagonal() const override;

  /// Amplitudes of the state, [C(n, N_alpha), C(n, N_beta)], row-major; strings of a spin are ordered by
  /// their occupation read as a binary number, orbital 0 the lowest bit. Valid until the next call.
  std::span<const double> state(std::span<const double> parameters);

 private:
  struct Workspace;
  std::unique_ptr<Workspace> workspace_;
};

}  // namespace eigenlake
