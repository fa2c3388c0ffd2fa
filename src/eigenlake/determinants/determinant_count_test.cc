// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/determinant_count.h"

#include <limits>

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(DeterminantCount, IsProductOfBothSpins) {
  EXPECT_EQ(num_determinants(12, 6, 6), 853'776u);
  EXPECT_EQ(num_determinants(7, 5, 0), 21u);
  EXPECT_EQ(num_determinants(4, 5, 2), 0u);
  MolecularHamiltonian nitrogen;
  nitrogen.num_orbitals = 10;
  nitrogen.num_alpha = nitrogen.num_beta = 7;
  EXPECT_EQ(num_determinants(nitrogen), 14'400u);
}

TEST(DeterminantCount, OverflowIsSaidInWords) {
  EXPECT_EQ(num_determinants(36, 18, 18), std::numeric_limits<uint64_t>::max());
  EXPECT_TRUE(are_uncountable(num_determinants(36, 18, 18)));
  EXPECT_FALSE(are_uncountable(num_determinants(34, 17, 17)));
  EXPECT_EQ(determinants_text(num_determinants(36, 18, 18)), "more than 10^19");
  EXPECT_EQ(determinants_text(853'776), "853776");
}

}  // namespace
}  // namespace eigenlake
