// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/quantum/jordan_wigner.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

uint64_t bit(int q) {
  return uint64_t{1} << q;
}
uint64_t bits_below(int q) {
  return bit(q) - 1;
}

void drop_noise(PauliSum& sum) {
  sum.simplify();
  double largest = 0.0;
  for (const PauliTerm& term : sum.terms()) largest = std::max(largest, std::abs(term.coefficient));
  sum.simplify(kPauliNoise * largest);
}

struct RealTerm {
  PauliString string;
  double coefficient;
};

/// The spin-summed Hermitian excitation E_pq + E_qp (p < q) or occupation E_pp, without its identity part.
struct Excitation {
  double identity = 0.0;
  std::vector<RealTerm> terms;
};

Excitation make_excitation(int p, int q, int num_orbitals) {
  Excitation excitation;
  if (p == q) {
    excitation.identity = 1.0;
    for (int spin : {0, num_orbitals}) excitation.terms.push_back({{0, bit(p + spin)}, -0.5});
    return excitation;
  }
  for (int spin : {0, num_orbitals}) {
    const uint64_t ends = bit(p + spin) | bit(q + spin);
    const uint64_t between = bits_below(q + spin) & ~bits_below(p + spin + 1);
    excitation.terms.push_back({{ends, between}, 0.5});
    excitation.terms.push_back({{ends, between | ends}, 0.5});
  }
  return excitation;
}

void add_scaled(PauliSum& sum, const Excitation& excitation, double factor) {
  sum.add(PauliString{}, factor * excitation.identity);
  for (const RealTerm& term : excitation.terms) sum.add(term.string, factor * term.coefficient);
}

/// factor · (ab + ba)/2: products of anticommuting strings cancel.
void add_symmetric_product(PauliSum& sum, const Excitation& a, const Excitation& b, double factor) {
  if (a.identity != 0.0) add_scaled(sum, b, factor * a.identity);
  for (const RealTerm& left : a.terms) {
    if (b.identity != 0.0) sum.add(left.string, factor * b.identity * left.coefficient);
    for (const RealTerm& right : b.terms) {
      if (!commute(left.string, right.string)) continue;
      const auto [string, phase] = multiply(left.string, right.string);
      const double sign = phase == 0 ? 1.0 : -1.0;
      sum.add(string, sign * factor * left.coefficient * right.coefficient);
    }
  }
}

/// h_pq − ½ Σ_r (pr|rq): the one-body part if the two-body part is ½ (pq|rs) E_pq E_rs.
double effective_one_body(const MolecularHamiltonian& h, int p, int q) {
  double value = h.one_body(p, q);
  for (int r = 0; r < h.num_orbitals; ++r) value -= 0.5 * h.eri(p, r, r, q);
  return value;
}

double identity_coefficient(const MolecularHamiltonian& h) {
  double sum = h.constant;
  for (int p = 0; p < h.num_orbitals; ++p) {
    sum += h.one_body(p, p);
    for (int q = 0; q < h.num_orbitals; ++q) sum += 0.5 * h.eri(p, p, q, q) - 0.25 * h.eri(p, q, q, p);
  }
  return sum;
}

/// Coefficient of two Majorana operators in a†_p a_q, for each spin.
double one_body_coefficient(const MolecularHamiltonian& h, int p, int q) {
  double sum = effective_one_body(h, p, q);
  for (int r = 0; r < h.num_orbitals; ++r) sum += h.eri(p, q, r, r);
  return 0.5 * sum;
}

/// Calls visit(coefficient, number of Pauli strings with it) for all strings except the identity. A string is
/// a product of Majorana operators, each of which is visited once.
template <typename Visit>
void visit_coefficients(const MolecularHamiltonian& h, Visit visit) {
  const int n = h.num_orbitals;
  for (int p = 0; p < n; ++p)
    for (int q = 0; q < n; ++q) {
      visit(one_body_coefficient(h, p, q), 2);
      for (int r = 0; r < n; ++r)
        for (int s = 0; s < n; ++s) {
          visit(0.25 * h.eri(p, q, r, s), 1);  // p, q alpha; r, s beta
          if (r < p && s < q) visit(0.25 * (h.eri(p, q, r, s) - h.eri(p, s, r, q)), 2);  // one spin
        }
    }
}

}  // namespace

PauliSum jordan_wigner(const MolecularHamiltonian& h) {
  EIGENLAKE_ASSERT(h.num_qubits() <= 64);
  std::vector<std::pair<int, int>> pairs;
  std::vector<Excitation> excitations;
  for (int p = 0; p < h.num_orbitals; ++p) {
    for (int q = p; q < h.num_orbitals; ++q) {
      pairs.emplace_back(p, q);
      excitations.push_back(make_excitation(p, q, h.num_orbitals));
    }
  }
  PauliSum sum(h.num_qubits());
  sum.reserve(static_cast<size_t>(jordan_wigner_size(h.num_orbitals).num_added));
  sum.add(PauliString{}, h.constant);
  for (size_t i = 0; i < pairs.size(); ++i) {
    const auto [p, q] = pairs[i];
    add_scaled(sum, excitations[i], effective_one_body(h, p, q));
    for (size_t j = 0; j <= i; ++j) {
      const auto [r, s] = pairs[j];
      const double integral = h.eri(p, q, r, s) * (i == j ? 0.5 : 1.0);
      if (integral != 0.0) add_symmetric_product(sum, excitations[i], excitations[j], integral);
    }
  }
  drop_noise(sum);
  return sum;
}

JordanWignerSize jordan_wigner_size(int num_orbitals) {
  const double n = num_orbitals, moves = n * (n - 1) / 2;
  // Pairs of moves p–q, r–s that share one orbital lose the four of their sixteen products that do not
  // commute; a move with an occupation of one of its ends loses four of eight.
  const double shared = n * (n - 1) * (n - 2) / 2, apart = moves * (moves - 1) / 2 - shared;
  const double of_moves = 16 * (apart + moves) + 12 * shared;
  const double with_occupations = 12 * moves * (n - 2) + 8 * moves * 2;
  const double of_occupations = (4 + 2 + 2 + 1) * n * (n + 1) / 2;
  const double one_body = 5 * (moves + n) + 1;
  // A string is a product of two or four Majorana operators that conserves each spin's parity.
  return {.num_added = of_moves + with_occupations + of_occupations + one_body,
          .num_terms = 1 + 2 * n * n + n * n * n * n + 2 * moves * moves};
}

JordanWignerFigures jordan_wigner_figures(const MolecularHamiltonian& h, double smallest_term) {
  const double identity = identity_coefficient(h);
  double largest = std::abs(identity);
  visit_coefficients(h, [&](double coefficient, int) { largest = std::max(largest, std::abs(coefficient)); });
  JordanWignerFigures figures{.identity_coefficient = identity};
  const auto count = [&](double coefficient, int num_strings) {
    const double size = std::abs(coefficient);
    if (size <= kPauliNoise * largest) return;
    figures.one_norm += num_strings * size;
    if (size > smallest_term) figures.num_terms += static_cast<uint64_t>(num_strings);
  };
  count(identity, 1);
  visit_coefficients(h, count);
  return figures;
}

}  // namespace eigenlake
