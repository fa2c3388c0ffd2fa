// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/base/random.h"

#include <set>

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

// The first numbers of SplitMix64 as its authors' reference program prints them for this seed.
TEST(Random, ReproducesPublishedSequence) {
  Random random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317u);
  EXPECT_EQ(random.next(), 3203168211198807973u);
  EXPECT_EQ(random.next(), 9817491932198370423u);
  EXPECT_EQ(Random(0).next(), 0xe220a8397b1dcdafu);
}

TEST(Random, UniformStaysInItsInterval) {
  Random random(7);
  double sum = 0.0;
  for (int i = 0; i < 10000; ++i) {
    const double x = random.uniform(-2.0, 6.0);
    ASSERT_GE(x, -2.0);
    ASSERT_LT(x, 6.0);
    sum += x;
  }
  EXPECT_NEAR(sum / 10000, 2.0, 0.1);
}

TEST(DerivedSeed, FirstStreamIsSeedAndOthersDiffer) {
  EXPECT_EQ(derived_seed(42, 0), 42u);
  std::set<uint64_t> seeds;
  for (uint64_t seed = 0; seed < 30; ++seed)
    for (uint64_t stream = 0; stream < 30; ++stream) seeds.insert(derived_seed(seed, stream));
  EXPECT_EQ(seeds.size(), 900u);
}

}  // namespace
}  // namespace eigenlake
