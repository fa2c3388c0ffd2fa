// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/internal_coordinate.h"

#include <cmath>
#include <numbers>

#include <Eigen/Geometry>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/chem/elements.h"

namespace eigenlake {
namespace {

using std::numbers::pi;
using ::testing::ElementsAre;

constexpr double kTight = 1e-12;

/// In angstrom.
Molecule molecule_of(std::vector<std::string> symbols, std::vector<std::array<double, 3>> coords) {
  Molecule molecule;
  molecule.symbols = std::move(symbols);
  molecule.coords = std::move(coords);
  EXPECT_TRUE(validate(molecule));
  return molecule;
}

Molecule turned_water() {
  return molecule_of({"O", "H", "H"}, {{0, 0, 0}, {0.9, 0.1, 0.3}, {-0.2, 0.93, -0.1}});
}

/// H-O-O-H with hydrogens 2 and 3 bonded to oxygens 0 and 1.
Molecule peroxide() {
  return molecule_of({"O", "O", "H", "H"},
                     {{0, 0.7, 0.1}, {0.1, -0.7, 0}, {0.85, 0.8, 0.45}, {-0.75, -0.9, 0.4}});
}

/// Methanol: C 0, O 1, hydrogens of the carbon 2 to 4, of the oxygen 5.
Molecule methanol() {
  return molecule_of({"C", "O", "H", "H", "H", "H"}, {{-0.047, 0.664, 0.0},
                                                      {-0.047, -0.758, 0.0},
                                                      {-1.093, 0.969, 0.0},
                                                      {0.438, 1.071, 0.890},
                                                      {0.438, 1.071, -0.890},
                                                      {0.861, -1.057, 0.1}});
}

Eigen::MatrixXd distances(const Molecule& molecule) {
  const auto count = static_cast<int>(molecule.num_atoms());
  Eigen::MatrixXd all = Eigen::MatrixXd::Zero(count, count);
  for (int i = 0; i < count; ++i)
    for (int j = 0; j < count; ++j) all(i, j) = distance_angstrom(molecule, {i, j});
  return all;
}

/// Largest change of a distance between two atoms that both moved, or both stayed.
double deformation(const Molecule& before, const Molecule& after, const std::vector<int>& moved) {
  const Eigen::MatrixXd change = distances(after) - distances(before);
  double largest = 0.0;
  for (int i = 0; i < change.rows(); ++i)
    for (int j = 0; j < i; ++j)
      if (std::ranges::count(moved, i) == std::ranges::count(moved, j))
        largest = std::max(largest, std::abs(change(i, j)));
  return largest;
}

TEST(InternalCoordinate, ValuesAgreeWithClosedFormulas) {
  const Molecule square =
      molecule_of({"C", "C", "C", "C"}, {{0, 0, 0}, {1.5, 0, 0}, {1.5, 1.5, 0}, {0, 2, 1.5}});
  EXPECT_DOUBLE_EQ(distance_angstrom(square, {0, 1}), 1.5);
  EXPECT_DOUBLE_EQ(bond_angle(square, {0, 1, 2}), pi / 2);
  EXPECT_DOUBLE_EQ(bond_angle(square, {1, 0, 2}), pi / 4);
  // The four points of a regular tetrahedron seen from its centre: cos = -1/3.
  const Molecule tetrahedron =
      molecule_of({"C", "H", "H", "H", "H"}, {{0, 0, 0}, {1, 1, 1}, {1, -1, -1}, {-1, 1, -1}, {-1, -1, 1}});
  EXPECT_NEAR(bond_angle(tetrahedron, {1, 0, 2}), std::acos(-1.0 / 3.0), kTight);
  Molecule bohr = square;
  bohr.units = "bohr";
  EXPECT_DOUBLE_EQ(distance_angstrom(bohr, {0, 1}), 1.5 * kAngstromPerBohr);
}

TEST(InternalCoordinate, TorsionsArePositiveClockwise) {
  // Looking from atom 1 to atom 2, along +z with x to the right, y points down: x to y is clockwise.
  for (const double angle : {-3.0, -pi / 2, -0.1, 0.0, 0.4, pi / 2, 3.1}) {
    const Molecule chain = molecule_of(
        {"H", "C", "C", "H"}, {{1, 0, 0}, {0, 0, 0}, {0, 0, 1.5}, {std::cos(angle), std::sin(angle), 1.5}});
    EXPECT_NEAR(torsion_angle(chain, {0, 1, 2, 3}), angle, kTight);
    EXPECT_NEAR(torsion_angle(chain, {3, 2, 1, 0}), angle, kTight);
  }
}

TEST(InternalCoordinate, AtomsOnSideOfLastAtomMove) {
  EXPECT_THAT(moved_atoms(methanol(), std::array{0, 1}).atoms, ElementsAre(1, 5));
  EXPECT_THAT(moved_atoms(methanol(), std::array{1, 0}).atoms, ElementsAre(0, 2, 3, 4));
  EXPECT_THAT(moved_atoms(methanol(), std::array{2, 0, 1}).atoms, ElementsAre(1, 5));
  EXPECT_THAT(moved_atoms(methanol(), std::array{0, 1, 5}).atoms, ElementsAre(5));
  EXPECT_THAT(moved_atoms(methanol(), std::array{2, 0, 1, 5}).atoms, ElementsAre(1, 5));
  EXPECT_THAT(moved_atoms(methanol(), std::array{5, 1, 0, 2}).atoms, ElementsAre(0, 2, 3, 4));
}

TEST(InternalCoordinate, LastAtomMovesAloneInRing) {
  const MovedAtoms hydrogens = moved_atoms(turned_water(), std::array{1, 2});
  EXPECT_TRUE(hydrogens.last_alone);
  EXPECT_THAT(hydrogens.atoms, ElementsAre(2));
  const Molecule ring = molecule_of({"C", "C", "C"}, {{0, 0, 0}, {1.5, 0, 0}, {0.75, 1.3, 0}});
  EXPECT_TRUE(moved_atoms(ring, std::array{0, 1}).last_alone);
  EXPECT_FALSE(moved_atoms(turned_water(), std::array{0, 1}).last_alone);
}

TEST(InternalCoordinate, UnbondedMoleculesMoveAsWhole) {
  const Molecule dimer = molecule_of(
      {"O", "H", "H", "O", "H", "H"},
      {{0, 0, 0}, {0.76, 0.59, 0}, {-0.76, 0.59, 0}, {0, 0, 2.9}, {0.76, 0.59, 3.0}, {-0.76, 0.59, 3.0}});
  EXPECT_THAT(moved_atoms(dimer, std::array{0, 3}).atoms, ElementsAre(3, 4, 5));
  const Molecule stretched = molecule_of({"N", "N"}, {{0, 0, 0}, {0, 0, 4}});
  EXPECT_FALSE(moved_atoms(stretched, std::array{0, 1}).last_alone);
}

TEST(InternalCoordinate, DistanceIsSetAlongItsLine) {
  for (const double target : {0.3, 0.9572, 5.0}) {
    const Molecule before = methanol();
    Molecule after = before;
    const auto moved = moved_atoms(before, std::array{0, 1});
    set_distance(after, {0, 1}, moved.atoms, target);
    EXPECT_NEAR(distance_angstrom(after, {0, 1}), target, kTight);
    EXPECT_LT(deformation(before, after, moved.atoms), kTight);
    EXPECT_NEAR(bond_angle(after, {2, 0, 1}), bond_angle(before, {2, 0, 1}), kTight);
    EXPECT_NEAR(bond_angle(after, {0, 1, 5}), bond_angle(before, {0, 1, 5}), kTight);
    EXPECT_NEAR(torsion_angle(after, {2, 0, 1, 5}), torsion_angle(before, {2, 0, 1, 5}), kTight);
  }
}

TEST(InternalCoordinate, DistancesAreAngstromInBohrMoleculesToo) {
  Molecule molecule = molecule_of({"H", "H"}, {{0, 0, 0}, {0, 0, 1.4}});
  molecule.units = "bohr";
  set_distance(molecule, {0, 1}, std::array{1}, 1.0);
  EXPECT_DOUBLE_EQ(molecule.coords[1][2], 1.0 / kAngstromPerBohr);
}

TEST(InternalCoordinate, CoordinateOnAxisIsDistance) {
  Molecule molecule = molecule_of({"H", "H"}, {{0, 0, 0}, {0, 0, 0.7414}});
  for (const double target : {0.5, 1.1, 2.7}) {
    set_distance(molecule, {0, 1}, std::array{1}, target);
    EXPECT_EQ(molecule.coords[1][2], target);
  }
}

TEST(InternalCoordinate, AngleIsSetAboutItsApex) {
  for (const double target : {0.2, pi / 2, 1.9, 3.1, pi}) {
    const Molecule before = methanol();
    Molecule after = before;
    const auto moved = moved_atoms(before, std::array{2, 0, 1});
    set_angle(after, {2, 0, 1}, moved.atoms, target);
    EXPECT_NEAR(bond_angle(after, {2, 0, 1}), target, 1e-10);
    EXPECT_LT(deformation(before, after, moved.atoms), kTight);
    EXPECT_NEAR(distance_angstrom(after, {0, 1}), distance_angstrom(before, {0, 1}), kTight);
  }
}

TEST(InternalCoordinate, CollinearAtomsBend) {
  for (const Eigen::Vector3d& line :
       {Eigen::Vector3d(0, 0, 1), Eigen::Vector3d(1, 0, 0), Eigen::Vector3d(0.5, -0.3, 0.8).normalized()}) {
    Molecule dioxide = molecule_of({"O", "C", "O"}, {{0, 0, 0}, {0, 0, 1}, {0, 0, 2}});
    for (size_t i = 0; i < 3; ++i)
      for (int k = 0; k < 3; ++k) dioxide.coords[i][static_cast<size_t>(k)] = 1.16 * double(i) * line[k];
    set_angle(dioxide, {0, 1, 2}, std::array{2}, 2.0);
    EXPECT_NEAR(bond_angle(dioxide, {0, 1, 2}), 2.0, kTight);
    EXPECT_NEAR(distance_angstrom(dioxide, {1, 2}), 1.16, kTight);
  }
}

TEST(InternalCoordinate, TorsionTurnsAboutItsMiddle) {
  for (const double target : {-pi, -1.0, 0.0, 0.3, pi / 2, 3.0}) {
    const Molecule before = peroxide();
    Molecule after = before;
    const auto moved = moved_atoms(before, std::array{2, 0, 1, 3});
    EXPECT_THAT(moved.atoms, ElementsAre(1, 3));
    set_torsion(after, {2, 0, 1, 3}, moved.atoms, target);
    EXPECT_NEAR(std::remainder(torsion_angle(after, {2, 0, 1, 3}) - target, 2 * pi), 0.0, kTight);
    EXPECT_LT(deformation(before, after, moved.atoms), kTight);
    EXPECT_NEAR(bond_angle(after, {2, 0, 1}), bond_angle(before, {2, 0, 1}), kTight);
    EXPECT_NEAR(bond_angle(after, {0, 1, 3}), bond_angle(before, {0, 1, 3}), kTight);
  }
}

TEST(InternalCoordinate, CollinearAtomsHaveNoTorsion) {
  EXPECT_TRUE(has_torsion(peroxide(), {2, 0, 1, 3}));
  const Molecule acetylene =
      molecule_of({"H", "C", "C", "H"}, {{0, 0, -1.06}, {0, 0, 0}, {0, 0, 1.2}, {0.3, 0, 2.26}});
  EXPECT_FALSE(has_torsion(acetylene, {0, 1, 2, 3}));
}

TEST(CovalentRadii, AgreeWithCordero) {
  EXPECT_EQ(covalent_radius_angstrom(1), 0.31);
  EXPECT_EQ(covalent_radius_angstrom(6), 0.76);
  EXPECT_EQ(covalent_radius_angstrom(26), 1.32);
  EXPECT_EQ(covalent_radius_angstrom(55), 2.44);
  EXPECT_EQ(covalent_radius_angstrom(96), 1.69);
  EXPECT_FALSE(covalent_radius_angstrom(97));
}

}  // namespace
}  // namespace eigenlake
