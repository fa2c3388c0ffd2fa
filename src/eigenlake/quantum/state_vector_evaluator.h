// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>

#include "eigenlake/base/error.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/quantum/circuit_program.h"
#include "eigenlake/quantum/electron_moments.h"
#include "eigenlake/quantum/estimator.h"
#include "eigenlake/quantum/grouped_hamiltonian.h"

namespace eigenlake {

/// Energy and adjoint gradient of a circuit on the full state vector; exact, double precision.
///
/// Cost:    a gradient is one forward sweep, one product H|ψ⟩ and one backward sweep over two states, for any
///          number of parameters.
/// Memory:  three state vectors and the grouped Hamiltonian.
/// Source:  Jones & Gacon, arXiv:2009.02823.
class StateVectorEvaluator final : public ExactEstimator {
 public:
  /// Bytes of an evaluator of a molecular Hamiltonian, estimated without it: three states, the factors of the
  /// Hamiltonian, the compiled circuit. Never overflows.
  static double memory_bytes(int num_qubits, StateField field, double num_parameters);

  /// Bytes that `create` allocates.
  static size_t estimate_memory_bytes(const Circuit& circuit, const PauliSum& hamiltonian);

  /// Requires: circuit and Hermitian canonical Hamiltonian on the same even number of qubits; `pool` outlives
  ///           the evaluator.
  /// Errors:   kResourceLimit for more memory than available, before it is allocated; says both figures.
  static Result<std::unique_ptr<StateVectorEvaluator>> create(const Circuit& circuit,
                                                              const PauliSum& hamiltonian,
                                                              ElectronCounts electrons,
                                                              PenaltyOptions penalty, ThreadPool& pool);

  int num_parameters() const override { return program_.num_parameters(); }
  /// Leaves the state in `state_` and the derivative of the objective for its bra in `adjoint_`.
  Evaluation evaluate(std::span<const double> parameters) override;
  Evaluation evaluate_with_gradient(std::span<const double> parameters, std::span<double> gradient) override;
  StateProperties properties(std::span<const double> parameters) override;
  OneParticleDensity one_particle_density(std::span<const double> parameters) override;

 private:
  StateVectorEvaluator(const Circuit& circuit, const PauliSum& hamiltonian, ElectronCounts electrons,
                       PenaltyOptions penalty, ThreadPool& pool);

  CircuitProgram program_;
  GroupedHamiltonian hamiltonian_;
  ElectronCounts electrons_;
  PenaltyOptions penalty_;
  ThreadPool& pool_;
  StateVector state_, adjoint_, scratch_;
};

}  // namespace eigenlake
