// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/determinant_layout.h"

#include <set>

#include "tests/oracle/test_determinants.h"
#include <gtest/gtest.h>

namespace eigenlake {
namespace {

const OrbitalSymmetry kSymmetry{4, {0, 1, 2, 3, 0, 1, 0}};

TEST(DeterminantLayout, OneBlockIsRowMajorWithoutSymmetry) {
  const SpinStrings alpha(6, 3), beta(6, 2);
  const DeterminantLayout layout(alpha, beta);
  ASSERT_EQ(layout.blocks().size(), 1u);
  EXPECT_EQ(layout.size(), 300u);
  EXPECT_FALSE(layout.is_shared());
  EXPECT_EQ(layout.block(0).stride, 15u);
}

TEST(DeterminantLayout, EachDeterminantHasOnePlace) {
  const SpinStrings alpha(7, 3, kSymmetry), beta(7, 2, kSymmetry);
  std::set<oracle::Occupations> seen;
  for (Irrep irrep = 0; irrep < 4; ++irrep) {
    const DeterminantLayout layout(alpha, beta, irrep);
    std::set<size_t> places;
    for_determinants(layout, alpha, beta, [&](const oracle::Occupations& occupations, size_t place) {
      EXPECT_TRUE(places.insert(place).second);
      EXPECT_LT(place, layout.size());
      EXPECT_TRUE(seen.insert(occupations).second);
      Irrep product = 0;
      for (const uint64_t mask : occupations)
        for (const int orbital : occupied_orbitals(mask)) product ^= kSymmetry.irreps[orbital];
      EXPECT_EQ(product, irrep);
    });
    EXPECT_EQ(places.size(), layout.num_determinants());
    EXPECT_EQ(layout.irrep(), irrep);
  }
  EXPECT_EQ(seen.size(), 35u * 21u);
}

TEST(DeterminantLayout, SharedRowsBeginAtCacheLines) {
  const SpinStrings alpha(11, 5), beta(11, 4);
  const DeterminantLayout layout(alpha, beta);
  EXPECT_TRUE(layout.is_shared());
  EXPECT_EQ(layout.block(0).num_columns, 330u);
  EXPECT_EQ(layout.block(0).stride, 336u);
  EXPECT_EQ(layout.num_determinants(), 462u * 330u);
}

TEST(DeterminantLayout, StringsOfDifferentSymmetryAreRejected) {
  const SpinStrings alpha(7, 3, kSymmetry), beta(7, 3);
  EXPECT_DEATH(DeterminantLayout(alpha, beta), "num_irreps");
}

}  // namespace
}  // namespace eigenlake
