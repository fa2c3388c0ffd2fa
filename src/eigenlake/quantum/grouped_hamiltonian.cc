#include "eigenlake/quantum/grouped_hamiltonian.h"

#include <algorithm>
#include <vector>

#include "eigenlake/base/assert.h"
#include "eigenlake/quantum/factored_operator.h"

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

/// H = real + i·imaginary with a symmetric and an antisymmetric real matrix.
struct GroupedHamiltonian::Impl {
  int num_qubits;
  FactoredOperator real;
  FactoredOperator imaginary;

  void apply_task(size_t task, const StateVector& state, StateVector& result) const {
    if (state.is_real()) {
      // ⟨ψ|i·K|ψ⟩ of a real state is zero and so is its share of every derivative.
      const FactoredComponent component[] = {{state.re(), result.re()}};
      apply_factored(real, task, component, false);
      return;
    }
    const FactoredComponent components[] = {{state.re(), result.re()}, {state.im(), result.im()}};
    apply_factored(real, task, components, false);
    if (imaginary.empty()) return;
    const FactoredComponent crossed[] = {{state.im(), result.re(), -1.0}, {state.re(), result.im(), 1.0}};
    apply_factored(imaginary, task, crossed, true);
  }

  double task_energy(size_t task, const StateVector& state, const StateVector& result) const {
    const size_t length = size_t{kFactoredRowsPerTask} << real.num_low_qubits;
    const size_t begin = task * length, end = std::min(begin + length, state.size());
    double energy = dot(state.re(), result.re(), begin, end);
    if (!state.is_real()) energy += dot(state.im(), result.im(), begin, end);
    return energy;
  }
};

GroupedHamiltonian::GroupedHamiltonian(const PauliSum& sum) : impl_(std::make_unique<Impl>()) {
  EIGENLAKE_ASSERT(sum.is_hermitian());
  const int n = std::max(sum.num_qubits(), StateVector::kMinQubits);
  impl_->num_qubits = sum.num_qubits();
  impl_->real = build_factored_operator(n, flips_of(sum, false));
  impl_->imaginary = build_factored_operator(n, flips_of(sum, true));
}

GroupedHamiltonian::~GroupedHamiltonian() = default;
GroupedHamiltonian::GroupedHamiltonian(GroupedHamiltonian&&) noexcept = default;

int GroupedHamiltonian::num_qubits() const {
  return impl_->num_qubits;
}

size_t GroupedHamiltonian::memory_bytes() const {
  return impl_->real.memory_bytes() + impl_->imaginary.memory_bytes();
}

double GroupedHamiltonian::apply(const StateVector& state, StateVector& result, ThreadPool& pool) const {
  EIGENLAKE_ASSERT(state.num_qubits() == num_qubits() && result.size() == state.size());
  EIGENLAKE_ASSERT(state.is_real() == result.is_real() && state.re() != result.re());
  const size_t num_tasks = num_factored_tasks(impl_->real);
  std::vector<double> energies(num_tasks);
  pool.run(num_tasks, [&](size_t task) {
    impl_->apply_task(task, state, result);
    energies[task] = impl_->task_energy(task, state, result);
  });
  double energy = 0.0;
  for (const double part : energies) energy += part;
  return energy;
}

}  // namespace eigenlake
