#pragma once

#include "eigenlake/chem/basis_set.h"
#include "eigenlake/chem/molecule.h"

namespace eigenlake {

/// The share of the repulsion integrals (pq|rs) that the molecule's reflections and two-fold rotations along
/// the axes of its standard orientation leave non-zero; 1 without symmetry, 1/8 at best. The integrals over
/// orbitals vanish in about the same proportion, and so do the terms of the Hamiltonian.
///
/// An integral does not vanish where the product of its four orbitals is totally symmetric, so that the share
/// is the mean over the operations of (character of the functions / number of functions)⁴. Higher symmetry
/// than that, as of a linear molecule or an atom, makes a few more vanish.
///
/// Requires: validate(molecule) holds and `basis` has every element of it.
/// Cost:     of standard_orientation, and the square of the number of atoms.
double nonzero_integral_fraction(const Molecule& molecule, const BasisSet& basis);

}  // namespace eigenlake
