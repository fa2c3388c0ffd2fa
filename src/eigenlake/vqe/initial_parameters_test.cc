// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/vqe/initial_parameters.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

namespace eigenlake {
namespace {

TEST(InitStrategy, NamesAreParsedInAnyCase) {
  EXPECT_EQ(parse_init_strategy("MP2").value(), InitStrategy::kMp2);
  EXPECT_EQ(parse_init_strategy("hf").value(), InitStrategy::kHf);
  EXPECT_EQ(parse_init_strategy("Hartree_Fock").value(), InitStrategy::kHf);
  EXPECT_EQ(parse_init_strategy("random").value(), InitStrategy::kRandom);
  const auto unknown = parse_init_strategy("randon");
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("did you mean 'random'?"), std::string::npos);
}

TEST(Jittered, MovesEachParameterByLessThanTheJitter) {
  const std::vector<double> start{0.0, 1.0, -2.0};
  EXPECT_EQ(jittered(start, 0.0, 1), start);
  const auto moved = jittered(start, 0.01, 1);
  for (size_t k = 0; k < start.size(); ++k) {
    EXPECT_NE(moved[k], start[k]);
    EXPECT_LT(std::abs(moved[k] - start[k]), 0.01);
  }
  EXPECT_EQ(jittered(start, 0.01, 1), moved);
  EXPECT_NE(jittered(start, 0.01, 2), moved);
}

// From the first numbers of SplitMix64 with seed 1234567 (random_test.cc), times 2π / 2^64.
TEST(RandomParameters, ReproducesTheGoldenVector) {
  const auto parameters = random_parameters(3, 1234567);
  constexpr double kScale = 2 * std::numbers::pi * 0x1p-64;
  EXPECT_NEAR(parameters[0], 6457827717110365317.0 * kScale, 1e-14);
  EXPECT_NEAR(parameters[1], 3203168211198807973.0 * kScale, 1e-14);
  EXPECT_NEAR(parameters[2], 9817491932198370423.0 * kScale, 1e-14);
}

TEST(RestartParameters, FirstIsTheBaseAndLaterOnesDiffer) {
  const std::vector<double> base{0.5, -0.5};
  EXPECT_EQ(restart_parameters(base, 0.0, 7, 0), base);
  EXPECT_NE(restart_parameters(base, 0.0, 7, 1), base);
  EXPECT_NE(restart_parameters(base, 0.0, 7, 1), restart_parameters(base, 0.0, 7, 2));
}

}  // namespace
}  // namespace eigenlake
