// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/standard_orientation.h"

#include <algorithm>

#include <Eigen/Geometry>
#include <gtest/gtest.h>

#include "eigenlake/chem/testing/test_molecules.h"

namespace eigenlake {
namespace {

Molecule turned_and_reversed(Molecule molecule, bool mirrored) {
  Eigen::Matrix3d turn =
      Eigen::AngleAxisd(2.1, Eigen::Vector3d(0.3, -1.0, 0.8).normalized()).toRotationMatrix();
  if (mirrored) turn.row(0) *= -1.0;
  for (auto& position : molecule.coords) {
    const Eigen::Vector3d image = turn * Eigen::Vector3d(position.data()) + Eigen::Vector3d(4.0, 0.1, -2.0);
    position = {image[0], image[1], image[2]};
  }
  std::ranges::reverse(molecule.symbols);
  std::ranges::reverse(molecule.coords);
  return molecule;
}

TEST(StandardOrientation, DoesNotDependOnInputFrame) {
  for (const char* xyz :
       {"1\n\nHe 1 2 3\n", "2\n\nH 0 0 0\nCl 0 0 1.3\n", "3\n\nO 0 0 0\nC 0 0 1.16\nO 0 0 2.32\n",
        "3\n\nO 0 0 0.1173\nH 0 0.7572 -0.4692\nH 0 -0.7572 -0.4692\n",
        "5\n\nC 0 0 0\nH 0.63 0.63 0.63\nH -0.63 -0.63 0.63\nH -0.63 0.63 -0.63\nH 0.63 -0.63 -0.63\n",
        "4\n\nH 0 0 0\nH 0 1.4 0\nH 1.4 0 0\nH 1.4 1.4 0\n",
        "5\n\nC 0 0 0\nH 0.6 0.6 0.6\nF -0.8 -0.8 0.8\nCl -1 1 -1\nBr 1.1 -1.1 -1.1\n"})
    for (const bool mirrored : {false, true}) {
      const Molecule molecule = test_molecule(xyz, 0, 1);
      const Molecule one = standard_orientation(molecule);
      const Molecule other = standard_orientation(turned_and_reversed(molecule, mirrored));
      ASSERT_EQ(one.symbols, other.symbols);
      for (size_t i = 0; i < one.num_atoms(); ++i)
        for (size_t k = 0; k < 3; ++k) EXPECT_NEAR(one.coords[i][k], other.coords[i][k], 1e-9) << xyz;
    }
}

TEST(StandardOrientation, KeepsDistances) {
  const Molecule water = test_water(), framed = standard_orientation(water);
  EXPECT_NEAR(nuclear_repulsion_energy(framed), nuclear_repulsion_energy(water), 1e-10);
  EXPECT_EQ(framed.units, "bohr");
}

TEST(StandardOrientation, FrameMapsInputAtomsToTheirPlaces) {
  for (const char* xyz : {"1\n\nHe 1 2 3\n", "2\n\nH 0 0 0\nCl 0.3 0 1.3\n", "2\n\nN 0 0.2 0\nN 0 0 1.1\n",
                          "5\n\nC 0 0 0\nH 0.6 0.6 0.6\nF -0.8 -0.8 0.8\nCl -1 1 -1\nBr 1.1 -1.1 -1.1\n"}) {
    const Molecule molecule = test_molecule(xyz, 0, 1);
    const StandardFrame frame = standard_frame(molecule);
    EXPECT_TRUE((frame.axes * frame.axes.transpose()).isApprox(Eigen::Matrix3d::Identity(), 1e-14));
    const auto from = molecule.positions_bohr(), to = frame.molecule.positions_bohr();
    for (size_t i = 0; i < molecule.num_atoms(); ++i) {
      const Eigen::Vector3d place =
          frame.axes * (Eigen::Vector3d(from[frame.atoms[i]].data()) - frame.centre);
      for (Eigen::Index k = 0; k < 3; ++k) EXPECT_NEAR(place[k], to[i][static_cast<size_t>(k)], 1e-10) << xyz;
      EXPECT_EQ(molecule.symbols[frame.atoms[i]], frame.molecule.symbols[i]);
    }
  }
}

}  // namespace
}  // namespace eigenlake
