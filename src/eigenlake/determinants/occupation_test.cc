// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/occupation.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace eigenlake {
namespace {

using testing::ElementsAre;

TEST(Binomial, AgreesWithPascalAndSaturates) {
  for (int n = 1; n <= 30; ++n)
    for (int k = 1; k <= n; ++k) EXPECT_EQ(binomial(n, k), binomial(n - 1, k) + binomial(n - 1, k - 1));
  EXPECT_EQ(binomial(3, 4), 0u);
  EXPECT_EQ(binomial(3, -1), 0u);
  EXPECT_EQ(binomial(64, 32), 1832624140942590534u);
  EXPECT_EQ(binomial(400, 200), std::numeric_limits<uint64_t>::max());
}

TEST(Occupation, OrbitalsFollowBits) {
  EXPECT_THAT(occupied_orbitals(0b10110), ElementsAre(1, 2, 4));
  EXPECT_THAT(empty_orbitals(0b10110, 6), ElementsAre(0, 3, 5));
  EXPECT_THAT(occupied_orbitals(orbital_bit(63)), ElementsAre(63));
  EXPECT_EQ(with_move(0b10110, 4, 0), 0b00111u);
}

TEST(Occupation, SignCountsElectronsBetween) {
  EXPECT_EQ(sign_between(0b0111, 0, 3), 1.0);   // past those in 1 and 2
  EXPECT_EQ(sign_between(0b0101, 0, 3), -1.0);  // past the one in 2
  EXPECT_EQ(sign_between(0b1101, 3, 0), -1.0);
  EXPECT_EQ(sign_between(0b11, 0, 1), 1.0);
  EXPECT_EQ(sign_between(~OccupationMask{0}, 0, 63), 1.0);
  EXPECT_EQ(sign_between(~OccupationMask{0}, 63, 1), -1.0);
}

TEST(Occupation, SingleExcitationsAreFoundFromBothSides) {
  const SingleExcitation up = single_excitation(0b1101, 0b0111), down = single_excitation(0b0111, 0b1101);
  EXPECT_EQ(up.created, 3);
  EXPECT_EQ(up.annihilated, 1);
  EXPECT_EQ(up.sign, -1.0);
  EXPECT_EQ(down.created, 1);
  EXPECT_EQ(down.sign, up.sign);
  EXPECT_EQ(num_moved(0b0111, 0b1101), 1);
  EXPECT_DEATH(single_excitation(0b0011, 0b1100), "has_single_bit");
}

}  // namespace
}  // namespace eigenlake
