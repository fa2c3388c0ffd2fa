// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/chem/mp2.h"

#include <gtest/gtest.h>

#include "eigenlake/chem/testing/test_molecules.h"

namespace eigenlake {
namespace {

/// Closed-shell MP2 by the textbook's double sum over spatial orbitals.
double slow_correlation_energy(const MolecularHamiltonian& h) {
  double energy = 0.0;
  for (int i = 0; i < h.num_alpha; ++i)
    for (int j = 0; j < h.num_alpha; ++j)
      for (int a = h.num_alpha; a < h.num_orbitals; ++a)
        for (int b = h.num_alpha; b < h.num_orbitals; ++b)
          energy +=
              h.eri(i, a, j, b) * (2.0 * h.eri(i, a, j, b) - h.eri(i, b, j, a)) /
              (h.orbital_energies[i] + h.orbital_energies[j] - h.orbital_energies[a] - h.orbital_energies[b]);
  return energy;
}

/// The Hamiltonian in orbitals rotated by `rotation`.
MolecularHamiltonian rotated(const MolecularHamiltonian& h, const Eigen::MatrixXd& u) {
  MolecularHamiltonian result = h;
  const int n = h.num_orbitals;
  result.one_body = u.transpose() * h.one_body * u;
  for (int p = 0; p < n; ++p)
    for (int q = 0; q < n; ++q)
      for (int r = 0; r < n; ++r)
        for (int s = 0; s < n; ++s) {
          double sum = 0.0;
          for (int a = 0; a < n; ++a)
            for (int b = 0; b < n; ++b)
              for (int c = 0; c < n; ++c)
                for (int d = 0; d < n; ++d) sum += u(a, p) * u(b, q) * u(c, r) * u(d, s) * h.eri(a, b, c, d);
          result.two_body[((size_t(p) * n + q) * n + r) * n + s] = sum;
        }
  return result;
}

Eigen::MatrixXd plane_rotation(int n, int p, int q, double angle) {
  Eigen::MatrixXd u = Eigen::MatrixXd::Identity(n, n);
  u(p, p) = u(q, q) = std::cos(angle);
  u(p, q) = -(u(q, p) = std::sin(angle));
  return u;
}

TEST(Mp2, ClosedShellEnergyAgreesWithSlowTwin) {
  for (const Molecule& molecule : {test_water(), test_lih()}) {
    const MolecularHamiltonian h = test_hamiltonian(molecule, "6-31g");
    EXPECT_NEAR(mp2_amplitudes(h).correlation_energy, slow_correlation_energy(h), 1e-10);
  }
}

TEST(Mp2, ClosedShellAmplitudesAreIntegralsOverGaps) {
  const MolecularHamiltonian h = test_hamiltonian(test_lih(), "sto3g");
  const Mp2Amplitudes t = mp2_amplitudes(h);
  EXPECT_EQ(t.t_a.cwiseAbs().maxCoeff(), 0.0);
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 2; ++j)
      for (int a = 0; a < 4; ++a)
        for (int b = 0; b < 4; ++b) {
          const auto& e = h.orbital_energies;
          const double gap = e[i] + e[j] - e[2 + a] - e[2 + b];
          EXPECT_NEAR(t.ab(i, j, a, b), h.eri(i, 2 + a, j, 2 + b) / gap, 1e-9);
          EXPECT_NEAR(t.ab(i, j, a, b), t.ab(j, i, b, a), 1e-12);
          EXPECT_NEAR(t.aa(i, j, a, b), t.ab(i, j, a, b) - t.ab(i, j, b, a), 1e-12);
          EXPECT_NEAR(t.bb(i, j, a, b), t.aa(i, j, a, b), 1e-12);
        }
}

TEST(Mp2, OpenShellAmplitudesAreAntisymmetric) {
  const Mp2Amplitudes t = mp2_amplitudes(test_hamiltonian(test_oh(), "6-31g"));
  ASSERT_EQ(t.num_occupied_alpha, 5);
  ASSERT_EQ(t.num_occupied_beta, 4);
  for (int i = 0; i < 5; ++i)
    for (int j = 0; j < 5; ++j)
      for (int a = 0; a < t.num_virtual_alpha; ++a)
        for (int b = 0; b < t.num_virtual_alpha; ++b) {
          EXPECT_NEAR(t.aa(i, j, a, b), -t.aa(j, i, a, b), 1e-12);
          EXPECT_NEAR(t.aa(i, j, a, b), -t.aa(i, j, b, a), 1e-12);
        }
  EXPECT_LT(t.correlation_energy, -0.05);
}

TEST(Mp2, OpenShellEnergyIsInvariantUnderOrbitalRotation) {
  const MolecularHamiltonian h = test_hamiltonian(test_oh(), "sto3g");
  const double energy = mp2_amplitudes(h).correlation_energy;
  // Closed orbitals among themselves.
  EXPECT_NEAR(mp2_amplitudes(rotated(h, plane_rotation(6, 1, 2, 0.4))).correlation_energy, energy, 1e-10);
}

TEST(Mp2, OpenShellAmplitudesRotateWithOrbitals) {
  const MolecularHamiltonian h = test_hamiltonian(test_oh(), "sto3g");
  const Eigen::MatrixXd u = plane_rotation(6, 1, 2, 0.4);
  const Mp2Amplitudes before = mp2_amplitudes(h);
  const Mp2Amplitudes after = mp2_amplitudes(rotated(h, u));
  for (int i = 0; i < 5; ++i)
    for (int j = 0; j < 4; ++j) {
      double expected = 0.0;
      for (int k = 0; k < 5; ++k)
        for (int l = 0; l < 4; ++l) expected += u(k, i) * u(l, j) * before.ab(k, l, 0, 1);
      EXPECT_NEAR(after.ab(i, j, 0, 1), expected, 1e-9);
    }
}

TEST(Mp2, NoVirtualOrbitalsMeansNoCorrelation) {
  const MolecularHamiltonian h = test_hamiltonian(test_molecule("1\n\nHe 0 0 0\n"), "sto3g");
  EXPECT_EQ(mp2_amplitudes(h).correlation_energy, 0.0);
  EXPECT_TRUE(mp2_amplitudes(h).t_ab.empty());
}

TEST(HartreeFockEnergy, HamiltonianGivesScfEnergy) {
  for (const Molecule& molecule : {test_water(), test_oh()}) {
    EXPECT_NEAR(hartree_fock_total_energy(test_hamiltonian(molecule, "6-31g")),
                test_scf(molecule, "6-31g").total_energy, 1e-9);
  }
}

}  // namespace
}  // namespace eigenlake
