#include "eigenlake/determinants/string_space.h"

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

StringSpace::StringSpace(int num_orbitals, int num_electrons)
    : num_orbitals_(num_orbitals), num_electrons_(num_electrons), ranks_(num_orbitals) {
  EIGENLAKE_ASSERT(num_electrons >= 0 && num_electrons <= num_orbitals && num_orbitals <= kMaxFciOrbitals);
  for (int p = 0; p < num_orbitals; ++p)
    for (int k = 0; k <= num_electrons; ++k) ranks_[p].push_back(binomial(p, k));

  const uint64_t count = binomial(num_orbitals, num_electrons);
  masks_.reserve(count);
  OccupationMask mask = num_electrons == 64 ? ~OccupationMask{0} : (OccupationMask{1} << num_electrons) - 1;
  for (uint64_t i = 0; i < count; ++i) {
    masks_.push_back(mask);
    if (mask == 0 || i + 1 == count) break;
    // The next mask with as many bits: move the lowest movable bit up, and the bits below it down.
    const OccupationMask lowest = mask & (~mask + 1);
    const OccupationMask moved = mask + lowest;
    mask = moved | (((mask ^ moved) / lowest) >> 2);
  }
}

double excitation_sign(OccupationMask occupied, int p, int q) {
  const auto [low, high] = std::minmax(p, q);
  const OccupationMask below_high = (OccupationMask{1} << high) - 1;
  const OccupationMask up_to_low = (OccupationMask{2} << low) - 1;
  return std::popcount(occupied & below_high & ~up_to_low) % 2 == 0 ? 1.0 : -1.0;
}

SingleExcitation single_excitation(OccupationMask to, OccupationMask from) {
  const OccupationMask created = to & ~from;
  const OccupationMask annihilated = from & ~to;
  EIGENLAKE_ASSERT(std::has_single_bit(created) && std::has_single_bit(annihilated));
  const int p = std::countr_zero(created);
  const int q = std::countr_zero(annihilated);
  return {p, q, excitation_sign(to, p, q)};
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

}  // namespace eigenlake
