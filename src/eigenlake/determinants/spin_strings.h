// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "eigenlake/determinants/occupation.h"
#include "eigenlake/determinants/orbital_symmetry.h"

namespace eigenlake {

/// All ways to put num_electrons of one spin into num_orbitals: by irrep, and those of an irrep by the
/// occupation read as a binary number (orbital 0 is the lowest bit). Without symmetry string 0 is the one of
/// the Hartree–Fock determinant.
class SpinStrings {
 public:
  /// Requires: 0 <= num_electrons <= num_orbitals <= 64, and less than 2^32 strings.
  SpinStrings(int num_orbitals, int num_electrons)
      : SpinStrings(num_orbitals, num_electrons, no_symmetry(num_orbitals)) {}
  SpinStrings(int num_orbitals, int num_electrons, OrbitalSymmetry symmetry);

  int num_orbitals() const { return num_orbitals_; }
  int num_electrons() const { return num_electrons_; }
  size_t size() const { return occupations_.size(); }
  OccupationMask occupation(size_t index) const { return occupations_[index]; }
  uint32_t index_of(OccupationMask occupation) const;  ///< Inverse of occupation(); cost num_electrons.

  const OrbitalSymmetry& symmetry() const { return symmetry_; }
  int num_irreps() const { return symmetry_.num_irreps; }
  Irrep irrep_of_pair(int p, int q) const { return symmetry_.of_pair(p, q); }
  /// Strings begin_of(irrep) … begin_of(irrep + 1) − 1 have this one; the product of their electrons'.
  size_t begin_of(int irrep) const { return begin_of_[static_cast<size_t>(irrep)]; }
  size_t count_of(int irrep) const { return begin_of(irrep + 1) - begin_of(irrep); }

 private:
  Irrep irrep_of(OccupationMask occupation) const;
  void sort_by_irrep();

  int num_orbitals_;
  int num_electrons_;
  OrbitalSymmetry symmetry_;
  std::vector<OccupationMask> occupations_;
  std::vector<uint32_t> ranks_;     ///< [num_electrons, num_orbitals]: C(orbital, k + 1).
  std::vector<uint32_t> position_;  ///< Of each string in the order without symmetry; empty where it is that.
  std::vector<size_t> begin_of_;    ///< [num_irreps + 1]
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

  size_t pair() const { return signed_pair / 2; }
  double sign() const { return signed_pair % 2 == 0 ? 1.0 : -1.0; }
};

/// The strings one single excitation away from each string, [size, N (n − N)], row-major; those of a string
/// by the irrep of (p, q) in `order`. Symmetric: a†_p a_q and a†_q a_p share their pair and sign.
std::vector<StringNeighbour> neighbours_of(const SpinStrings& strings, const OrbitalSymmetry& order);

}  // namespace eigenlake
