// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "eigenlake/chem/basis_set.h"
#include "eigenlake/chem/molecule.h"

namespace eigenlake {

/// The share of the repulsion integrals (pq|rs) that the molecule's reflections and two-fold rotations along
/// the axes of its standard orientation leave non-zero: from 1 without symmetry to 1/8. The shares of
/// non-zero integrals over orbitals and of terms of the Hamiltonian are about the same.
///
/// An integral does not vanish if the product of its four orbitals is totally symmetric. The share is
/// therefore the mean over the operations of (character of the functions / number of functions)⁴. Higher
/// symmetry, as of a linear molecule or an atom, makes a few more vanish.
///
/// Requires: validate(molecule) holds and `basis` has every element of it.
/// Cost:     that of standard_orientation, and the square of the number of atoms.
double nonzero_integral_fraction(const Molecule& molecule, const BasisSet& basis);

}  // namespace eigenlake
