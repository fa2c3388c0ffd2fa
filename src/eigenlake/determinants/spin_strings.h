#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "eigenlake/determinants/string_space.h"

namespace eigenlake {

/// All ways to put num_electrons of one spin into num_orbitals, ordered by the occupation read as a binary
/// number (orbital 0 is the lowest bit). String 0 is the one of the Hartree–Fock determinant.
class SpinStrings {
 public:
  /// Requires: 0 <= num_electrons <= num_orbitals <= 31.
  SpinStrings(int num_orbitals, int num_electrons);

  int num_orbitals() const { return num_orbitals_; }
  int num_electrons() const { return num_electrons_; }
  size_t size() const { return occupations_.size(); }
  uint32_t occupation(size_t index) const { return occupations_[index]; }
  uint32_t index_of(uint32_t occupation) const;  ///< Inverse of occupation(); cost num_electrons.

 private:
  int num_orbitals_;
  int num_electrons_;
  std::vector<uint32_t> occupations_;
  std::vector<uint32_t> ranks_;  ///< [num_electrons, num_orbitals]: C(orbital, k + 1).
};

/// T|from⟩ = sign |to⟩ for one operator T.
struct StringMove {
  uint32_t from = 0;
  uint32_t to = 0;
  double sign = 1.0;
};

/// Every move of T = a†_{to[0]} a_{from[0]} or a†_{to[0]} a†_{to[1]} a_{from[1]} a_{from[0]}, in order of
/// `from`; orbitals count within the spin. Without orbitals T is the identity.
///
/// Requires: from.size() == to.size() <= 2, all orbitals different.
std::vector<StringMove> moves_of(const SpinStrings& strings, std::span<const int> from,
                                 std::span<const int> to);

/// Index of the unordered orbital pair (p, q) among n (n + 1) / 2.
inline size_t pair_index(int p, int q) {
  return p >= q ? static_cast<size_t>(p) * (p + 1) / 2 + q : static_cast<size_t>(q) * (q + 1) / 2 + p;
}

/// ⟨string| a†_p a_q |neighbour⟩ = sign for one single excitation, p ≠ q.
struct StringNeighbour {
  uint32_t string = 0;
  uint32_t signed_pair = 0;  ///< 2 · pair_index(p, q), plus 1 where the sign is −1.
};

/// The strings one single excitation away from each string, [size, N (n − N)], row-major. Symmetric: a†_p a_q
/// and a†_q a_p share their pair and sign.
std::vector<StringNeighbour> neighbours_of(const SpinStrings& strings);

}  // namespace eigenlake
