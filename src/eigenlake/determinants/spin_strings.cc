// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/spin_strings.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <utility>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

/// The lowest movable electron one orbital up, and those below it down.
OccupationMask next_with_same_count(OccupationMask occupation) {
  const OccupationMask lowest = occupation & (~occupation + 1);
  const OccupationMask carried = occupation + lowest;
  return carried | (((carried ^ occupation) / lowest) >> 2);
}

/// Sign of a† or a on `orbital`: −1 for each electron in an orbital before it.
double order_sign(OccupationMask occupation, int orbital) {
  return std::popcount(occupation & (orbital_bit(orbital) - 1)) % 2 == 0 ? 1.0 : -1.0;
}

OccupationMask lowest_orbitals(int count) {
  return count == kMaxDeterminantOrbitals ? ~OccupationMask{0} : orbital_bit(count) - 1;
}

}  // namespace

SpinStrings::SpinStrings(int num_orbitals, int num_electrons, OrbitalSymmetry symmetry)
    : num_orbitals_(num_orbitals), num_electrons_(num_electrons), symmetry_(std::move(symmetry)) {
  const uint64_t count = binomial(num_orbitals, num_electrons);
  EIGENLAKE_ASSERT(0 <= num_electrons && num_electrons <= num_orbitals &&
                   num_orbitals <= kMaxDeterminantOrbitals);
  EIGENLAKE_ASSERT(count <= std::numeric_limits<uint32_t>::max());
  occupations_.reserve(count);
  OccupationMask occupation = lowest_orbitals(num_electrons);
  for (uint64_t i = 0; i < count; ++i) {
    occupations_.push_back(occupation);
    if (i + 1 < count) occupation = next_with_same_count(occupation);
  }
  for (int k = 0; k < num_electrons; ++k)
    for (int orbital = 0; orbital < num_orbitals; ++orbital)
      ranks_.push_back(static_cast<uint32_t>(binomial(orbital, k + 1)));
  begin_of_ = {0, occupations_.size()};
  if (symmetry_.num_irreps > 1) sort_by_irrep();
}

Irrep SpinStrings::irrep_of(OccupationMask occupation) const {
  Irrep irrep = 0;
  for (; occupation != 0; occupation &= occupation - 1)
    irrep ^= symmetry_.irreps[static_cast<size_t>(std::countr_zero(occupation))];
  return irrep;
}

void SpinStrings::sort_by_irrep() {
  std::vector<Irrep> irreps;
  for (const OccupationMask occupation : occupations_) irreps.push_back(irrep_of(occupation));
  std::vector<uint32_t> order(size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::stable_sort(order, {}, [&](uint32_t index) { return irreps[index]; });
  std::vector<OccupationMask> sorted;
  position_.resize(size());
  begin_of_.assign(static_cast<size_t>(num_irreps()) + 1, 0);
  for (const uint32_t index : order) {
    position_[index] = static_cast<uint32_t>(sorted.size());
    sorted.push_back(occupations_[index]);
    ++begin_of_[irreps[index] + 1u];
  }
  std::partial_sum(begin_of_.begin(), begin_of_.end(), begin_of_.begin());
  occupations_ = std::move(sorted);
}

uint32_t SpinStrings::index_of(OccupationMask occupation) const {
  uint32_t index = 0;
  const uint32_t* rank = ranks_.data();
  for (; occupation != 0; occupation &= occupation - 1, rank += num_orbitals_)
    index += rank[std::countr_zero(occupation)];
  return position_.empty() ? index : position_[index];
}

std::vector<StringMove> moves_of(const SpinStrings& strings, std::span<const int> from,
                                 std::span<const int> to) {
  EIGENLAKE_ASSERT(from.size() == to.size() && from.size() <= 2);
  OccupationMask annihilated = 0, created = 0;
  for (const int orbital : from) annihilated |= orbital_bit(orbital);
  for (const int orbital : to) created |= orbital_bit(orbital);
  std::vector<StringMove> moves;
  for (size_t index = 0; index < strings.size(); ++index) {
    OccupationMask occupation = strings.occupation(index);
    if ((occupation & annihilated) != annihilated || (occupation & created) != 0) continue;
    double sign = 1.0;
    for (const int orbital : from) {
      sign *= order_sign(occupation, orbital);
      occupation ^= orbital_bit(orbital);
    }
    for (size_t k = to.size(); k-- > 0;) {
      sign *= order_sign(occupation, to[k]);
      occupation ^= orbital_bit(to[k]);
    }
    moves.push_back({static_cast<uint32_t>(index), strings.index_of(occupation), sign});
  }
  return moves;
}

std::vector<StringNeighbour> neighbours_of(const SpinStrings& strings, const OrbitalSymmetry& order) {
  std::vector<StringNeighbour> neighbours;
  const int n = strings.num_orbitals();
  neighbours.reserve(strings.size() * strings.num_electrons() * (n - strings.num_electrons()));
  for (size_t index = 0; index < strings.size(); ++index) {
    const OccupationMask occupation = strings.occupation(index);
    const std::vector<int> occupied = occupied_orbitals(occupation), empty = empty_orbitals(occupation, n);
    for (int irrep = 0; irrep < order.num_irreps; ++irrep)
      for (const int p : occupied)
        for (const int q : empty) {
          if (order.of_pair(p, q) != irrep) continue;
          const uint32_t negative = sign_between(occupation, p, q) < 0.0 ? 1 : 0;
          neighbours.push_back({strings.index_of(with_move(occupation, p, q)),
                                static_cast<uint32_t>(2 * pair_index(p, q)) + negative});
        }
  }
  return neighbours;
}

}  // namespace eigenlake
