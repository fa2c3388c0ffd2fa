// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <vector>

namespace eigenlake {

/// Occupation of the orbitals by electrons of one spin: bit p is orbital p.
using OccupationMask = uint64_t;

inline constexpr int kMaxDeterminantOrbitals = 64;

/// C(n, k); the largest uint64_t where that overflows.
uint64_t binomial(int n, int k);

/// Requires: 0 <= orbital < 64.
inline OccupationMask orbital_bit(int orbital) {
  return OccupationMask{1} << orbital;
}

/// Indices of the set bits, ascending.
std::vector<int> occupied_orbitals(OccupationMask mask);
std::vector<int> empty_orbitals(OccupationMask mask, int num_orbitals);

/// −1 to the number of electrons strictly between p and q: the sign of a†_p a_q between the determinants that
/// it connects, of which `mask` is either.
double sign_between(OccupationMask mask, int p, int q);

/// The electron in `from` goes to `to`.
inline OccupationMask with_move(OccupationMask mask, int from, int to) {
  return mask ^ orbital_bit(from) ^ orbital_bit(to);
}

/// a†_created a_annihilated makes `to` of `from`, but for the sign.
struct SingleExcitation {
  int created = 0;
  int annihilated = 0;
  double sign = 1.0;
};

/// Requires: the masks differ by one electron's place.
SingleExcitation single_excitation(OccupationMask to, OccupationMask from);

/// Electrons by which two masks of as many electrons differ.
inline int num_moved(OccupationMask a, OccupationMask b) {
  return std::popcount(a ^ b) / 2;
}

}  // namespace eigenlake
