// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/determinant_hamiltonian.h"

#include "tests/oracle/test_determinants.h"
#include <gtest/gtest.h>

#include "eigenlake/determinants/slater_condon.h"

namespace eigenlake {
namespace {

const OrbitalSymmetry kIrreps{4, {0, 1, 2, 3, 0, 1}};

/// A Hamiltonian with its strings.
struct Sector {
  Sector(MolecularHamiltonian h, const OrbitalSymmetry& symmetry, ThreadPool* pool = nullptr,
         StopRequest stop = {})
      : molecule(std::move(h)),
        alpha(molecule.num_orbitals, molecule.num_alpha, symmetry),
        beta(molecule.num_orbitals, molecule.num_beta, symmetry),
        hamiltonian(molecule, alpha, beta, pool, std::move(stop)) {}

  DeterminantVector apply(const DeterminantLayout& layout, const DeterminantVector& vector) {
    DeterminantVector image(vector.size(), 0.0);
    hamiltonian.apply(layout, vector.data(), image.data());
    return image;
  }
  double error_of(Irrep irrep, uint64_t seed) {
    const DeterminantLayout layout(alpha, beta, irrep);
    const DeterminantVector vector = random_vector(layout, seed);
    return difference(layout, alpha, beta, apply(layout, vector),
                      oracle::slow_hamiltonian(molecule, slow_state(layout, alpha, beta, vector)));
  }

