// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/slater_condon.h"

namespace eigenlake {
namespace {

/// Among the electrons of one spin, of which one or two move.
double same_spin_element(const MolecularHamiltonian& h, OccupationMask row, OccupationMask column) {
  const int moved = num_moved(row, column);
  if (moved > 2) return 0.0;
  if (moved == 0) return same_spin_diagonal(h, row);
  const int p = std::countr_zero(column & ~row), q = std::countr_zero(row & ~column);
  if (moved == 1) return same_spin_single(h, column, p, q);
  const OccupationMask once = with_move(column, p, q);
  return same_spin_double(h, column, p, q, std::countr_zero(once & ~row), std::countr_zero(row & ~once));
}

/// One electron moves in the field of the other spin's.
double field_of(const MolecularHamiltonian& h, const SingleExcitation& x, OccupationMask others) {
  double sum = 0.0;
  for (; others != 0; others &= others - 1) {
    const int r = std::countr_zero(others);
    sum += h.eri(x.created, x.annihilated, r, r);
  }
  return x.sign * sum;
}

double repulsion_of_spins(const MolecularHamiltonian& h, const Determinant& determinant) {
  double sum = 0.0;
  for (const int p : occupied_orbitals(determinant.alpha))
    for (const int r : occupied_orbitals(determinant.beta)) sum += h.eri(p, p, r, r);
  return sum;
}

}  // namespace

double same_spin_diagonal(const MolecularHamiltonian& h, OccupationMask mask) {
  double sum = 0.0;
  const std::vector<int> occupied = occupied_orbitals(mask);
  for (const int p : occupied) {
    sum += h.one_body(p, p);
    for (const int r : occupied) sum += 0.5 * (h.eri(p, p, r, r) - h.eri(p, r, r, p));
  }
  return sum;
}

double same_spin_single(const MolecularHamiltonian& h, OccupationMask from, int p, int q) {
  double sum = h.one_body(p, q);
  for (OccupationMask rest = from ^ orbital_bit(p); rest != 0; rest &= rest - 1) {
    const int r = std::countr_zero(rest);
    sum += h.eri(p, q, r, r) - h.eri(p, r, r, q);
  }
  return sign_between(from, p, q) * sum;
}

double same_spin_double(const MolecularHamiltonian& h, OccupationMask from, int p, int q, int r, int s) {
  const double sign = sign_between(from, p, q) * sign_between(with_move(from, p, q), r, s);
  return sign * (h.eri(p, q, r, s) - h.eri(p, s, r, q));
}

double hamiltonian_element(const MolecularHamiltonian& h, const Determinant& row, const Determinant& column) {
  const int of_alpha = num_moved(row.alpha, column.alpha), of_beta = num_moved(row.beta, column.beta);
  if (of_alpha + of_beta > 2) return 0.0;
  double value = 0.0;
  if (of_beta == 0) value += same_spin_element(h, row.alpha, column.alpha);
  if (of_alpha == 0) value += same_spin_element(h, row.beta, column.beta);
  if (of_alpha == 2 || of_beta == 2) return value;
  if (of_alpha == 0 && of_beta == 0) return value + repulsion_of_spins(h, row);
  if (of_beta == 0) return value + field_of(h, single_excitation(row.alpha, column.alpha), row.beta);
  if (of_alpha == 0) return value + field_of(h, single_excitation(row.beta, column.beta), row.alpha);
  const SingleExcitation x = single_excitation(row.alpha, column.alpha);
  const SingleExcitation y = single_excitation(row.beta, column.beta);
  return x.sign * y.sign * h.eri(x.created, x.annihilated, y.created, y.annihilated);
}

}  // namespace eigenlake
