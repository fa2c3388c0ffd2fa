// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "eigenlake/chem/molecular_hamiltonian.h"

namespace eigenlake {

/// Irreducible representation of a group whose elements are their own inverse, as D2h and its subgroups: bit
/// k says whether generator k changes the sign. The product of two is their exclusive or; 0 is totally
/// symmetric.
using Irrep = uint8_t;

/// Irreps of orbitals such that an integral vanishes where their product is not totally symmetric.
struct OrbitalSymmetry {
  int num_irreps = 1;         ///< 1, 2, 4 or 8.
  std::vector<Irrep> irreps;  ///< [num_orbitals]

  Irrep of_pair(int p, int q) const {
    return irreps[static_cast<size_t>(p)] ^ irreps[static_cast<size_t>(q)];
  }
};

/// One irrep, to which all orbitals belong.
OrbitalSymmetry no_symmetry(int num_orbitals);

/// Reads the symmetry off the integrals, of which those below 1e-10 hartree count as 0: it is that of the
/// orbitals as they are, whatever the molecule looks like. With more than three generators three of them
/// count.
///
/// Requires: at most 64 orbitals.
/// Cost:     a pass over the integrals.
OrbitalSymmetry find_orbital_symmetry(const MolecularHamiltonian& hamiltonian);

}  // namespace eigenlake
