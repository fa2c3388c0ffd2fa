#include "eigenlake/quantum/state_vector_evaluator.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "eigenlake/base/assert.h"
#include "eigenlake/base/memory_limit.h"
#include "eigenlake/quantum/circuit_program.h"
#include "eigenlake/quantum/grouped_hamiltonian.h"
#include "eigenlake/quantum/state_vector.h"

namespace eigenlake {
namespace {

StateField field_of(const Circuit& circuit) {
  return circuit.is_real() ? StateField::kReal : StateField::kComplex;
}

}  // namespace

struct StateVectorEvaluator::Impl {
  CircuitProgram program;
  GroupedHamiltonian hamiltonian;
  ElectronCounts electrons;
  PenaltyOptions penalty;
  ThreadPool& pool;
  StateVector state, adjoint, scratch;

  Impl(const Circuit& circuit, const PauliSum& sum, ElectronCounts counts, PenaltyOptions penalty_options,
       ThreadPool& threads)
      : program(circuit),
        hamiltonian(sum),
        electrons(counts),
        penalty(penalty_options),
        pool(threads),
        state(circuit.num_qubits(), field_of(circuit)),
        adjoint(circuit.num_qubits(), field_of(circuit)),
        scratch(circuit.num_qubits(), field_of(circuit)) {}

  /// Leaves the state in `state` and the derivative of the objective for its bra in `adjoint`.
  Evaluation prepare(std::span<const double> parameters) {
    program.run(parameters, state, scratch, pool);
    Evaluation evaluation;
    evaluation.energy = hamiltonian.apply(state, adjoint, pool);
    if (penalty.weight != 0.0) evaluation.penalty = penalty_of(state, electrons, penalty, &adjoint, pool);
    return evaluation;
  }
};

double StateVectorEvaluator::memory_bytes(int num_qubits, StateField field, double num_parameters) {
  constexpr double kBytesOfParameter = 512;  // its gates, compiled too
  constexpr double kBytesOfLowWeight = 9;    // a vector of eight weights and where it is used
  const double n = num_qubits / 2.0, row = std::exp2(n), moves = n * (n - 1) / 2;
  const double amplitudes = std::exp2(std::max(num_qubits, StateVector::kMinQubits));
  const double states = 3 * sizeof(double) * amplitudes * (field == StateField::kReal ? 1 : 2);
  // Excitations within a spin flip two or four of its orbitals, or none.
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
  auto impl = std::make_unique<Impl>(circuit, hamiltonian, electrons, penalty, pool);
  return std::unique_ptr<StateVectorEvaluator>(new StateVectorEvaluator(std::move(impl)));
}

StateVectorEvaluator::StateVectorEvaluator(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
StateVectorEvaluator::~StateVectorEvaluator() = default;

int StateVectorEvaluator::num_parameters() const {
  return impl_->program.num_parameters();
}

Evaluation StateVectorEvaluator::evaluate(std::span<const double> parameters) {
  return impl_->prepare(parameters);
}

Evaluation StateVectorEvaluator::evaluate_with_gradient(std::span<const double> parameters,
                                                        std::span<double> gradient) {
  const Evaluation evaluation = impl_->prepare(parameters);
  impl_->program.differentiate(parameters, impl_->state, impl_->adjoint, impl_->scratch, gradient,
                               impl_->pool);
  return evaluation;
}

OneParticleDensity StateVectorEvaluator::one_particle_density(std::span<const double> parameters) {
  impl_->program.run(parameters, impl_->state, impl_->scratch, impl_->pool);
  return eigenlake::one_particle_density(impl_->state, impl_->pool);
}

StateProperties StateVectorEvaluator::properties(std::span<const double> parameters) {
  impl_->program.run(parameters, impl_->state, impl_->scratch, impl_->pool);
  return measure_electrons(impl_->state, impl_->electrons, impl_->pool);
}

}  // namespace eigenlake
