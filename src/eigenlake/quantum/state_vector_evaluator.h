#pragma once

#include <cstddef>
#include <memory>

#include "eigenlake/base/error.h"
#include "eigenlake/base/thread_pool.h"
#include "eigenlake/quantum/circuit.h"
#include "eigenlake/quantum/electron_moments.h"
#include "eigenlake/quantum/estimator.h"
#include "eigenlake/quantum/pauli.h"
#include "eigenlake/quantum/state_vector.h"

namespace eigenlake {

/// Energy and adjoint gradient of a circuit on the full state vector; exact, double precision.
///
/// Cost:    a gradient is one forward sweep, one product H|ψ⟩ and one backward sweep over two states,
/// whatever
///          the number of parameters.
/// Memory:  three state vectors and the grouped Hamiltonian.
/// Source:  Jones & Gacon, arXiv:2009.02823.
class StateVectorEvaluator final : public ExactEstimator {
 public:
  /// Bytes of an evaluator of a molecular Hamiltonian before that is there: three states, the factors of the
  /// Hamiltonian, the compiled circuit. Never an overflow.
  static double memory_bytes(int num_qubits, StateField field, double num_parameters);

  /// What `create` will allocate.
  static size_t estimate_memory_bytes(const Circuit& circuit, const PauliSum& hamiltonian);

  /// Requires: circuit and Hermitian canonical Hamiltonian on the same even number of qubits; `pool` outlives
  ///           the evaluator.
  /// Errors:   kResourceLimit when the memory that is needed is more than the machine has available; says
  /// both
  ///           figures, and allocates nothing.
  static Result<std::unique_ptr<StateVectorEvaluator>> create(const Circuit& circuit,
                                                              const PauliSum& hamiltonian,
                                                              ElectronCounts electrons,
                                                              PenaltyOptions penalty, ThreadPool& pool);
  ~StateVectorEvaluator() override;

  int num_parameters() const override;
  Evaluation evaluate(std::span<const double> parameters) override;
  Evaluation evaluate_with_gradient(std::span<const double> parameters, std::span<double> gradient) override;
  StateProperties properties(std::span<const double> parameters) override;
  OneParticleDensity one_particle_density(std::span<const double> parameters) override;

 private:
  struct Impl;
  explicit StateVectorEvaluator(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace eigenlake
