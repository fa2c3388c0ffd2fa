// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/spin_matrix.h"

#include <cmath>

#include "eigenlake/determinants/slater_condon.h"

namespace eigenlake {

SpinMatrix::SpinMatrix(const MolecularHamiltonian& hamiltonian, const SpinStrings& strings,
                       const StopRequest& stop) {
  for (int irrep = 0; irrep < strings.num_irreps(); ++irrep)
    for (size_t row = strings.begin_of(irrep); row < strings.begin_of(irrep + 1); ++row) {
      begin_of_row_.push_back(columns_.size());
      diagonal_.push_back(same_spin_diagonal(hamiltonian, strings.occupation(row)));
      if (!is_stopped(stop)) add_row(hamiltonian, strings, strings.occupation(row), strings.begin_of(irrep));
    }
  begin_of_row_.push_back(columns_.size());
}

void SpinMatrix::add_row(const MolecularHamiltonian& h, const SpinStrings& strings, OccupationMask mask,
                         size_t begin) {
  const std::vector<int> occupied = occupied_orbitals(mask);
  const std::vector<int> empty = empty_orbitals(mask, strings.num_orbitals());
  const auto add = [&](OccupationMask moved, double value) {
    if (std::abs(value) < kNegligibleIntegral) return;
    columns_.push_back(strings.index_of(moved) - static_cast<uint32_t>(begin));
    values_.push_back(value);
  };
  for (size_t i = 0; i < occupied.size(); ++i)
    for (size_t a = 0; a < empty.size(); ++a) {
      const int p = occupied[i], q = empty[a];
      const Irrep irrep = strings.irrep_of_pair(p, q);
      const OccupationMask moved = with_move(mask, p, q);
      if (irrep == 0) add(moved, same_spin_single(h, mask, p, q));
      for (size_t j = i + 1; j < occupied.size(); ++j)
        for (size_t b = a + 1; b < empty.size(); ++b) {
          const int r = occupied[j], s = empty[b];
          if (strings.irrep_of_pair(r, s) == irrep)
            add(with_move(moved, r, s), same_spin_double(h, mask, p, q, r, s));
        }
    }
}

}  // namespace eigenlake
