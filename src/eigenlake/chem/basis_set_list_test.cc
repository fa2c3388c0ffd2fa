// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "eigenlake/chem/basis_names.h"
#include "eigenlake/chem/basis_set.h"
#include "eigenlake/chem/elements.h"

namespace eigenlake {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

const std::vector<ListedBasisSet>& all_sets() {
  static const std::vector<ListedBasisSet> sets = list_basis_sets().value();
  return sets;
}

std::vector<int> elements_of(std::string_view name) {
  const auto found = std::ranges::find(all_sets(), name, &ListedBasisSet::name);
  EXPECT_NE(found, all_sets().end()) << name;
  return found == all_sets().end() ? std::vector<int>() : found->elements;
}

TEST(BasisSetList, EachNameIsTakenWithItsElements) {
  EXPECT_GT(all_sets().size(), 500U);
  for (const ListedBasisSet& set : all_sets()) {
    EXPECT_EQ(canonical_basis_name(set.name), set.name);
    const auto loaded = load_basis_set(set.name, std::vector{set.elements.front(), set.elements.back()});
    // Functions above l = 7 are not those of the list but of the integral library.
    EXPECT_TRUE(loaded || loaded.error().kind == ErrorKind::kUnsupported)
        << set.name << ": " << loaded.error().to_string();
  }
}

TEST(BasisSetList, OtherElementsAreRejected) {
  for (const ListedBasisSet& set : all_sets())
    for (const int number : {1, 6, 26, 53, 79, 92})
      EXPECT_TRUE(std::ranges::binary_search(set.elements, number) ||
                  !load_basis_set(set.name, std::vector{number}))
          << set.name << ' ' << number;
}

TEST(BasisSetList, ElementsWithCorePotentialsAreLeftOut) {
  EXPECT_THAT(elements_of("def2-svp"), Contains(36));
  EXPECT_THAT(elements_of("def2-svp"), Not(Contains(37)));
  EXPECT_THAT(elements_of("sto3g"), Contains(53));
}

TEST(BasisSetList, AuxiliarySetsAreLeftOut) {
  for (const ListedBasisSet& set : all_sets()) EXPECT_NE(set.name, "def2-svp-rifit");
}

}  // namespace
}  // namespace eigenlake
