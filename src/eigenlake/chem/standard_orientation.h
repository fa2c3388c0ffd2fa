#pragma once

#include "eigenlake/chem/molecule.h"

namespace eigenlake {

/// The same nuclei in a frame of their own, in bohr: the centre of nuclear charge at the origin, axes through
/// atoms, atoms in an order of their own. Turning, shifting, mirroring or reordering the input gives the same
/// result but for rounding and for exchanges of atoms that are equivalent by symmetry, so that what depends
/// on the axes (the choice among degenerate orbitals, what ties are broken by) does not depend on the
/// input's.
///
/// Molecules of more than 100 atoms stay as they are. Charge and multiplicity stay; name and masses are
/// dropped.
///
/// Requires: validate(molecule) holds.
Molecule standard_orientation(const Molecule& molecule);

}  // namespace eigenlake
