// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/spin_squared.h"

#include <cmath>

#include "tests/oracle/test_determinants.h"
#include <gtest/gtest.h>

namespace eigenlake {
namespace {

const OrbitalSymmetry kFourIrreps{4, {0, 1, 2, 3, 0, 1}};

DeterminantVector spin_squared_of(const SpinSquared& spin, const DeterminantLayout& layout,
                                  const DeterminantVector& vector, double weight,
                                  ThreadPool* pool = nullptr) {
  DeterminantVector image(vector.size(), 0.0);
  spin.add(layout, weight, vector.data(), image.data(), pool);
  return image;
}

TEST(SpinSquared, AgreesWithSingleOperators) {
  for (const auto& [n, num_alpha, num_beta] : kSmallSectors) {
    const SpinStrings alpha(n, num_alpha), beta(n, num_beta);
    const DeterminantLayout layout(alpha, beta);
    const DeterminantVector vector = random_vector(layout, 3);
    const DeterminantVector image = spin_squared_of(SpinSquared(alpha, beta), layout, vector, 1.0);
    EXPECT_LT(difference(layout, alpha, beta, image,
                         oracle::slow_spin_squared(n, slow_state(layout, alpha, beta, vector))),
              1e-13)
        << n << " orbitals, " << num_alpha << " and " << num_beta << " electrons";
  }
}

TEST(SpinSquared, ProductStaysInItsIrrep) {
  const SpinStrings alpha(6, 3, kFourIrreps), beta(6, 2, kFourIrreps);
  for (Irrep irrep = 0; irrep < 4; ++irrep) {
    const DeterminantLayout layout(alpha, beta, irrep);
    const DeterminantVector vector = random_vector(layout, 3);
    const DeterminantVector image = spin_squared_of(SpinSquared(alpha, beta), layout, vector, 1.0);
    EXPECT_LT(difference(layout, alpha, beta, image,
                         oracle::slow_spin_squared(6, slow_state(layout, alpha, beta, vector))),
              1e-13);
  }
}

TEST(SpinSquared, WeightMultipliesAddedProduct) {
  const SpinStrings alpha(4, 2), beta(4, 1);
  const DeterminantLayout layout(alpha, beta);
  const SpinSquared spin(alpha, beta);
  const DeterminantVector vector = random_vector(layout, 3);
  const DeterminantVector once = spin_squared_of(spin, layout, vector, 1.0);
  DeterminantVector sum = vector;
  spin.add(layout, -0.25, vector.data(), sum.data(), nullptr);
  for (size_t i = 0; i < sum.size(); ++i) EXPECT_NEAR(sum[i], vector[i] - 0.25 * once[i], 1e-14);
}

TEST(SpinSquared, ElementsAgreeWithProduct) {
  const SpinStrings alpha(4, 2), beta(4, 2);
  const DeterminantLayout layout(alpha, beta);
  for_determinants(layout, alpha, beta, [&](const oracle::Occupations& column, size_t) {
    oracle::SlowState image = oracle::slow_spin_squared(4, {{column, 1.0}});
    for_determinants(layout, alpha, beta, [&](const oracle::Occupations& row, size_t) {
      EXPECT_EQ(SpinSquared::element({row[0], row[1]}, {column[0], column[1]}), image[row]);
    });
  });
}

TEST(SpinSquared, GivesExpectationOfSingletAndTriplet) {
  // Two electrons in two orbitals, one each: |01⟩|10⟩ ± |10⟩|01⟩.
  const SpinStrings alpha(2, 1), beta(2, 1);
  const DeterminantLayout layout(alpha, beta);
  const SpinSquared spin(alpha, beta);
  const double half = std::sqrt(0.5);
  const DeterminantVector even = {0.0, half, half, 0.0}, odd = {0.0, half, -half, 0.0};
  EXPECT_NEAR(spin.expectation(layout, even.data()), 0.0, 1e-15);
  EXPECT_NEAR(spin.expectation(layout, odd.data()), 2.0, 1e-15);
  const DeterminantVector closed = {1.0, 0.0, 0.0, 0.0};
  EXPECT_EQ(spin.expectation(layout, closed.data()), 0.0);
}

TEST(SpinSquared, HighSpinDeterminantsArePure) {
  const SpinStrings alpha(5, 4), beta(5, 1);
  const DeterminantLayout layout(alpha, beta);
  DeterminantVector state(layout.size(), 0.0);
  state[0] = 1.0;  // three unpaired electrons, and a pair
  EXPECT_EQ(SpinSquared(alpha, beta).expectation(layout, state.data()), 1.5 * 2.5);
}

TEST(SpinSquared, ThreadsDoNotChangeBits) {
  const SpinStrings alpha(11, 5), beta(11, 4);
  const DeterminantLayout layout(alpha, beta);
  const SpinSquared spin(alpha, beta);
  const DeterminantVector vector = random_vector(layout, 3);
  ThreadPool pool(3);
  EXPECT_EQ(spin_squared_of(spin, layout, vector, 0.5), spin_squared_of(spin, layout, vector, 0.5, &pool));
}

}  // namespace
}  // namespace eigenlake