  MolecularHamiltonian molecule;
  SpinStrings alpha;
  SpinStrings beta;
  DeterminantHamiltonian hamiltonian;
};

TEST(DeterminantHamiltonian, AgreesWithMatrixInFockSpace) {
  for (const auto& [n, num_alpha, num_beta] : kSmallSectors) {
    Sector sector(oracle::random_hamiltonian(n, num_alpha, num_beta, 7), no_symmetry(n));
    const oracle::RealMatrix full = oracle::dense_hamiltonian(sector.molecule);
    const DeterminantLayout layout(sector.alpha, sector.beta);
    const DeterminantVector vector = random_vector(layout, 5), image = sector.apply(layout, vector);
    oracle::RealVector state = oracle::RealVector::Zero(full.rows());
    for_determinants(layout, sector.alpha, sector.beta, [&](const oracle::Occupations& o, size_t place) {
      state(static_cast<Eigen::Index>(o[0] | o[1] << n)) = vector[place];
    });
    const oracle::RealVector expected = full * state;
    for_determinants(layout, sector.alpha, sector.beta, [&](const oracle::Occupations& o, size_t place) {
      EXPECT_NEAR(image[place], expected(static_cast<Eigen::Index>(o[0] | o[1] << n)), 1e-12)
          << n << " orbitals, " << num_alpha << " and " << num_beta << " electrons";
    });
  }
}

TEST(DeterminantHamiltonian, AgreesWithSingleOperators) {
  for (const TestSector& electrons : {TestSector{6, 3, 3}, {6, 4, 2}, {6, 1, 4}, {7, 5, 2}}) {
    const auto [n, num_alpha, num_beta] = electrons;
    Sector sector(oracle::random_hamiltonian(n, num_alpha, num_beta, 9), no_symmetry(n));
    EXPECT_LT(sector.error_of(0, 5), 1e-11) << n << " " << num_alpha << " " << num_beta;
  }
}

TEST(DeterminantHamiltonian, ProductStaysInItsIrrep) {
  for (const auto& [num_alpha, num_beta] : {std::pair{3, 3}, {4, 2}, {1, 3}, {6, 1}, {0, 2}}) {
    Sector sector(symmetric_hamiltonian(kIrreps.irreps, num_alpha, num_beta, 4), kIrreps);
    for (Irrep irrep = 0; irrep < 4; ++irrep)
      EXPECT_LT(sector.error_of(irrep, 6), 1e-11) << num_alpha << " " << num_beta << " irrep " << int(irrep);
  }
}

TEST(DeterminantHamiltonian, OneObjectServesAllIrrepsInAnyOrder) {
  // The panels of one must not show in the next.
  Sector sector(symmetric_hamiltonian(kIrreps.irreps, 3, 2, 4), kIrreps);
  for (const Irrep irrep : {2, 0, 3, 0, 1, 2}) EXPECT_LT(sector.error_of(irrep, 8), 1e-11);
}

TEST(DeterminantHamiltonian, SymmetryOfStringsDoesNotChangeProduct) {
  for (const auto& [num_alpha, num_beta] : {std::pair{3, 3}, {4, 2}, {0, 2}}) {
    Sector sector(symmetric_hamiltonian(kIrreps.irreps, num_alpha, num_beta, 4), no_symmetry(6));
    EXPECT_LT(sector.error_of(0, 6), 1e-11) << num_alpha << " " << num_beta;
  }
}

TEST(DeterminantHamiltonian, IsSymmetric) {
  Sector sector(oracle::random_hamiltonian(9, 4, 5, 2), no_symmetry(9));
  const DeterminantLayout layout(sector.alpha, sector.beta);
  const DeterminantVector x = random_vector(layout, 1), y = random_vector(layout, 2);
  const DeterminantVector hx = sector.apply(layout, x), hy = sector.apply(layout, y);
  double xhy = 0.0, yhx = 0.0;
  for (size_t i = 0; i < x.size(); ++i) {
    xhy += x[i] * hy[i];
    yhx += y[i] * hx[i];
  }
  EXPECT_NEAR(xhy, yhx, 1e-9);
  EXPECT_GT(std::abs(xhy), 1e-3);
}

TEST(DeterminantHamiltonian, DiagonalAgreesWithElements) {
  Sector sector(symmetric_hamiltonian(kIrreps.irreps, 3, 2, 4), kIrreps);
  for (Irrep irrep = 0; irrep < 4; ++irrep) {
    const DeterminantLayout layout(sector.alpha, sector.beta, irrep);
    DeterminantVector diagonal(layout.size());
    sector.hamiltonian.get_diagonal(layout, diagonal.data());
    for_determinants(layout, sector.alpha, sector.beta, [&](const oracle::Occupations& o, size_t place) {
      const Determinant own{o[0], o[1]};
      EXPECT_NEAR(diagonal[place], sector.molecule.constant + hamiltonian_element(sector.molecule, own, own),
                  1e-12);
    });
  }
}

TEST(DeterminantHamiltonian, ThreadsDoNotChangeBits) {
  for (const OrbitalSymmetry& symmetry :
       {no_symmetry(11), OrbitalSymmetry{2, {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0}}}) {
    const auto image = [&](ThreadPool* pool) {
      Sector sector(symmetric_hamiltonian(symmetry.irreps, 5, 4, 3), symmetry, pool);
      const DeterminantLayout layout(sector.alpha, sector.beta);
      EXPECT_TRUE(layout.is_shared());
      return sector.apply(layout, random_vector(layout, 5));
    };
    ThreadPool pool(3);
    EXPECT_EQ(image(nullptr), image(&pool));
  }
}

TEST(DeterminantHamiltonian, PaddingOfRowsStays) {
  Sector sector(oracle::random_hamiltonian(11, 5, 4, 3), no_symmetry(11));
  const DeterminantLayout layout(sector.alpha, sector.beta);
  const DeterminantBlock& block = layout.block(0);
  ASSERT_LT(block.num_columns, block.stride);
  DeterminantVector image(layout.size(), 3.0);
  const DeterminantVector vector = random_vector(layout, 5);
  sector.hamiltonian.apply(layout, vector.data(), image.data());
  for (size_t row = 0; row < block.num_rows; ++row)
    for (size_t k = block.num_columns; k < block.stride; ++k) EXPECT_EQ(image[row * block.stride + k], 3.0);
}

TEST(DeterminantHamiltonian, StopEndsProductEarly) {
  int asked = 0;
  bool stopped = false;
  Sector sector(oracle::random_hamiltonian(10, 4, 4, 3), no_symmetry(10), nullptr, [&] {
    ++asked;
    return stopped;
  });
  const DeterminantLayout layout(sector.alpha, sector.beta);
  const DeterminantVector vector = random_vector(layout, 5);
  asked = 0;
  sector.apply(layout, vector);
  const int of_a_product = asked;
  EXPECT_GT(of_a_product, 100);
  asked = 0;
  stopped = true;
  sector.apply(layout, vector);
  EXPECT_LT(asked, of_a_product / 2);
}

TEST(DeterminantHamiltonian, MemoryGrowsWithSpaceAndShare) {
  EXPECT_GT(DeterminantHamiltonian::memory_bytes(12, 6, 6), 8u * 853'776);
  EXPECT_LT(DeterminantHamiltonian::memory_bytes(12, 6, 6), 4u * 8u * 853'776);
  EXPECT_LT(DeterminantHamiltonian::memory_bytes(16, 5, 5, 0.125),
            DeterminantHamiltonian::memory_bytes(16, 5, 5) / 4);
  EXPECT_EQ(DeterminantHamiltonian::memory_bytes(200, 100, 100), std::numeric_limits<uint64_t>::max());
}

}  // namespace
}  // namespace eigenlake
