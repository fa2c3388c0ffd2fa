// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <span>
#include <vector>

#include "eigenlake/chem/molecule.h"

namespace eigenlake {

using AtomPair = std::array<int, 2>;
using AtomTriple = std::array<int, 3>;     ///< The apex in the middle.
using AtomQuadruple = std::array<int, 4>;  ///< Along the chain.

// Values. Requires: the atoms exist and differ.

/// In angstrom, whatever the molecule's unit.
double distance_angstrom(const Molecule& molecule, AtomPair atoms);
/// In radian, from 0 to π.
double bond_angle(const Molecule& molecule, AtomTriple atoms);
/// In radian, from -π to π; positive where, looking from the second to the third atom, the fourth stands
/// clockwise of the first. Requires: has_torsion().
double torsion_angle(const Molecule& molecule, AtomQuadruple atoms);
/// Whether no three successive atoms are collinear, within a thousandth of a radian.
bool has_torsion(const Molecule& molecule, AtomQuadruple atoms);

/// The atoms that move with the last one of a coordinate.
struct MovedAtoms {
  std::vector<int> atoms;  ///< Ascending; the last one of the coordinate is among them.
  /// Bonds join the two sides elsewhere too, as in a ring, so that the last atom moves alone.
  bool last_alone = false;
};

/// The atoms bonded to the last one when the bond of the coordinate is cut: the last bond, or the middle one
/// of four atoms. Atoms count as bonded where they are not farther apart than the sum of their covalent radii
/// and 0.4 Å: a guess from distances alone, on which no energy depends.
///
/// Requires: validate(molecule) holds; 2 to 4 atoms that exist and differ.
/// Cost:     the square of the number of atoms.
MovedAtoms moved_atoms(const Molecule& molecule, std::span<const int> atoms);

// Changes that move the atoms `moved` as one rigid body and leave the others where they are.
// Requires: the last of `atoms` is in `moved`, the first is not, nor any other that stands on its side.

/// Along the line through both atoms.
void set_distance(Molecule& molecule, AtomPair atoms, std::span<const int> moved, double angstrom);
/// About the apex, in the plane of the three atoms; where they stand on one line, in a plane through it that
/// is chosen by the molecule's axes.
void set_angle(Molecule& molecule, AtomTriple atoms, std::span<const int> moved, double radian);
/// About the line through the second and the third atom. Requires: has_torsion().
void set_torsion(Molecule& molecule, AtomQuadruple atoms, std::span<const int> moved, double radian);

}  // namespace eigenlake
