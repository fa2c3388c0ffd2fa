// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/orbital_symmetry.h"

#include <bit>
#include <cmath>
#include <utility>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

constexpr double kVanishing = 1e-10;  // hartree
constexpr int kMaxGenerators = 3;

/// Sets of orbitals in which each symmetry changes the sign of an even number: a linear space over {0, 1}.
class EvenSets {
 public:
  void add(uint64_t set) {
    for (const uint64_t row : rows_)
      if ((set & pivot_of(row)) != 0) set ^= row;
    if (set == 0) return;
    for (uint64_t& row : rows_)
      if ((row & pivot_of(set)) != 0) row ^= set;
    pivots_ |= pivot_of(set);
    rows_.push_back(set);
  }
  size_t size() const { return rows_.size(); }
  bool is_pivot(int orbital) const { return (pivots_ >> orbital & 1) != 0; }

  /// The symmetry that changes the sign of `orbital`, which is no pivot, and of pivots only.
  uint64_t symmetry_of(int orbital) const {
    uint64_t changed = uint64_t{1} << orbital;
    for (const uint64_t row : rows_)
      if ((row >> orbital & 1) != 0) changed |= pivot_of(row);
    return changed;
  }

 private:
  /// Each row's lowest orbital, which no other row has.
  static uint64_t pivot_of(uint64_t row) { return row & (~row + 1); }

  std::vector<uint64_t> rows_;
  uint64_t pivots_ = 0;
};

EvenSets even_sets(const MolecularHamiltonian& h) {
  EvenSets sets;
  const int n = h.num_orbitals;
  const auto pair = [](int p, int q) { return (uint64_t{1} << p) ^ (uint64_t{1} << q); };
  for (int p = 0; p < n; ++p)
    for (int q = 0; q < p; ++q)
      if (std::abs(h.one_body(p, q)) > kVanishing) sets.add(pair(p, q));
  for (int p = 0; p < n; ++p)
    for (int q = 0; q <= p; ++q)
      for (int r = 0; r <= p; ++r)
        for (int s = 0; s <= r; ++s) {
          if (sets.size() + 1 == static_cast<size_t>(n)) return sets;  // only the number of electrons is even
          if (std::abs(h.eri(p, q, r, s)) > kVanishing) sets.add(pair(p, q) ^ pair(r, s));
        }
  return sets;
}

}  // namespace

OrbitalSymmetry no_symmetry(int num_orbitals) {
  return {1, std::vector<Irrep>(static_cast<size_t>(num_orbitals), 0)};
}

OrbitalSymmetry find_orbital_symmetry(const MolecularHamiltonian& hamiltonian) {
  EIGENLAKE_ASSERT(hamiltonian.num_orbitals <= 64);
  OrbitalSymmetry symmetry = no_symmetry(hamiltonian.num_orbitals);
  const EvenSets sets = even_sets(hamiltonian);
  // Together the symmetries of all free orbitals change the sign of each orbital, which says nothing: so one
  // of them follows from the others.
  bool is_first = true;
  for (int orbital = 0, generators = 0; orbital < hamiltonian.num_orbitals; ++orbital) {
    if (sets.is_pivot(orbital) || std::exchange(is_first, false) || generators == kMaxGenerators) continue;
    for (uint64_t rest = sets.symmetry_of(orbital); rest != 0; rest &= rest - 1)
      symmetry.irreps[static_cast<size_t>(std::countr_zero(rest))] |= static_cast<Irrep>(1 << generators);
    symmetry.num_irreps = 1 << ++generators;
  }
  return symmetry;
}

}  // namespace eigenlake
