// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/fci.h"

#include <set>

#include "tests/oracle/test_determinants.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/chem/linear_algebra.h"
#include "eigenlake/chem/testing/test_molecules.h"
#include "eigenlake/determinants/slater_condon.h"

namespace eigenlake {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using testing::HasSubstr;

using oracle::random_hamiltonian;

/// All elements among the determinants of an irrep.
MatrixXd dense_block(const MolecularHamiltonian& h, const SpinStrings& alpha, const SpinStrings& beta,
                     Irrep irrep) {
  std::vector<Determinant> determinants;
  for_determinants(DeterminantLayout(alpha, beta, irrep), alpha, beta,
                   [&](const oracle::Occupations& o, size_t) { determinants.push_back({o[0], o[1]}); });
  const auto n = static_cast<Index>(determinants.size());
  MatrixXd matrix = h.constant * MatrixXd::Identity(n, n);
  for (Index i = 0; i < n; ++i)
    for (Index j = 0; j < n; ++j)
      matrix(i, j) +=
          hamiltonian_element(h, determinants[static_cast<size_t>(i)], determinants[static_cast<size_t>(j)]);
  return matrix;
}

/// The same Hamiltonian over other orbitals, the columns of an orthogonal matrix.
MolecularHamiltonian rotated(const MolecularHamiltonian& h, const MatrixXd& orbitals) {
  MolecularHamiltonian result = h;
  const int n = h.num_orbitals;
  result.one_body = transformed(h.one_body, orbitals);
  const auto turn_last = [&](const std::vector<double>& from) {  // and bring it to the front
    std::vector<double> to(from.size(), 0.0);
    const size_t cube = static_cast<size_t>(n) * n * n;
    for (size_t pqr = 0; pqr < cube; ++pqr)
      for (int s = 0; s < n; ++s)
        for (int t = 0; t < n; ++t)
          to[static_cast<size_t>(t) * cube + pqr] += from[pqr * static_cast<size_t>(n) + s] * orbitals(s, t);
    return to;
  };
  for (int index = 0; index < 4; ++index) result.two_body = turn_last(result.two_body);
  return result;
}

/// Of each irrep.
std::vector<double> lowest_values(const MolecularHamiltonian& h, const OrbitalSymmetry& symmetry) {
  const SpinStrings alpha(h.num_orbitals, h.num_alpha, symmetry), beta(h.num_orbitals, h.num_beta, symmetry);
  std::vector<double> values;
  for (int irrep = 0; irrep < symmetry.num_irreps; ++irrep)
    values.push_back(eigensystem_of(dense_block(h, alpha, beta, static_cast<Irrep>(irrep))).values[0]);
  return values;
}

TEST(Fci, StopGivesNoEnergy) {
  const MolecularHamiltonian h = random_hamiltonian(7, 3, 3, 1);
  int last_product = 0;
  FciOptions options{.multiplicity = 1};
  options.on_progress = [&](const FciProgress& progress) { last_product = progress.products; };
  options.stop = [&] { return last_product == 5; };
  EXPECT_EQ(lowest_energy(h, options).error().kind, ErrorKind::kInterrupted);
  EXPECT_EQ(last_product, 5);
  options.stop = [] { return true; };
  last_product = 0;
  EXPECT_EQ(lowest_energy(h, options).error().kind, ErrorKind::kInterrupted);
  EXPECT_EQ(last_product, 0);
}

TEST(Fci, LargeSpacesTakeMemoryOfVectors) {
  // Water in 6-31G with a frozen core.
  const double vectors = fci_memory_bytes(12, 4, 4) / (8.0 * double(num_determinants(12, 4, 4)));
  EXPECT_GT(vectors, 64.0);
  EXPECT_LT(vectors, 100.0);
  EXPECT_NEAR(fci_memory_bytes(12, 4, 4, 0.25) / fci_memory_bytes(12, 4, 4), 0.25, 0.02);
  EXPECT_GT(fci_memory_bytes(64, 32, 32), 0x1p64);
}

TEST(Fci, IterationAgreesWithDenseDiagonalisation) {
  for (const uint64_t seed : {1, 2, 3}) {
    const MolecularHamiltonian h = random_hamiltonian(6, 3, 3, seed);
    const auto energy = lowest_energy(h);
    ASSERT_TRUE(energy) << energy.error().to_string();
    EXPECT_NEAR(*energy, lowest_values(h, no_symmetry(6))[0], 1e-10) << "seed " << seed;
  }
}

TEST(Fci, LowestStateOfAllIrrepsIsFound) {
  const OrbitalSymmetry symmetry{4, {0, 1, 2, 3, 0, 1, 2}};
  std::set<size_t> irreps;
  for (uint64_t seed = 1; seed <= 6; ++seed) {
    const MolecularHamiltonian h = symmetric_hamiltonian(symmetry.irreps, 4, 3, seed);
    const std::vector<double> values = lowest_values(h, symmetry);
    const auto lowest = std::ranges::min_element(values);
    irreps.insert(static_cast<size_t>(lowest - values.begin()));
    const auto energy = lowest_energy(h);
    ASSERT_TRUE(energy) << energy.error().to_string();
    EXPECT_NEAR(*energy, *lowest, 1e-10) << "seed " << seed;
  }
  EXPECT_GT(irreps.size(), 2u);  // the test is about different ones
}

TEST(Fci, SymmetryDoesNotChangeEnergy) {
  // A rotation of orbitals hides the irreps, and changes no energy.
  MolecularHamiltonian h = symmetric_hamiltonian({0, 1, 0, 1, 0, 1}, 3, 3, 2);
  const auto with = lowest_energy(h);
  const MatrixXd rotation = eigensystem_of(random_hamiltonian(6, 3, 3, 8).one_body).vectors;
  const auto hidden = lowest_energy(rotated(h, rotation));
  ASSERT_TRUE(with && hidden);
  EXPECT_EQ(find_orbital_symmetry(h).num_irreps, 2);
  EXPECT_EQ(find_orbital_symmetry(rotated(h, rotation)).num_irreps, 1);
  EXPECT_NEAR(*with, *hidden, 1e-9);
}

TEST(Fci, NoElectronsAndFullOrbitalsHaveOneDeterminant) {
  MolecularHamiltonian h = random_hamiltonian(4, 0, 0, 2);
  h.nuclear_repulsion_energy = 3.0;
  EXPECT_EQ(lowest_energy(h).value(), h.constant + 3.0);
  h.num_alpha = h.num_beta = 4;
  EXPECT_NEAR(lowest_energy(h).value(),
              3.0 + h.constant + hamiltonian_element(h, {0b1111, 0b1111}, {0b1111, 0b1111}), 1e-12);
  h.num_beta = 0;
  EXPECT_NEAR(lowest_energy(h, {.multiplicity = 5}).value(),
              3.0 + h.constant + hamiltonian_element(h, {0b1111, 0}, {0b1111, 0}), 1e-12);
}

TEST(Fci, MultiplicitySelectsState) {
  const MolecularHamiltonian h = random_hamiltonian(4, 2, 2, 5);
  const SpinStrings strings(4, 2);
  std::vector<Index> places;
  for (size_t a = 0; a < strings.size(); ++a)
    for (size_t b = 0; b < strings.size(); ++b)
      places.push_back(static_cast<Index>(strings.occupation(a) | strings.occupation(b) << 4));
  const MatrixXd full = oracle::dense_hamiltonian(h)(places, places);
  const MatrixXd s_squared = oracle::dense_spin_squared(4)(places, places);
  for (const int multiplicity : {1, 3, 5}) {
    const double spin = 0.5 * (multiplicity - 1);
    // Far away with every other spin, by the square of the difference.
    const MatrixXd off = s_squared - spin * (spin + 1) * MatrixXd::Identity(full.rows(), full.cols());
    const double expected = eigensystem_of(full + 100.0 * off * off).values[0];
    const auto energy = lowest_energy(h, {.multiplicity = multiplicity});
    ASSERT_TRUE(energy) << energy.error().to_string();
    EXPECT_NEAR(*energy, expected, 1e-9) << multiplicity;
  }
}

TEST(Fci, LowerStateOfAnotherSymmetryIsNotMissed) {
  // The triplet of O2 lies below every singlet; the block of equal spins holds it with Sz = 0.
  MolecularHamiltonian h = test_hamiltonian(test_molecule("2\n\nO 0 0 0\nO 0 0 1.2075\n", 0, 3), "sto3g");
  const auto triplet = lowest_energy(h, {.multiplicity = 3});
  h.num_alpha = h.num_beta = 8;
  const auto lowest = lowest_energy(h);
  const auto singlet = lowest_energy(h, {.multiplicity = 1});
  ASSERT_TRUE(triplet && lowest && singlet);
  EXPECT_NEAR(*lowest, *triplet, 1e-9);
  EXPECT_GT(*singlet, *triplet + 0.01);
}

TEST(Fci, ThreadsDoNotChangeBits) {
  const MolecularHamiltonian h = symmetric_hamiltonian({0, 1, 0, 1, 0, 1, 0, 1, 0, 1}, 5, 4, 3);
  ThreadPool pool(3);
  const FciOptions options{.multiplicity = 2, .pool = &pool};
  EXPECT_EQ(lowest_energy(h, options).value(), lowest_energy(h, {.multiplicity = 2}).value());
}

TEST(Fci, TooManyDeterminantsAreRejectedWithCount) {
  const auto energy = lowest_energy(random_hamiltonian(6, 3, 3, 1), {.max_determinants = 399});
  ASSERT_FALSE(energy);
  EXPECT_EQ(energy.error().kind, ErrorKind::kResourceLimit);
  EXPECT_THAT(energy.error().message, HasSubstr("limited to 399 determinants, got 400"));
}

TEST(Fci, OverflowingCountIsNoNumber) {
  MolecularHamiltonian benzene;
  benzene.num_orbitals = 36;
  benzene.num_alpha = benzene.num_beta = 21;
  EXPECT_TRUE(are_uncountable(num_determinants(benzene)));
  EXPECT_THAT(lowest_energy(benzene).error().message, HasSubstr("got more than 10^19"));
  EXPECT_EQ(determinants_text(num_determinants(6, 3, 3)), "400");
}

TEST(Fci, MoreThan64OrbitalsAreRejected) {
  MolecularHamiltonian helium;
  helium.num_orbitals = 80;
  helium.num_alpha = helium.num_beta = 1;
  EXPECT_THAT(lowest_energy(helium).error().message, HasSubstr("limited to 64 orbitals, got 80"));
}

TEST(Fci, ImpossibleMultiplicitiesAreRejected) {
  for (const int impossible : {0, 2, 7})
    EXPECT_THAT(lowest_energy(random_hamiltonian(3, 2, 2, 1), {.multiplicity = impossible}).error().message,
                HasSubstr("must be 1 to 3 in steps of two"));
}

}  // namespace
}  // namespace eigenlake
