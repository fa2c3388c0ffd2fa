// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/occupation.h"

#include <algorithm>
#include <limits>

#include "eigenlake/base/assert.h"

namespace eigenlake {

uint64_t binomial(int n, int k) {
  if (k < 0 || k > n) return 0;
  k = std::min(k, n - k);
  uint64_t value = 1;
  for (int i = 1; i <= k; ++i) {
    // value · (n − k + i) / i is an integer; in 128 bits the product cannot overflow.
    const auto next =
        static_cast<unsigned __int128>(value) * static_cast<unsigned>(n - k + i) / static_cast<unsigned>(i);
    if (next > std::numeric_limits<uint64_t>::max()) return std::numeric_limits<uint64_t>::max();
    value = static_cast<uint64_t>(next);
  }
  return value;
}

std::vector<int> occupied_orbitals(OccupationMask mask) {
  std::vector<int> orbitals;
  for (; mask != 0; mask &= mask - 1) orbitals.push_back(std::countr_zero(mask));
  return orbitals;
}

std::vector<int> empty_orbitals(OccupationMask mask, int num_orbitals) {
  std::vector<int> orbitals;
  for (int p = 0; p < num_orbitals; ++p)
    if ((mask >> p & 1) == 0) orbitals.push_back(p);
  return orbitals;
}

double sign_between(OccupationMask mask, int p, int q) {
  const auto [low, high] = std::minmax(p, q);
  const OccupationMask up_to_low = (orbital_bit(low) << 1) - 1;
  return std::popcount(mask & (orbital_bit(high) - 1) & ~up_to_low) % 2 == 0 ? 1.0 : -1.0;
}

SingleExcitation single_excitation(OccupationMask to, OccupationMask from) {
  const OccupationMask created = to & ~from, annihilated = from & ~to;
  EIGENLAKE_ASSERT(std::has_single_bit(created) && std::has_single_bit(annihilated));
  const int p = std::countr_zero(created), q = std::countr_zero(annihilated);
  return {p, q, sign_between(to, p, q)};
}

}  // namespace eigenlake
