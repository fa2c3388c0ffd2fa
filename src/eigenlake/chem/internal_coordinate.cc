// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/internal_coordinate.h"

#include <algorithm>
#include <cmath>

#include <Eigen/Geometry>

#include "eigenlake/base/assert.h"
#include "eigenlake/chem/elements.h"

namespace eigenlake {
namespace {

using Eigen::Vector3d;

constexpr double kOnOneLine = 1e-3;      // Sine of an angle, about radian.
constexpr double kBondTolerance = 0.4;   // Angstrom, as the Cambridge Structural Database has it.
constexpr double kUnknownRadius = 1.69;  // Of elements that have none: that of curium, the heaviest with one.
constexpr double kNoPlane = 1e-8;        // The same; below it the plane of three atoms is rounding.

Vector3d position(const Molecule& molecule, int atom) {
  return Vector3d(molecule.coords[static_cast<size_t>(atom)].data());
}

void place(Molecule& molecule, int atom, const Vector3d& position) {
  molecule.coords[static_cast<size_t>(atom)] = {position[0], position[1], position[2]};
}

double angstrom_per_unit(const Molecule& molecule) {
  return molecule.units == "bohr" ? kAngstromPerBohr : 1.0;
}

/// The atoms that are bonded to each atom.
std::vector<std::vector<int>> neighbours_of(const Molecule& molecule) {
  const auto numbers = molecule.atomic_numbers();
  const auto count = static_cast<int>(molecule.num_atoms());
  const auto radius = [&](int atom) {
    return covalent_radius_angstrom(numbers[static_cast<size_t>(atom)]).value_or(kUnknownRadius);
  };
  std::vector<std::vector<int>> neighbours(molecule.num_atoms());
  for (int i = 0; i < count; ++i)
    for (int j = 0; j < count; ++j)
      if (i != j && distance_angstrom(molecule, {i, j}) <= radius(i) + radius(j) + kBondTolerance)
        neighbours[static_cast<size_t>(i)].push_back(j);
  return neighbours;
}

/// The atoms bonded to `start`, directly or through others, without the bond of `cut`; ascending.
std::vector<int> component_of(const Molecule& molecule, int start, AtomPair cut) {
  const auto neighbours = neighbours_of(molecule);
  std::vector<bool> seen(molecule.num_atoms(), false);
  std::vector<int> component = {start};
  seen[static_cast<size_t>(start)] = true;
  for (size_t next = 0; next < component.size(); ++next) {
    const int from = component[next];
    for (const int to : neighbours[static_cast<size_t>(from)]) {
      const bool is_cut = (from == cut[0] && to == cut[1]) || (from == cut[1] && to == cut[0]);
      if (is_cut || seen[static_cast<size_t>(to)]) continue;
      seen[static_cast<size_t>(to)] = true;
      component.push_back(to);
    }
  }
  std::ranges::sort(component);
  return component;
}

/// Exact for the smallest angles too, unlike the arc cosine of a product.
double angle_between(const Vector3d& a, const Vector3d& b) {
  return std::atan2(a.cross(b).norm(), a.dot(b));
}

void rotate(Molecule& molecule, std::span<const int> moved, const Vector3d& centre, const Vector3d& axis,
            double radian) {
  const Eigen::AngleAxisd rotation(radian, axis.normalized());
  for (const int atom : moved) place(molecule, atom, centre + rotation * (position(molecule, atom) - centre));
}

/// A direction at right angles to `line`, the nearest to the coordinate axis that is farthest from it.
Vector3d any_normal(const Vector3d& line) {
  Eigen::Index axis = 0;
  line.cwiseAbs().minCoeff(&axis);
  return line.cross(Vector3d::Unit(axis));
}

}  // namespace

double distance_angstrom(const Molecule& molecule, AtomPair atoms) {
  return (position(molecule, atoms[1]) - position(molecule, atoms[0])).norm() * angstrom_per_unit(molecule);
}

double bond_angle(const Molecule& molecule, AtomTriple atoms) {
  const Vector3d apex = position(molecule, atoms[1]);
  return angle_between(position(molecule, atoms[0]) - apex, position(molecule, atoms[2]) - apex);
}

double torsion_angle(const Molecule& molecule, AtomQuadruple atoms) {
  const Vector3d first = position(molecule, atoms[1]) - position(molecule, atoms[0]);
  const Vector3d middle = position(molecule, atoms[2]) - position(molecule, atoms[1]);
  const Vector3d last = position(molecule, atoms[3]) - position(molecule, atoms[2]);
  const Vector3d normal = middle.cross(last);
  return std::atan2(middle.norm() * first.dot(normal), first.cross(middle).dot(normal));
}

bool has_torsion(const Molecule& molecule, AtomQuadruple atoms) {
  const auto bent = [&](int i, int j, int k) {
    return std::sin(bond_angle(molecule, {atoms[static_cast<size_t>(i)], atoms[static_cast<size_t>(j)],
                                          atoms[static_cast<size_t>(k)]})) > kOnOneLine;
  };
  return bent(0, 1, 2) && bent(1, 2, 3);
}

MovedAtoms moved_atoms(const Molecule& molecule, std::span<const int> atoms) {
  EIGENLAKE_ASSERT(atoms.size() >= 2 && atoms.size() <= 4);
  const size_t cut_end = atoms.size() == 4 ? 2 : atoms.size() - 1;
  auto component = component_of(molecule, atoms.back(), {atoms[cut_end - 1], atoms[cut_end]});
  const auto standing = atoms.first(cut_end);
  const bool joined =
      std::ranges::any_of(standing, [&](int atom) { return std::ranges::binary_search(component, atom); });
  if (joined) return {.atoms = {atoms.back()}, .last_alone = true};
  return {.atoms = std::move(component), .last_alone = false};
}

void set_distance(Molecule& molecule, AtomPair atoms, std::span<const int> moved, double angstrom) {
  const Vector3d from = position(molecule, atoms[0]);
  const Vector3d to = position(molecule, atoms[1]);
  const Vector3d target = from + (to - from).normalized() * (angstrom / angstrom_per_unit(molecule));
  for (const int atom : moved) place(molecule, atom, target + (position(molecule, atom) - to));
}

void set_angle(Molecule& molecule, AtomTriple atoms, std::span<const int> moved, double radian) {
  const Vector3d apex = position(molecule, atoms[1]);
  const Vector3d first = position(molecule, atoms[0]) - apex;
  const Vector3d last = position(molecule, atoms[2]) - apex;
  const double now = bond_angle(molecule, atoms);
  const Vector3d normal = first.cross(last);
  const bool no_plane = normal.norm() <= kNoPlane * first.norm() * last.norm();
  rotate(molecule, moved, apex, no_plane ? any_normal(first) : normal, radian - now);
}

void set_torsion(Molecule& molecule, AtomQuadruple atoms, std::span<const int> moved, double radian) {
  const Vector3d centre = position(molecule, atoms[1]);
  const Vector3d axis = position(molecule, atoms[2]) - centre;
  rotate(molecule, moved, centre, axis, radian - torsion_angle(molecule, atoms));
}

}  // namespace eigenlake
