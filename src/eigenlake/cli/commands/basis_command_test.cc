// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "eigenlake/cli/testing/test_program.h"

namespace eigenlake {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;

class BasisCommandTest : public ProgramTest {};

TEST_F(BasisCommandTest, ListHasOneObjectForEachSet) {
  const auto sets = done({"basis", "list", "--json"}).objects();
  EXPECT_GT(sets.size(), 500U);
  for (const Json& set : sets) {
    EXPECT_THAT(keys_of(set), ElementsAre("basis", "elements", "description"));
    EXPECT_FALSE(set["elements"].empty()) << set;
  }
}

TEST_F(BasisCommandTest, ElementsChooseTheSets) {
  const auto sets = done({"basis", "list", "--json", "--elements", "h,Og"}).objects();
  EXPECT_THAT(sets, SizeIs(::testing::Gt(0)));
  EXPECT_LT(sets.size(), done({"basis", "list", "--json", "--elements", "H"}).objects().size());
  for (const Json& set : sets) EXPECT_THAT(set["elements"].get<std::vector<std::string>>(), Contains("Og"));
  expect_refusal({"basis", "list", "--elements", "H,Xx"}, ExitCode::kUsage, {"flag --elements", "'Xx'"});
}

TEST_F(BasisCommandTest, TextHasRangesOfElements) {
  out_is_terminal_ = true;
  EXPECT_THAT(lines_of(done({"basis", "list"}).out),
              Contains(::testing::AllOf(StartsWith("6-31g "), HasSubstr("  H-Zn "))));
}

TEST_F(BasisCommandTest, UnknownBasisNamesTheList) {
  const std::string file = folder_.write("h2.json", kH2);
  expect_refusal({"scf", file, "--basis", "sto3h"}, ExitCode::kBadInput, {"'sto3h'", "eigenlake basis list"});
}

}  // namespace
}  // namespace eigenlake
