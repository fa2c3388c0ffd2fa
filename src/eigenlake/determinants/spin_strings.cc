#include "eigenlake/determinants/spin_strings.h"

#include <bit>

#include "eigenlake/base/assert.h"

namespace eigenlake {
namespace {

uint32_t bit_of(int orbital) {
  return uint32_t{1} << orbital;
}

uint32_t next_with_same_count(uint32_t occupation) {
  const uint32_t lowest = occupation & -occupation;
  const uint32_t carried = occupation + lowest;
  return carried | (((carried ^ occupation) / lowest) >> 2);
}

/// Sign of a† or a on `orbital`: −1 for each electron in an orbital before it.
double order_sign(uint32_t occupation, int orbital) {
  return std::popcount(occupation & (bit_of(orbital) - 1)) % 2 == 0 ? 1.0 : -1.0;
}

}  // namespace

SpinStrings::SpinStrings(int num_orbitals, int num_electrons)
    : num_orbitals_(num_orbitals), num_electrons_(num_electrons) {
  EIGENLAKE_ASSERT(0 <= num_electrons && num_electrons <= num_orbitals && num_orbitals <= 31);
  const uint64_t count = binomial(num_orbitals, num_electrons);
  occupations_.reserve(count);
  uint32_t occupation = bit_of(num_electrons) - 1;
  for (uint64_t i = 0; i < count; ++i) {
    occupations_.push_back(occupation);
    if (occupation != 0) occupation = next_with_same_count(occupation);
  }
  for (int k = 0; k < num_electrons; ++k)
    for (int orbital = 0; orbital < num_orbitals; ++orbital)
      ranks_.push_back(static_cast<uint32_t>(binomial(orbital, k + 1)));
}

uint32_t SpinStrings::index_of(uint32_t occupation) const {
  uint32_t index = 0;
  const uint32_t* rank = ranks_.data();
  for (; occupation != 0; occupation &= occupation - 1, rank += num_orbitals_)
    index += rank[std::countr_zero(occupation)];
  return index;
}

std::vector<StringMove> moves_of(const SpinStrings& strings, std::span<const int> from,
                                 std::span<const int> to) {
  EIGENLAKE_ASSERT(from.size() == to.size() && from.size() <= 2);
  uint32_t annihilated = 0, created = 0;
  for (const int orbital : from) annihilated |= bit_of(orbital);
  for (const int orbital : to) created |= bit_of(orbital);
  std::vector<StringMove> moves;
  for (size_t index = 0; index < strings.size(); ++index) {
    uint32_t occupation = strings.occupation(index);
    if ((occupation & annihilated) != annihilated || (occupation & created) != 0) continue;
    double sign = 1.0;
    for (const int orbital : from) {
      sign *= order_sign(occupation, orbital);
      occupation ^= bit_of(orbital);
    }
    for (size_t k = to.size(); k-- > 0;) {
      sign *= order_sign(occupation, to[k]);
      occupation ^= bit_of(to[k]);
    }
    moves.push_back({static_cast<uint32_t>(index), strings.index_of(occupation), sign});
  }
  return moves;
}

std::vector<StringNeighbour> neighbours_of(const SpinStrings& strings) {
  std::vector<StringNeighbour> neighbours;
  const int n = strings.num_orbitals();
  neighbours.reserve(strings.size() * strings.num_electrons() * (n - strings.num_electrons()));
  for (size_t index = 0; index < strings.size(); ++index) {
    const uint32_t occupation = strings.occupation(index);
    for (int p = 0; p < n; ++p) {
      if ((occupation & bit_of(p)) == 0) continue;
      const uint32_t without = occupation ^ bit_of(p);
      for (int q = 0; q < n; ++q) {
        if ((occupation & bit_of(q)) != 0) continue;
        const bool negative = order_sign(without, p) != order_sign(without, q);
        neighbours.push_back({strings.index_of(without | bit_of(q)),
                              static_cast<uint32_t>(2 * pair_index(p, q) + (negative ? 1 : 0))});
      }
    }
  }
  return neighbours;
}

}  // namespace eigenlake
