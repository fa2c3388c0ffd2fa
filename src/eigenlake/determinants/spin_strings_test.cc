// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/determinants/spin_strings.h"

#include <array>
#include <bit>

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(SpinStrings, AscendFromHartreeFock) {
  for (int n = 0; n <= 8; ++n)
    for (int electrons = 0; electrons <= n; ++electrons) {
      const SpinStrings strings(n, electrons);
      ASSERT_EQ(strings.size(), binomial(n, electrons));
      EXPECT_EQ(strings.occupation(0), (1u << electrons) - 1);
      for (size_t k = 0; k < strings.size(); ++k) {
        EXPECT_EQ(std::popcount(strings.occupation(k)), electrons);
        EXPECT_EQ(strings.index_of(strings.occupation(k)), k);
        if (k > 0) {
          EXPECT_LT(strings.occupation(k - 1), strings.occupation(k));
        }
      }
    }
}

TEST(SpinStrings, Hold64Orbitals) {
  for (const int electrons : {0, 1, 2, 62, 63, 64}) {
    const SpinStrings strings(64, electrons);
    ASSERT_EQ(strings.size(), binomial(64, electrons));
    for (size_t k = 0; k < strings.size(); k += 13) {
      EXPECT_EQ(std::popcount(strings.occupation(k)), electrons);
      EXPECT_EQ(strings.index_of(strings.occupation(k)), k);
    }
  }
}

TEST(SpinStrings, IrrepsAreContiguousAndOrdered) {
  const OrbitalSymmetry symmetry{4, {0, 1, 2, 3, 0, 1, 0}};
  const SpinStrings strings(7, 3, symmetry);
  ASSERT_EQ(strings.size(), 35u);
  size_t counted = 0;
  for (int irrep = 0; irrep < 4; ++irrep) {
    for (size_t k = strings.begin_of(irrep); k < strings.begin_of(irrep + 1); ++k, ++counted) {
      Irrep product = 0;
      for (const int orbital : occupied_orbitals(strings.occupation(k))) product ^= symmetry.irreps[orbital];
      EXPECT_EQ(product, irrep);
      EXPECT_EQ(strings.index_of(strings.occupation(k)), k);
      if (k > strings.begin_of(irrep)) {
        EXPECT_LT(strings.occupation(k - 1), strings.occupation(k));
      }
    }
  }
  EXPECT_EQ(counted, strings.size());
}

TEST(MovesOf, SingleExcitationCountsElectronsBetween) {
  const SpinStrings strings(4, 2);
  const auto moves = moves_of(strings, std::array{0}, std::array{2});
  ASSERT_EQ(moves.size(), 2u);  // from {0,1} past the electron in 1, from {0,3} past none
  EXPECT_EQ(strings.occupation(moves[0].to), 0b0110u);
  EXPECT_EQ(moves[0].sign, -1.0);
  EXPECT_EQ(strings.occupation(moves[1].to), 0b1100u);
  EXPECT_EQ(moves[1].sign, 1.0);
}

TEST(MovesOf, NoOrbitalsIsIdentity) {
  const SpinStrings strings(3, 1);
  const auto moves = moves_of(strings, {}, {});
  ASSERT_EQ(moves.size(), 3u);
  EXPECT_EQ(moves[2].from, moves[2].to);
}

TEST(NeighboursOf, RelationIsSymmetric) {
  const SpinStrings strings(5, 2);
  const auto neighbours = neighbours_of(strings, strings.symmetry());
  ASSERT_EQ(neighbours.size(), strings.size() * 6);
  for (size_t k = 0; k < neighbours.size(); ++k) {
    int found = 0;
    for (size_t back = 0; back < 6; ++back) {
      const StringNeighbour& other = neighbours[neighbours[k].string * 6 + back];
      found += other.string == k / 6 && other.signed_pair == neighbours[k].signed_pair;
    }
    EXPECT_EQ(found, 1);
  }
}

TEST(NeighboursOf, NeighboursFollowIrrepsOfPairs) {
  const SpinStrings strings(6, 2, {2, {0, 1, 0, 1, 1, 0}});
  const auto neighbours = neighbours_of(strings, strings.symmetry());
  ASSERT_EQ(neighbours.size(), strings.size() * 8);
  for (size_t k = 0; k < neighbours.size(); ++k) {
    const auto x = single_excitation(strings.occupation(k / 8), strings.occupation(neighbours[k].string));
    EXPECT_EQ(neighbours[k].pair(), pair_index(x.created, x.annihilated));
    EXPECT_EQ(neighbours[k].sign(), x.sign);
    if (k % 8 == 0) continue;
    const auto before =
        single_excitation(strings.occupation(k / 8), strings.occupation(neighbours[k - 1].string));
    EXPECT_LE(strings.irrep_of_pair(before.created, before.annihilated),
              strings.irrep_of_pair(x.created, x.annihilated));
  }
}

}  // namespace
}  // namespace eigenlake
