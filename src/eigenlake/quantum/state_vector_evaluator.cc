// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/state_vector_evaluator.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/memory_limit.h"

namespace eigenlake {
namespace {

StateField field_of(const Circuit& circuit) {
  return circuit.is_real() ? StateField::kReal : StateField::kComplex;
}

}  // namespace

double StateVectorEvaluator::memory_bytes(int num_qubits, StateField field, double num_parameters) {
  constexpr double kBytesOfParameter = 512;  // its gates, also compiled
  constexpr double kBytesOfLowWeight = 9;    // a vector of eight weights and its place
  const double n = num_qubits / 2.0, row = std::exp2(n), moves = n * (n - 1) / 2;
  const double amplitudes = std::exp2(std::max(num_qubits, StateVector::kMinQubits));
  const double states = 3 * sizeof(double) * amplitudes * (field == StateField::kReal ? 1 : 2);
  // Excitations within a spin flip none, two or four of its orbitals.
  const double flips = 1 + moves + moves * (n - 2) * (n - 3) / 12;
  const double couplings = moves + n;
  const double factors =
      row * (kBytesOfLowWeight * flips + sizeof(double) * (couplings + flips) + sizeof(double) * couplings);
  return states + factors + 16 * couplings * couplings + kBytesOfParameter * num_parameters;
}

size_t StateVectorEvaluator::estimate_memory_bytes(const Circuit& circuit, const PauliSum& hamiltonian) {
  // The factors of a molecular Hamiltonian: a table over half of the bits for each excitation within a spin.
  const size_t row = size_t{1} << (circuit.num_qubits() + 1) / 2;
  const size_t factors = row * sizeof(double) * (hamiltonian.terms().size() / 4 + 1);
  return 3 * StateVector::memory_bytes(circuit.num_qubits(), field_of(circuit)) + factors;
}

Result<std::unique_ptr<StateVectorEvaluator>> StateVectorEvaluator::create(const Circuit& circuit,
                                                                           const PauliSum& hamiltonian,
                                                                           ElectronCounts electrons,
                                                                           PenaltyOptions penalty,
                                                                           ThreadPool& pool) {
  EIGENLAKE_ASSERT(circuit.num_qubits() == hamiltonian.num_qubits() && hamiltonian.is_hermitian());
  EIGENLAKE_RETURN_IF_ERROR(
      require_memory(estimate_memory_bytes(circuit, hamiltonian),
                     fmt::format("the state vector of {} qubits", circuit.num_qubits())));
  return std::unique_ptr<StateVectorEvaluator>(
      new StateVectorEvaluator(circuit, hamiltonian, electrons, penalty, pool));
}

StateVectorEvaluator::StateVectorEvaluator(const Circuit& circuit, const PauliSum& hamiltonian,
                                           ElectronCounts electrons, PenaltyOptions penalty, ThreadPool& pool)
    : program_(circuit),
      hamiltonian_(hamiltonian),
      electrons_(electrons),
      penalty_(penalty),
      pool_(pool),
      state_(circuit.num_qubits(), field_of(circuit)),
      adjoint_(circuit.num_qubits(), field_of(circuit)),
      scratch_(circuit.num_qubits(), field_of(circuit)) {}

Evaluation StateVectorEvaluator::evaluate(std::span<const double> parameters) {
  program_.run(parameters, state_, scratch_, pool_);
  Evaluation evaluation;
  evaluation.energy = hamiltonian_.apply(state_, adjoint_, pool_);
  if (penalty_.weight != 0.0) evaluation.penalty = penalty_of(state_, electrons_, penalty_, &adjoint_, pool_);
  return evaluation;
}

Evaluation StateVectorEvaluator::evaluate_with_gradient(std::span<const double> parameters,
                                                        std::span<double> gradient) {
  const Evaluation evaluation = evaluate(parameters);
  program_.differentiate(parameters, state_, adjoint_, scratch_, gradient, pool_);
  return evaluation;
}

OneParticleDensity StateVectorEvaluator::one_particle_density(std::span<const double> parameters) {
  program_.run(parameters, state_, scratch_, pool_);
  return eigenlake::one_particle_density(state_, pool_);
}

StateProperties StateVectorEvaluator::properties(std::span<const double> parameters) {
  program_.run(parameters, state_, scratch_, pool_);
  return measure_electrons(state_, electrons_, pool_);
}

}  // namespace eigenlake
