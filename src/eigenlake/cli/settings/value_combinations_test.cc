// SPDX-License-Identifier: Apache-2.0
#include "eigenlake/cli/settings/value_combinations.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/cli/settings/experiment_settings.h"
#include "eigenlake/cli/settings/setting_list.h"

namespace eigenlake {
namespace {

Configuration configuration_of(const GivenFlags& flags) {
  auto configuration = Configuration::resolve(all_settings(), flags, {});
  EXPECT_TRUE(configuration) << configuration.error().to_string();
  return configuration ? *configuration : Configuration();
}

TEST(ValueCombinations, SingleValuesGiveOneCombination) {
  const ValueCombinations combinations(configuration_of({{"seed", {"7"}}}));
  ASSERT_EQ(combinations.size(), 1u);
  EXPECT_EQ(combinations.at(0).text(experiment_setting("seed")), "7");
  EXPECT_EQ(combinations.text_of(0), "");
}

TEST(ValueCombinations, EveryPairOccursOnce) {
  const ValueCombinations combinations(
      configuration_of({{"seed", {"0..2"}}, {"ansatz", {"UCCSD", "EfficientSU2"}}, {"penalty", {"0"}}}));
  ASSERT_EQ(combinations.size(), 6u);
  std::set<std::pair<std::string, std::string>> pairs;
  for (uint64_t i = 0; i < combinations.size(); ++i) {
    const Configuration configuration = combinations.at(i);
    pairs.emplace(configuration.text(experiment_setting("ansatz")),
                  configuration.text(experiment_setting("seed")));
    EXPECT_TRUE(configuration.varied().empty());
    EXPECT_EQ(configuration.origin(experiment_setting("seed")), "flag --seed");
  }
  EXPECT_EQ(pairs.size(), 6u);
  EXPECT_EQ(combinations.text_of(1), "--ansatz UCCSD --seed 1");
  EXPECT_EQ(combinations.text_of(5), "--ansatz EfficientSU2 --seed 2");
}

TEST(ValueCombinations, SizeSaturates) {
  const std::vector<std::string> many = {"1..100000"};
  const ValueCombinations combinations(configuration_of({{"seed", many},
                                                         {"restarts", many},
                                                         {"ansatz-reps", many},
                                                         {"max-iterations", many},
                                                         {"max-evaluations", many}}));
  EXPECT_GT(combinations.size(), uint64_t{1} << 62);
}

}  // namespace
}  // namespace eigenlake
