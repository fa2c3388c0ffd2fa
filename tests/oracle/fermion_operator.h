// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <complex>
#include <utility>
#include <vector>

#include "eigenlake/chem/molecular_hamiltonian.h"
#include "eigenlake/quantum/jordan_wigner.h"
#include "eigenlake/quantum/pauli.h"

/// Sums of products of ladder operators and of Pauli strings, multiplied out term by term. Small and slow on
/// purpose.
namespace eigenlake::oracle {

/// a†_mode or a_mode. A mode is a spin orbital in blocked order: mode p of n orbitals is alpha for p < n.
struct LadderOperator {
  int mode = 0;
  bool creates = false;
};

struct FermionTerm {
  std::vector<LadderOperator> factors;  ///< Leftmost first; empty is the identity.
  std::complex<double> coefficient;
};

struct FermionOperator {
  int num_modes = 0;
  std::vector<FermionTerm> terms = {};

  void add(std::complex<double> coefficient, std::vector<LadderOperator> factors) {
    if (coefficient != 0.0) terms.push_back({std::move(factors), coefficient});
  }
};

inline LadderOperator create(int mode) {
  return {mode, true};
}
inline LadderOperator annihilate(int mode) {
  return {mode, false};
}

/// The definition of MolecularHamiltonian written out: n⁴ terms for n orbitals.
inline FermionOperator fermion_operator_of(const MolecularHamiltonian& h) {
  const int n = h.num_orbitals;
  FermionOperator op{2 * n};
  op.add(h.constant, {});
  for (int p = 0; p < n; ++p)
    for (int q = 0; q < n; ++q)
      for (const int spin : {0, n}) op.add(h.one_body(p, q), {create(p + spin), annihilate(q + spin)});
  for (int p = 0; p < n; ++p)
    for (int q = 0; q < n; ++q)
      for (int r = 0; r < n; ++r)
        for (int s = 0; s < n; ++s)
          for (const int spin1 : {0, n})
            for (const int spin2 : {0, n})
              op.add(0.5 * h.eri(p, q, r, s),
                     {create(p + spin1), create(r + spin2), annihilate(s + spin2), annihilate(q + spin1)});
  return op;
}

/// Σ n_p
inline FermionOperator particle_number_operator(int num_orbitals) {
  FermionOperator op{2 * num_orbitals};
  for (int mode = 0; mode < op.num_modes; ++mode) op.add(1.0, {create(mode), annihilate(mode)});
  return op;
}

/// Σ (n_pα − n_pβ)/2
inline FermionOperator spin_z_operator(int num_orbitals) {
  FermionOperator op{2 * num_orbitals};
  for (int mode = 0; mode < op.num_modes; ++mode)
    op.add(mode < num_orbitals ? 0.5 : -0.5, {create(mode), annihilate(mode)});
  return op;
}

/// S² = Sz² + (S+S− + S−S+)/2 with S+ = Σ a†_pα a_pβ.
inline FermionOperator spin_squared_operator(int n) {
  FermionOperator op{2 * n};
  for (int p = 0; p < 2 * n; ++p)
    for (int q = 0; q < 2 * n; ++q)
      op.add((p < n) == (q < n) ? 0.25 : -0.25, {create(p), annihilate(p), create(q), annihilate(q)});
  for (int p = 0; p < n; ++p)
    for (int q = 0; q < n; ++q) {
      op.add(0.5, {create(p), annihilate(p + n), create(q + n), annihilate(q)});
      op.add(0.5, {create(p + n), annihilate(p), create(q), annihilate(q + n)});
    }
  return op;
}

inline void add(PauliSum& sum, const PauliSum& other, std::complex<double> factor = 1.0) {
  for (const PauliTerm& term : other.terms()) sum.add(term.string, factor * term.coefficient);
}

/// In canonical form.
inline PauliSum multiply(const PauliSum& a, const PauliSum& b) {
  constexpr std::complex<double> kPowersOfI[4] = {{1, 0}, {0, 1}, {-1, 0}, {0, -1}};
  PauliSum product(std::max(a.num_qubits(), b.num_qubits()));
  for (const PauliTerm& left : a.terms())
    for (const PauliTerm& right : b.terms()) {
      const auto [string, phase] = multiply(left.string, right.string);
      product.add(string, left.coefficient * right.coefficient * kPowersOfI[phase]);
    }
  product.simplify();
  return product;
}

/// 0 without an identity string. Requires: canonical form.
inline std::complex<double> identity_coefficient(const PauliSum& sum) {
  const bool has_identity = !sum.terms().empty() && sum.terms().front().string == PauliString{};
  return has_identity ? sum.terms().front().coefficient : 0.0;
}

/// Σ|c|, the identity included.
inline double one_norm(const PauliSum& sum) {
  double norm = 0.0;
  for (const PauliTerm& term : sum.terms()) norm += std::abs(term.coefficient);
  return norm;
}

/// Jordan–Wigner image, a_p = Z_0 … Z_(p-1) (X_p + iY_p)/2, in canonical form, without noise.
inline PauliSum jordan_wigner(const FermionOperator& op) {
  PauliSum sum(op.num_modes);
  for (const FermionTerm& term : op.terms) {
    PauliSum product(op.num_modes);
    product.add(PauliString{}, term.coefficient);
    for (const LadderOperator& factor : term.factors) {
      const uint64_t bit = uint64_t{1} << factor.mode;
      PauliSum image(op.num_modes);
      image.add({bit, bit - 1}, 0.5);
      image.add({bit, (bit - 1) | bit}, {0.0, factor.creates ? -0.5 : 0.5});
      product = multiply(product, image);
    }
    add(sum, product);
  }
  sum.simplify();
  double largest = 0.0;
  for (const PauliTerm& term : sum.terms()) largest = std::max(largest, std::abs(term.coefficient));
  sum.simplify(kPauliNoise * largest);
  return sum;
}

}  // namespace eigenlake::oracle
