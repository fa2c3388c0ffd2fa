// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/electron_moments.h"

#include <algorithm>
#include <bit>
#include <vector>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

constexpr size_t kIndicesPerTask = size_t{1} << 13;

/// The sum of task(begin, end) over ranges of indices, in their order.
template <typename Sums, typename Task>
Sums sum_over_indices(size_t size, ThreadPool& pool, const Task& task) {
  const size_t length = std::min(size, kIndicesPerTask);
  std::vector<Sums> parts(size / length);
  pool.run(parts.size(), [&](size_t i) { parts[i] = task(i * length, (i + 1) * length); });
  Sums total{};
  for (const Sums& part : parts) total += part;
  return total;
}

double weight_at(const StateVector& state, size_t i) {
  const double re = state.re()[i], im = state.im() ? state.im()[i] : 0.0;
  return re * re + im * im;
}

/// Occupations of a basis state in blocked spin order.
class Occupations {
 public:
  Occupations(int num_qubits, size_t index)
      : alpha_(index & ((size_t{1} << num_qubits / 2) - 1)), beta_(index >> num_qubits / 2) {}
  int num_alpha() const { return std::popcount(alpha_); }
  int num_beta() const { return std::popcount(beta_); }
  double spin_z() const { return 0.5 * (num_alpha() - num_beta()); }
  int num_unpaired() const { return std::popcount(alpha_ ^ beta_); }

 private:
  size_t alpha_, beta_;
};

struct Moments {
  double particles = 0.0, spin_z = 0.0, spin_squared = 0.0, leakage = 0.0;
  Moments& operator+=(const Moments& other) {
    particles += other.particles;
    spin_z += other.spin_z;
    spin_squared += other.spin_squared;
    leakage += other.leakage;
    return *this;
  }
};

Moments diagonal_moments(const StateVector& state, ElectronCounts electrons, size_t begin, size_t end) {
  Moments moments;
  for (size_t i = begin; i < end; ++i) {
    const Occupations n(state.num_qubits(), i);
    const double weight = weight_at(state, i);
    moments.particles += weight * (n.num_alpha() + n.num_beta());
    moments.spin_z += weight * n.spin_z();
    // S² = Sz² + (S+S− + S−S+)/2, whose diagonal counts the singly occupied orbitals.
    moments.spin_squared += weight * (n.spin_z() * n.spin_z() + 0.5 * n.num_unpaired());
    if (n.num_alpha() != electrons.num_alpha || n.num_beta() != electrons.num_beta) moments.leakage += weight;
  }
  return moments;
}

/// (−1) to the power of the number of electrons between p and q.
double sign_between(size_t index, int p, int q) {
  const size_t between = (size_t{1} << std::max(p, q)) - (size_t{2} << std::min(p, q));
  return std::popcount(index & between) % 2 == 0 ? 1.0 : -1.0;
}

/// Σ over p ≠ q of ⟨a†_pα a_pβ a†_qβ a_qα⟩, the part of S² that is not diagonal.
double spin_exchange(const StateVector& state, size_t begin, size_t end) {
  const int n = state.num_qubits() / 2;
  double total = 0.0;
  for (size_t i = begin; i < end; ++i) {
    const size_t alpha = i & ((size_t{1} << n) - 1), beta = i >> n;
    if (weight_at(state, i) == 0.0) continue;
    for (size_t qs = alpha & ~beta; qs != 0; qs &= qs - 1) {
      const int q = std::countr_zero(qs);
      const size_t flip_q = size_t{1} << q | size_t{1} << (q + n);
      const double sign_q = sign_between(i, q, q + n);
      for (size_t ps = beta & ~alpha; ps != 0; ps &= ps - 1) {
        const int p = std::countr_zero(ps);
        const size_t j = i ^ flip_q ^ (size_t{1} << p | size_t{1} << (p + n));
        double product = state.re()[j] * state.re()[i];
        if (state.im()) product += state.im()[j] * state.im()[i];
        total += sign_q * sign_between(i ^ flip_q, p, p + n) * product;
      }
    }
  }
  return total;
}

/// The penalty operator's diagonal by numbers of alpha and beta electrons.
std::vector<double> penalty_table(int num_orbitals, ElectronCounts electrons, double weight) {
  std::vector<double> table;
  for (int alpha = 0; alpha <= num_orbitals; ++alpha) {
    for (int beta = 0; beta <= num_orbitals; ++beta) {
      const double particles = alpha + beta - electrons.num_alpha - electrons.num_beta;
      const double spin = 0.5 * (alpha - beta - electrons.num_alpha + electrons.num_beta);
      table.push_back(weight * (particles * particles + spin * spin));
    }
  }
  return table;
}

}  // namespace

StateProperties measure_electrons(const StateVector& state, ElectronCounts electrons, ThreadPool& pool) {
  EIGENLAKE_ASSERT(state.num_qubits() % 2 == 0);
  const size_t size = size_t{1} << state.num_qubits();
  const auto moments = sum_over_indices<Moments>(
      size, pool, [&](size_t begin, size_t end) { return diagonal_moments(state, electrons, begin, end); });
  const auto exchange = sum_over_indices<double>(
      size, pool, [&](size_t begin, size_t end) { return spin_exchange(state, begin, end); });
  return {.num_particles_mean = moments.particles,
          .sz_mean = moments.spin_z,
          .s_squared_mean = moments.spin_squared + exchange,
          .sector_leakage = moments.leakage};
}

double penalty_of(const StateVector& state, ElectronCounts electrons, PenaltyOptions penalty,
                  StateVector* adjoint, ThreadPool& pool) {
  EIGENLAKE_ASSERT(state.num_qubits() % 2 == 0);
  const int num_orbitals = state.num_qubits() / 2;
  const std::vector<double> table = penalty_table(num_orbitals, electrons, penalty.weight);
  return sum_over_indices<double>(size_t{1} << state.num_qubits(), pool, [&](size_t begin, size_t end) {
    double total = 0.0;
    for (size_t i = begin; i < end; ++i) {
      const Occupations n(state.num_qubits(), i);
      const double value = table[static_cast<size_t>(n.num_alpha() * (num_orbitals + 1) + n.num_beta())];
      total += value * weight_at(state, i);
      if (adjoint == nullptr) continue;
      adjoint->re()[i] += value * state.re()[i];
      if (state.im()) adjoint->im()[i] += value * state.im()[i];
    }
    return total;
  });
}

}  // namespace eigenlake
