#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace eigenlake {

/// Occupation of one spin: bit p is orbital p.
using OccupationMask = uint64_t;

inline constexpr int kMaxFciOrbitals = 64;

/// C(n, k); the largest uint64_t where that overflows.
uint64_t binomial(int n, int k);

/// All ways to put k electrons of one spin into n orbitals, in ascending order of their masks.
class StringSpace {
 public:
  /// Requires: 0 <= num_electrons <= num_orbitals <= kMaxFciOrbitals.
  StringSpace(int num_orbitals, int num_electrons);

  int num_orbitals() const { return num_orbitals_; }
  int num_electrons() const { return num_electrons_; }
  std::size_t size() const { return masks_.size(); }
  OccupationMask mask(std::size_t index) const { return masks_[index]; }

  /// Position of a mask with num_electrons() bits: its rank in the combinatorial number system.
  std::size_t index_of(OccupationMask mask) const {
    std::size_t rank = 0;
    for (int k = 1; mask != 0; ++k, mask &= mask - 1) rank += ranks_[std::countr_zero(mask)][k];
    return rank;
  }

 private:
  int num_orbitals_;
  int num_electrons_;
  std::vector<OccupationMask> masks_;
  std::vector<std::vector<std::size_t>> ranks_;  // ranks_[p][k] = C(p, k)
};

/// a†_p a_q |from⟩ = sign |to⟩ with p occupied in `to` only and q in `from` only.
struct SingleExcitation {
  int created = 0;
  int annihilated = 0;
  double sign = 1.0;
};

/// Sign of a†_p a_q between determinants that differ by it: the parity of the electrons strictly between.
double excitation_sign(OccupationMask occupied, int p, int q);

/// Requires: the masks differ by one electron's place.
SingleExcitation single_excitation(OccupationMask to, OccupationMask from);

/// Indices of set bits, ascending.
std::vector<int> occupied_orbitals(OccupationMask mask);
std::vector<int> empty_orbitals(OccupationMask mask, int num_orbitals);

}  // namespace eigenlake
