#include "eigenlake/determinants/spin_strings.h"

#include <array>
#include <bit>
#include <limits>

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(Binomial, AgreesWithPascalAndSaturates) {
  for (int n = 1; n <= 30; ++n)
    for (int k = 1; k <= n; ++k) EXPECT_EQ(binomial(n, k), binomial(n - 1, k) + binomial(n - 1, k - 1));
  EXPECT_EQ(binomial(3, 4), 0u);
  EXPECT_EQ(binomial(100, 50), std::numeric_limits<uint64_t>::max());
}

TEST(SpinStrings, AscendFromHartreeFockAndFindTheirIndex) {
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

TEST(MovesOf, SingleExcitationCountsElectronsInBetween) {
  const SpinStrings strings(4, 2);
  const auto moves = moves_of(strings, std::array{0}, std::array{2});
  ASSERT_EQ(moves.size(), 2u);  // from {0,1} past the electron in 1, from {0,3} past none
  EXPECT_EQ(strings.occupation(moves[0].to), 0b0110u);
  EXPECT_EQ(moves[0].sign, -1.0);
  EXPECT_EQ(strings.occupation(moves[1].to), 0b1100u);
  EXPECT_EQ(moves[1].sign, 1.0);
}

TEST(MovesOf, NoOrbitalsIsTheIdentity) {
  const SpinStrings strings(3, 1);
  const auto moves = moves_of(strings, {}, {});
  ASSERT_EQ(moves.size(), 3u);
  EXPECT_EQ(moves[2].from, moves[2].to);
}

TEST(NeighboursOf, RelationIsSymmetric) {
  const SpinStrings strings(5, 2);
  const auto neighbours = neighbours_of(strings);
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

}  // namespace
}  // namespace eigenlake
