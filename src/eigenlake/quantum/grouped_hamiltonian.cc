// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/grouped_hamiltonian.h"

#include <algorithm>
#include <vector>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

/// ⟨i|P|i ^ x⟩ = (−i)^(number of Y) (−1)^popcount(z & i): an even number of Y is real, an odd one imaginary.
double phase_sign(int num_y) {
  return num_y % 4 == 0 || num_y % 4 == 3 ? 1.0 : -1.0;
}

std::vector<SignedFlip> flips_of(const PauliSum& sum, bool imaginary) {
  std::vector<SignedFlip> flips;
  for (const PauliTerm& term : sum.terms()) {
    const int y = num_y(term.string);
    if ((y % 2 == 1) == imaginary)
      flips.push_back({term.string.x, term.string.z, phase_sign(y) * term.coefficient.real()});
  }
  return flips;
}

double dot(const double* a, const double* b, size_t begin, size_t end) {
  simd::Vec even{}, odd{};
  for (size_t i = begin; i < end; i += 2 * simd::kLanes) {
    even += simd::load(a + i) * simd::load(b + i);
    if (i + simd::kLanes < end) odd += simd::load(a + i + simd::kLanes) * simd::load(b + i + simd::kLanes);
  }
  return simd::sum(even + odd);
}

}  // namespace

GroupedHamiltonian::GroupedHamiltonian(const PauliSum& sum) : num_qubits_(sum.num_qubits()) {
  EIGENLAKE_ASSERT(sum.is_hermitian());
  const int n = std::max(sum.num_qubits(), StateVector::kMinQubits);
  real_ = build_factored_operator(n, flips_of(sum, false));
  imaginary_ = build_factored_operator(n, flips_of(sum, true));
}

void GroupedHamiltonian::apply_task(size_t task, const StateVector& state, StateVector& result) const {
  if (state.is_real()) {
    // ⟨ψ|i·K|ψ⟩ of a real state and its derivatives are zero.
    const FactoredComponent component[] = {{state.re(), result.re()}};
    return apply_factored(real_, task, component, false);
  }
  const FactoredComponent components[] = {{state.re(), result.re()}, {state.im(), result.im()}};
  apply_factored(real_, task, components, false);
  if (imaginary_.empty()) return;
  const FactoredComponent crossed[] = {{state.im(), result.re(), -1.0}, {state.re(), result.im(), 1.0}};
  apply_factored(imaginary_, task, crossed, true);
}

double GroupedHamiltonian::task_energy(size_t task, const StateVector& state,
                                       const StateVector& result) const {
  const size_t length = size_t{kFactoredRowsPerTask} << real_.num_low_qubits;
  const size_t begin = task * length, end = std::min(begin + length, state.size());
  double energy = dot(state.re(), result.re(), begin, end);
  if (!state.is_real()) energy += dot(state.im(), result.im(), begin, end);
  return energy;
}

double GroupedHamiltonian::apply(const StateVector& state, StateVector& result, ThreadPool& pool) const {
  EIGENLAKE_ASSERT(state.num_qubits() == num_qubits() && result.size() == state.size());
  EIGENLAKE_ASSERT(state.is_real() == result.is_real() && state.re() != result.re());
  const size_t num_tasks = num_factored_tasks(real_);
  std::vector<double> energies(num_tasks);
  pool.run(num_tasks, [&](size_t task) {
    apply_task(task, state, result);
    energies[task] = task_energy(task, state, result);
  });
  double energy = 0.0;
  for (const double part : energies) energy += part;
  return energy;
}

}  // namespace eigenlake
