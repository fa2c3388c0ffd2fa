// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/slater_condon.h"

#include "tests/oracle/test_determinants.h"
#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(SlaterCondon, ElementsAgreeWithOperators) {
  for (const auto& [n, num_alpha, num_beta] : kSmallSectors) {
    const MolecularHamiltonian h = oracle::random_hamiltonian(n, num_alpha, num_beta, 7);
    const SpinStrings alpha(n, num_alpha), beta(n, num_beta);
    const DeterminantLayout layout(alpha, beta);
    for_determinants(layout, alpha, beta, [&](const oracle::Occupations& column, size_t) {
      oracle::SlowState image = oracle::slow_hamiltonian(h, {{column, 1.0}});
      for_determinants(layout, alpha, beta, [&](const oracle::Occupations& row, size_t) {
        const double expected = image[row] - (row == column ? h.constant : 0.0);
        EXPECT_NEAR(hamiltonian_element(h, {row[0], row[1]}, {column[0], column[1]}), expected, 1e-13);
      });
    });
  }
}

TEST(SlaterCondon, MoreThanTwoMovedElectronsHaveNoElement) {
  const MolecularHamiltonian h = oracle::random_hamiltonian(6, 3, 3, 2);
  EXPECT_EQ(hamiltonian_element(h, {0b111, 0b111}, {0b111000, 0b111}), 0.0);
  EXPECT_EQ(hamiltonian_element(h, {0b111, 0b111}, {0b11001, 0b1011}), 0.0);
  EXPECT_NE(hamiltonian_element(h, {0b111, 0b111}, {0b11001, 0b111}), 0.0);
}

}  // namespace
}  // namespace eigenlake
