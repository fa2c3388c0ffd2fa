// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/one_particle_density.h"

#include <algorithm>
#include <array>
#include <bit>
#include <complex>
#include <functional>

#include "eigenlake/base/assert.h"
#include "eigenlake/chem/linear_algebra.h"

namespace eigenlake {
namespace {

using Eigen::Index;

/// Calls element(p, q) for p <= q in parallel and completes the Hermitian matrix.
OneParticleDensity hermitian_matrix(int n, ThreadPool* pool,
                                    const std::function<std::complex<double>(int, int)>& element) {
  OneParticleDensity density(n, n);
  std::vector<std::array<int, 2>> pairs;
  for (int p = 0; p < n; ++p)
    for (int q = p; q < n; ++q) pairs.push_back({p, q});
  const auto set = [&](size_t k) {
    const auto [p, q] = pairs[k];
    density(p, q) = element(p, q);
    density(q, p) = std::conj(density(p, q));
  };
  if (pool != nullptr) {
    pool->run(pairs.size(), set);
  } else {
    for (size_t k = 0; k < pairs.size(); ++k) set(k);
  }
  return density;
}

/// The moves of a†_p a_q among the strings of a spin; for p = q they keep the string.
std::vector<StringMove> single_moves(const SpinStrings& strings, int p, int q) {
  if (p != q) return moves_of(strings, std::array{q}, std::array{p});
  std::vector<StringMove> moves;
  for (uint32_t i = 0; i < strings.size(); ++i)
    if (strings.occupation(i) >> p & 1) moves.push_back({i, i, 1.0});
  return moves;
}

double sector_element(const SpinStrings& alpha, const SpinStrings& beta, std::span<const double> state, int p,
                      int q) {
  const size_t columns = beta.size();
  double sum = 0.0;
  for (const StringMove& move : single_moves(alpha, p, q)) {
    const double *from = &state[move.from * columns], *to = &state[move.to * columns];
    double row = 0.0;
    for (size_t k = 0; k < columns; ++k) row += from[k] * to[k];
    sum += move.sign * row;
  }
  const std::vector<StringMove> moves = single_moves(beta, p, q);
  for (size_t row = 0; row < alpha.size(); ++row) {
    const double* amplitudes = &state[row * columns];
    for (const StringMove& move : moves) sum += move.sign * amplitudes[move.from] * amplitudes[move.to];
  }
  return sum;
}

/// ⟨a†_p a_q⟩ of two spin orbitals.
std::complex<double> spin_orbital_element(const StateVector& state, int p, int q) {
  const size_t bit_p = size_t{1} << p, bit_q = size_t{1} << q;
  const size_t between =
      bit_p == bit_q ? 0 : (std::max(bit_p, bit_q) - 1) & ~(2 * std::min(bit_p, bit_q) - 1);
  double re = 0.0, im = 0.0;
  for (size_t i = 0; i < size_t{1} << state.num_qubits(); ++i) {
    if ((i & bit_q) == 0 || (p != q && (i & bit_p) != 0)) continue;
    const size_t j = (i ^ bit_q) | bit_p;
    const double sign = std::popcount(i & between) % 2 == 0 ? 1.0 : -1.0;
    re += sign * state.re()[j] * state.re()[i];
    if (!state.im()) continue;
    re += sign * state.im()[j] * state.im()[i];
    im += sign * (state.re()[j] * state.im()[i] - state.im()[j] * state.re()[i]);
  }
  return {re, im};
}

}  // namespace

OneParticleDensity one_particle_density(const SpinStrings& alpha, const SpinStrings& beta,
                                        std::span<const double> state, ThreadPool* pool) {
  EIGENLAKE_ASSERT(state.size() == alpha.size() * beta.size());
  return hermitian_matrix(alpha.num_orbitals(), pool,
                          [&](int p, int q) { return sector_element(alpha, beta, state, p, q); });
}

OneParticleDensity one_particle_density(const StateVector& state, ThreadPool& pool) {
  EIGENLAKE_ASSERT(state.num_qubits() % 2 == 0);
  const int n = state.num_qubits() / 2;
  return hermitian_matrix(n, &pool, [&](int p, int q) {
    return spin_orbital_element(state, p, q) + spin_orbital_element(state, n + p, n + q);
  });
}

std::vector<double> natural_occupations(const OneParticleDensity& density) {
  // [[A, −B], [B, A]] has each eigenvalue of the Hermitian matrix A + iB twice.
  const Index n = density.rows();
  Eigen::MatrixXd real(2 * n, 2 * n);
  real << density.real(), -density.imag(), density.imag(), density.real();
  const Eigen::VectorXd values = eigensystem_of(real).values;
  std::vector<double> occupations;
  for (Index k = 2 * n - 1; k > 0; k -= 2) occupations.push_back(0.5 * (values[k] + values[k - 1]));
  return occupations;
}

}  // namespace eigenlake
