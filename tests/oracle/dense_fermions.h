// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include <Eigen/Dense>

#include "eigenlake/base/random.h"
#include "eigenlake/chem/molecular_hamiltonian.h"

/// Fermions as matrices over all 2^(2n) occupations under Jordan–Wigner, to test the symmetry sector.
/// Slow on purpose; for up to four orbitals.
namespace eigenlake::oracle {

using RealMatrix = Eigen::MatrixXd;
using RealVector = Eigen::VectorXd;

/// a_q: bit q of the index is spin orbital q.
inline std::vector<RealMatrix> annihilators(int num_spin_orbitals) {
  const Eigen::Index size = Eigen::Index{1} << num_spin_orbitals;
  std::vector<RealMatrix> operators;
  for (int q = 0; q < num_spin_orbitals; ++q) {
    RealMatrix a = RealMatrix::Zero(size, size);
    for (Eigen::Index k = 0; k < size; ++k)
      if (k >> q & 1)
        a(k ^ (Eigen::Index{1} << q), k) = __builtin_popcountll(k & ((1LL << q) - 1)) % 2 ? -1 : 1;
    operators.push_back(a);
  }
  return operators;
}

/// Σ_σ a†_pσ a_qσ
inline RealMatrix spin_summed_excitation(const std::vector<RealMatrix>& a, int p, int q) {
  const size_t n = a.size() / 2;
  return a[p].transpose() * a[q] + a[n + p].transpose() * a[n + q];
}

inline RealMatrix dense_hamiltonian(const MolecularHamiltonian& h) {
  const int n = h.num_orbitals;
  const auto a = annihilators(2 * n);
  RealMatrix total = h.constant * RealMatrix::Identity(a[0].rows(), a[0].cols());
  std::vector<RealMatrix> excitations;
  for (int p = 0; p < n; ++p)
    for (int q = 0; q < n; ++q) excitations.push_back(spin_summed_excitation(a, p, q));
  for (int p = 0; p < n; ++p)
    for (int q = 0; q < n; ++q) {
      RealMatrix field = h.one_body(p, q) * RealMatrix::Identity(total.rows(), total.cols());
      for (int r = 0; r < n; ++r)
        for (int s = 0; s < n; ++s) {
          field += 0.5 * h.eri(p, q, r, s) * excitations[r * n + s];
          if (q == r) total -= 0.5 * h.eri(p, q, r, s) * excitations[p * n + s];
        }
      total += excitations[p * n + q] * field;
    }
  return total;
}

/// S² = S₋ S₊ + Sz (Sz + 1).
inline RealMatrix dense_spin_squared(int num_orbitals) {
  const auto a = annihilators(2 * num_orbitals);
  const Eigen::Index size = a[0].rows();
  RealMatrix raise = RealMatrix::Zero(size, size), sz = RealMatrix::Zero(size, size);
  for (int p = 0; p < num_orbitals; ++p) {
    const RealMatrix &up = a[p], &down = a[num_orbitals + p];
    raise += up.transpose() * down;
    sz += 0.5 * (up.transpose() * up - down.transpose() * down);
  }
  return raise.transpose() * raise + sz * (sz + RealMatrix::Identity(size, size));
}

/// Integrals of no molecule, with the symmetries of real orbitals.
inline MolecularHamiltonian random_hamiltonian(int num_orbitals, int num_alpha, int num_beta, uint64_t seed) {
  Random random(seed);
  MolecularHamiltonian h;
  h.num_orbitals = num_orbitals;
  h.num_alpha = num_alpha;
  h.num_beta = num_beta;
  h.constant = random.uniform(-1, 1);
  const size_t n = static_cast<size_t>(num_orbitals);
  h.one_body.resize(num_orbitals, num_orbitals);
  h.two_body.resize(n * n * n * n);
  const auto set = [&](size_t p, size_t q, size_t r, size_t s, double value) {
    h.two_body[((p * n + q) * n + r) * n + s] = value;
  };
  for (size_t p = 0; p < n; ++p)
    for (size_t q = 0; q <= p; ++q) {
      h.one_body(p, q) = h.one_body(q, p) = random.uniform(-1, 1);
      for (size_t r = 0; r <= p; ++r)
        for (size_t s = 0; s <= r; ++s) {
          const double value = random.uniform(-0.5, 0.5);
          for (const auto& [i, j, k, l] : {std::array{p, q, r, s}, std::array{r, s, p, q}}) {
            set(i, j, k, l, value);
            set(j, i, k, l, value);
            set(i, j, l, k, value);
            set(j, i, l, k, value);
          }
        }
    }
  return h;
}

}  // namespace eigenlake::oracle
