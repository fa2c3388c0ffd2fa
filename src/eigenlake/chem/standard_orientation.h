// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include <Eigen/Core>

#include "eigenlake/chem/molecule.h"

namespace eigenlake {

/// A molecule's own frame, and the way to it: place in the frame = axes · (place in the input − centre).
struct StandardFrame {
  Molecule molecule;          ///< In the frame, in bohr.
  Eigen::Matrix3d axes;       ///< Orthogonal, of either handedness.
  Eigen::Vector3d centre;     ///< Of nuclear charge, bohr.
  std::vector<size_t> atoms;  ///< [num_atoms]: where the input has each atom of `molecule`.
};

/// The frame has the centre of nuclear charge at its origin, axes through atoms, atoms in an order of its
/// own. Turning, shifting, mirroring or reordering the input gives the same molecule but for rounding and for
/// exchanges of atoms that are equivalent by symmetry, so that what depends on the axes (the choice among
/// degenerate orbitals, what ties are broken by) does not depend on the input's.
///
/// Molecules of more than 100 atoms stay as they are: their centre is 0. Charge and multiplicity stay; name
/// and masses are dropped.
///
/// Requires: validate(molecule) holds.
StandardFrame standard_frame(const Molecule& molecule);

/// The molecule of its standard_frame.
Molecule standard_orientation(const Molecule& molecule);

}  // namespace eigenlake
